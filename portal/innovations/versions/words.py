"""Two readings of a record side by side: the fields that differ, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from portal.innovations import queries
from portal.innovations import vocabulary as v
from portal.innovations.models import Decision, Innovation
from portal.innovations.parts import LABELS, words_of
from portal.innovations.versions.contents import part_names
from portal.innovations.versions.overlay import over_each
from portal.innovations.versions.queries import last_look, seen_in
from portal.web.filters import format_date

# By the name of a field: a title, the text before and the text after.
Marks = dict[str, list[tuple[str, str, str]]]

WOULD_CHANGE = "What would change"
NOT_FOR_READER = "A record that you cannot see"
_LABELS = {**LABELS, "related": "Related records"}


class Change(NamedTuple):
    """One field that differs, as plain text."""

    name: str
    label: str
    before: str
    after: str


def label_of(name: str) -> str:
    """What a field is called on pages."""
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def labels_of(fields: Iterable[str]) -> list[str]:
    """What the columns ``fields`` are called on pages, each once, in the order of the record."""
    order = list(_LABELS)
    names = part_names(fields)
    names.sort(key=lambda name: order.index(name) if name in _LABELS else len(order))
    return [label_of(name) for name in names]


def compared(
    innovation: Innovation,
    before: Sequence[Mapping[str, Any]],
    after: Mapping[str, Any],
    reader: Any,
) -> list[list[Change]]:
    """What became of each of the contents ``before`` in ``after``; all or some of the fields.

    Empty contents are the record as it is. At most 6 statements, however many there are.
    """
    records = over_each(innovation, [after, *before])
    wanted = sorted({link.target_id for record in records for link in record.related})
    titles = {row.id: row.title for row in queries.titles(wanted, reader)} if wanted else {}
    now, *earlier = [_words(record, titles) for record in records]
    return [_changes(words, now) for words in earlier]


def marked(
    innovation: Innovation,
    proposed: Mapping[str, Any] | None,
    decisions: Sequence[Decision],
    reader: Any,
) -> Marks:
    """What a moderator is shown beside each field: a title, the text before and the text now.

    What changed since they looked last, or else anybody; where changes to a published record
    are ``proposed``, what would change in it comes first, and is not said twice.
    """
    look = last_look(decisions, reader)
    seen = seen_in(innovation, look) if look else None
    before: list[tuple[str, Mapping[str, Any]]]
    before = [] if proposed is None else [(WOULD_CHANGE, {})]
    if look and seen:
        who = "you" if look.decided_by_id == reader.id else look.decided_by.name
        day = format_date(look.at)
        before.append((f"Changed since {who} looked on {day}", seen))
    if not before:
        return {}
    found: Marks = {}
    told = compared(innovation, [contents for _, contents in before], proposed or {}, reader)
    for (title, _), changes in zip(before, told, strict=True):
        for change in changes:
            marks = found.setdefault(change.name, [])
            if not marks or marks[0][1:] != (change.before, change.after):
                marks.append((title, change.before, change.after))
    return found


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    return [
        Change(name, label_of(name), before[name] or "", after[name] or "")
        for name in before
        if (before[name] or "") != (after[name] or "")
    ]


def _words(record: Innovation, titles: Mapping[int, str]) -> dict[str, str]:
    related = (
        f"{v.RELATIONS[link.relation]}: {titles.get(link.target_id, NOT_FOR_READER)}"
        for link in record.related
    )
    return {**words_of(record), "related": "\n".join(related)}
