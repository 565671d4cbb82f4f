"""One record in Markdown: its facts in front, then its sections, as its page shows them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from portal.exports import words as w
from portal.exports.markdown import escaped, from_html
from portal.exports.words import About
from portal.innovations import vocabulary as v
from portal.innovations.shown import ShownInnovation, attached

_MEASURE: Final = {
    "name": "Measure",
    "unit": "Unit",
    "baseline": "Before",
    "after": "After",
    "n": "Counted",
    "period": "Period",
    "method": "Method",
}
_ADVICE: Final = {
    "would_do_differently": "What we would do differently",
    "starting_advice": "Advice for those who start",
    "sustaining_advice": "Advice on keeping it going",
    "risks": "Risks and effects we did not intend",
}


def write_markdown(file: BinaryIO, records: Iterable[ShownInnovation], about: About) -> None:
    """Each record as a document."""
    for record in records:
        parts = [_front(record, about), f"# {escaped(record.title)}", escaped(record.summary)]
        parts += [f"## {title}\n\n{text}" for title, text in _sections(record, about) if text]
        text = "\n\n".join(part for part in parts if part) + "\n"
        # Half a character, which rows of JSON may hold, cannot be sent.
        file.write(text.encode("utf-8", "replace"))


def _front(record: ShownInnovation, about: About) -> str:
    """The facts, as YAML; text is written as in JSON, which YAML reads."""
    facts: dict[str, Any] = {
        "title": record.title,
        "identifier": record.identifier,
        "address": about.url(record.path),
        "kind": v.KINDS[record.kind],
        "status": v.STATUSES[record.status],
        "organisation": record.organisation.name if record.organisation else "",
        "ods_code": record.organisation.ods_code if record.organisation else "",
        "library_service": record.library_service.name if record.library_service else "",
        "region": record.region.name if record.region else "",
        "partners": [partner.name for partner in record.partners],
        "people": w.people(record),
        "topics": [topic.label for topic in record.topics],
        "stage": v.STAGES.get(record.stage or "", ""),
        "started": w.month(record, "started_on"),
        "ended": w.month(record, "ended_on"),
        "outcome": v.OUTCOMES.get(record.outcome or "", ""),
        "evidence_rating": v.RATINGS.get(record.evidence_rating or "", ""),
        "setting": v.SETTINGS.get(record.setting or "", ""),
        **{
            name: getattr(record, name)
            for name in ("consortium", "product", "supplier", "competing_interest", "source_url")
        },
        "licence": v.LICENCES.get(record.licence or "", ""),
        "contact": w.contact(record, about),
        "published": w.day(record.published_at),
        "last_changed": w.day(record.updated_at),
        "last_reviewed": w.day(record.reviewed_at),
        "downloaded": w.day(about.made_at),
    }
    lines = (
        f"{name}: {json.dumps(fact, ensure_ascii=False)}" for name, fact in facts.items() if fact
    )
    return "\n".join(["---", *lines, "---"])


def _sections(record: ShownInnovation, about: About) -> Iterator[tuple[str, str]]:
    html = record.html
    yield "The problem", from_html(html.get("problem", ""))
    yield "What we did", from_html(html.get("what_we_did", ""))
    outcome = v.OUTCOMES.get(record.outcome or "", "")
    results = (f"**{outcome}**" if outcome else "", from_html(html.get("results", "")))
    yield "Results", _joined(*results, _measures(record.measures or ()))
    yield (
        "Costs and savings",
        _list(f"{label}: {escaped(words)}" for label, words in w.costs(record)),
    )
    yield "Lessons learned", _list(_lessons(record.lessons or ()), numbered=True)
    for name, title in _ADVICE.items():
        yield title, from_html(html.get(name, ""))
    yield "Evidence", _joined(_rating(record), _list(_evidence(record.evidence or ())))
    yield "What it meant to people", _champion(record)
    links = (
        f"{link.words} [{escaped(link.title)}]({about.url(link.path)})"
        for link in w.related(record)
    )
    yield "Related records", _list(links)
    files = (f"[{escaped(file.title)}]({about.url(file.path)})" for file in attached(record))
    yield "Attachments", _list(files)


def _measures(rows: Iterable[w.Row]) -> str:
    lines = [list(_MEASURE.values()), ["---"] * len(_MEASURE)]
    lines += [[_cell(row.get(key)) for key in _MEASURE] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if len(lines) > 2 else ""


def _cell(value: object) -> str:
    return escaped(str(value or ""))


def _lessons(rows: Iterable[w.Row]) -> Iterator[str]:
    for row in rows:
        advice = f" {escaped(row['advice'])}" if row.get("advice") else ""
        yield f"**{escaped(row.get('text') or '')}**{advice} ({w.for_whom(row)})"


def _evidence(rows: Iterable[w.Row]) -> Iterator[str]:
    for row in rows:
        words = (
            v.EVIDENCE_KINDS.get(row.get("kind") or "", ""),
            escaped(row.get("citation") or ""),
        )
        link = f" <{row['link']}>" if row.get("link") else ""
        yield ": ".join(filter(None, words)) + link


def _rating(record: ShownInnovation) -> str:
    if not record.evidence_rating:
        return ""
    day = f" on {record.rated_on.isoformat()}" if record.rated_on else ""
    hint = v.RATING_HINTS[record.evidence_rating]
    rated = f"**Rated {v.RATINGS[record.evidence_rating].lower()}**{day}. {hint}."
    return f"{rated} {escaped(record.rating_reason)}".strip()


def _champion(record: ShownInnovation) -> str:
    if not record.champion_quote:
        return ""
    who = ", ".join(filter(None, (record.champion_name, record.champion_role)))
    return _joined(f"> {escaped(record.champion_quote)}", escaped(who))


def _list(items: Iterable[str], *, numbered: bool = False) -> str:
    return "\n".join(f"{f'{n}.' if numbered else '-'} {item}" for n, item in enumerate(items, 1))


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
