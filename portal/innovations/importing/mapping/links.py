"""Fields that point at other records, or hold rows: topics, organisations, people, lessons."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from portal.innovations.importing.mapping.directory import Directory
from portal.innovations.importing.mapping.fields import FIELDS, ROW_REST, ROW_TEXT, Kind
from portal.innovations.importing.mapping.spec import Rule
from portal.innovations.importing.mapping.values import cut, name_case, one_line

if TYPE_CHECKING:
    from portal.innovations.importing.mapping.records import Draft

MOST_TOPICS = 8
MOST_ROWS = 30
MOST_SUGGESTED = 200
ROW_LENGTH = {"lessons": 2000, "evidence": 500}
NAME_LENGTH = 100

Fill = Callable[["Draft", Rule, list[str], Directory], None]


def items_of(rule: Rule, texts: Iterable[str]) -> list[str]:
    """The single things in the texts, each once; the characters of ``split`` stand between them."""
    parts = (
        part
        for text in texts
        for part in (re.split(f"[{re.escape(rule.split)}]", text) if rule.split else [text])
    )
    plain = (one_line(part) for part in parts)
    meant = (rule.values.get(part.casefold(), part) for part in plain)
    return [part for part in dict.fromkeys(meant) if part and part.casefold() not in rule.ignore]


def _fill_topics(draft: "Draft", rule: Rule, texts: list[str], directory: Directory) -> None:
    names = items_of(rule, texts)
    found = directory.topics(names)
    ids = list(dict.fromkeys(key for key in found.values() if key is not None))
    draft.fields["topics"] = ids[:MOST_TOPICS]
    if len(ids) > MOST_TOPICS:
        draft.note(rule.place, f"names {len(ids)} topics; the first {MOST_TOPICS} were taken")
    unknown = [name for name, key in found.items() if key is None]
    if unknown:
        draft.fields["topic_suggestion"] = _joined(unknown)
        draft.note(
            rule.place, f"no topic is called {cut(', '.join(unknown), 200)}; kept for moderators"
        )


def _joined(names: list[str]) -> str:
    """As many whole names as there is room for."""
    joined = ""
    for name in names:
        longer = f"{joined}, {name}" if joined else name
        if len(longer) <= MOST_SUGGESTED:
            joined = longer
    return joined


def _fill_organisation(draft: "Draft", rule: Rule, texts: list[str], directory: Directory) -> None:
    names = items_of(rule, [rule.join.join(texts)])
    if not names:
        return
    draft.organisation = names[0]
    found = directory.organisation(names[0])
    if found is not None:
        draft.fields["organisation_id"] = found
        return
    draft.keep(FIELDS["organisation"].label, names[0])
    draft.note(rule.place, f"“{cut(names[0], 80)}” is not in the directory; kept in the text")


def _fill_partners(draft: "Draft", rule: Rule, texts: list[str], directory: Directory) -> None:
    names = items_of(rule, texts)
    found = {name: directory.organisation(name) for name in names}
    draft.fields["partners"] = [key for key in dict.fromkeys(found.values()) if key is not None]
    if unknown := [name for name, key in found.items() if key is None]:
        draft.keep(FIELDS["partners"].label, ", ".join(unknown))
        listed = cut(", ".join(unknown), 200)
        draft.note(rule.place, f"not in the directory, and kept in the text: {listed}")


def _fill_region(draft: "Draft", rule: Rule, texts: list[str], directory: Directory) -> None:
    for name in items_of(rule, texts)[:1]:
        found = directory.region(name)
        if found is not None:
            draft.fields["region_id"] = found
        else:
            draft.note(rule.place, f"“{cut(name, 60)}” is no region of the directory; left empty")


def _fill_service(draft: "Draft", rule: Rule, texts: list[str], directory: Directory) -> None:
    for name in items_of(rule, texts)[:1]:
        found = directory.library_service(name)
        if found is not None:
            draft.fields["library_service_id"] = found
        else:
            draft.keep(FIELDS["library_service"].label, name)
            words = f"“{cut(name, 60)}” is not in the directory; kept in the text"
            draft.note(rule.place, words)


def _fill_people(draft: "Draft", rule: Rule, texts: list[str], _: Directory) -> None:
    """Names only: to whose account a name belongs, a file cannot say."""
    joined = texts if rule.split else [rule.join.join(texts)]
    rows: list[dict[str, Any]] = draft.fields.setdefault("people", [])
    for name in items_of(rule, joined)[: MOST_ROWS - len(rows)]:
        shown = cut(name_case(name) if rule.tidy == "names" else name, NAME_LENGTH)
        rows.append({"user_id": None, "name": shown, "role": rule.role, "is_shown": True})


def _fill_rows(draft: "Draft", rule: Rule, texts: list[str], _: Directory) -> None:
    rest = {**ROW_REST[rule.field], **rule.rest}
    most = ROW_LENGTH[rule.field]
    texts = items_of(rule, texts)
    if len(texts) > MOST_ROWS or any(len(text) > most for text in texts):
        draft.keep(FIELDS[rule.field].label, "\n\n".join(texts))
        draft.note(rule.place, f"has more than {MOST_ROWS} rows, or a long one; kept in the text")
    draft.fields[rule.field] = [
        {ROW_TEXT[rule.field]: cut(text, most), **rest} for text in texts[:MOST_ROWS]
    ]


LINKED: dict[Kind, Fill] = {
    Kind.TOPICS: _fill_topics,
    Kind.ORGANISATION: _fill_organisation,
    Kind.PARTNERS: _fill_partners,
    Kind.REGION: _fill_region,
    Kind.LIBRARY_SERVICE: _fill_service,
    Kind.PEOPLE: _fill_people,
    Kind.ROWS: _fill_rows,
}
