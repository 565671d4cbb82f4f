"""JSON: one object, with a record a line. docs/dev/exports.md says what the keys mean."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, BinaryIO

from portal.exports import words as w
from portal.exports.words import About
from portal.innovations import vocabulary as v
from portal.innovations.shown import Place, ShownInnovation, attached
from portal.innovations.texts import MARKDOWN_FIELDS

_PLAIN = (
    *("identifier", "kind", "title", "summary", "stage", "outcome"),
    *("staff_time", "staff_time_basis", "savings", "savings_basis"),
    *("cost_setup_basis", "cost_yearly_basis", "setting", "consortium", "product", "supplier"),
    *("competing_interest", "source_url", "status", "audience", "licence"),
)
_MEASURE = ("name", "unit", "baseline", "after", "n", "period", "method")
_EVIDENCE = ("kind", "citation", "link")
_LESSON = ("text", "advice", "audience", "step")


def write_json(file: BinaryIO, records: Iterable[ShownInnovation], about: About) -> None:
    """The records one after the other; their number comes last, when it is known."""
    head = {"generated_at": about.made_at.isoformat(timespec="seconds"), "query": about.address}
    file.write(_dumped(head)[:-1] + b',"records":[')
    total = 0
    for total, record in enumerate(records, 1):
        file.write((b"\n" if total == 1 else b",\n") + _dumped(as_object(record, about)))
    file.write(b'\n],"total":%d}\n' % total)


def as_object(record: ShownInnovation, about: About) -> dict[str, Any]:
    """A record with keys that stay, every one of them, and the values of the vocabularies."""
    rating = {
        "rating": record.evidence_rating,
        "reason": record.rating_reason or None,
        "on": record.rated_on.isoformat() if record.rated_on else None,
    }
    champion = {name: getattr(record, f"champion_{name}") or None for name in _CHAMPION}
    return {
        **{name: getattr(record, name) or None for name in _PLAIN},
        "url": about.url(record.path),
        "topics": [{"slug": topic.slug, "label": topic.label} for topic in record.topics],
        "organisation": _place(record.organisation),
        "library_service": record.library_service.name if record.library_service else None,
        "region": record.region.name if record.region else None,
        "partners": [_place(partner) for partner in record.partners],
        "people": [
            {"name": person.name, "role": person.role}
            for person in record.people
            if person.is_shown
        ],
        **{name: w.prose(record.html.get(name, "")) or None for name in MARKDOWN_FIELDS},
        "started": w.month(record, "started_on") or None,
        "ended": w.month(record, "ended_on") or None,
        "cost_setup": _number(record.cost_setup),
        "cost_yearly": _number(record.cost_yearly),
        "measures": _rows(record.measures, _MEASURE),
        "evidence": _rows(record.evidence, _EVIDENCE),
        "evidence_rating": rating if record.evidence_rating else None,
        "lessons": _rows(record.lessons, _LESSON),
        "champion": champion if record.champion_quote else None,
        **_links(record, about),
        "licence_url": v.LICENCE_URLS.get(record.licence or ""),
        "contact": w.contact(record, about) or None,
        **{
            name: moment.isoformat(timespec="seconds") if moment else None
            for name in ("published_at", "updated_at", "reviewed_at")
            for moment in (getattr(record, name),)
        },
    }


def _links(record: ShownInnovation, about: About) -> dict[str, Any]:
    """Other records and files that belong to it."""
    return {
        "related": [
            {"relation": link.words, "title": link.title, "url": about.url(link.path)}
            for link in w.related(record)
        ],
        "attachments": [
            {
                "title": file.title,
                "url": about.url(file.path),
                "media_type": file.media_type,
                "licence": file.licence or None,
            }
            for file in attached(record)
        ],
    }


_CHAMPION = ("quote", "name", "role")


def _dumped(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a character, which rows of JSON may hold, cannot be sent.
    return text.encode("utf-8", "replace")


def _place(place: Place | None) -> dict[str, str] | None:
    return {"name": place.name, "ods_code": place.ods_code} if place else None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _rows(rows: Iterable[w.Row] | None, names: Iterable[str]) -> list[dict[str, Any]]:
    """Only these columns: a row may hold what no page shows."""
    return [{name: row.get(name) or None for name in names} for row in rows or ()]
