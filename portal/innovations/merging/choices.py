"""What the record that is kept can take from the other: a choice for each field that differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.innovations.models import Innovation
from portal.innovations.parts import LABELS, words_of
from portal.innovations.versions.contents import (
    Contents,
    contents_of,
    difference,
    fields_of,
    part_names,
)

KEPT, OTHER, BOTH = "kept", "other", "both"
# Lists can be joined; so many rows, or things, each can hold.
LISTS = {
    "topics": 8,
    "partners": 20,
    "people": 30,
    "lessons": 30,
    "measures": 30,
    "evidence": 30,
    "attachments": 30,
}
# Who agreed to what, and who shows their address, cannot be said for someone else.
_OWN = frozenset(
    {
        *("agreed_by_organisation", "agreed_by_people", "no_patient_data"),
        *("contact", "contact_person_id"),
    }
)
# Every record of the two that one of them names stays named.
_ALWAYS_JOINED = "related"


@dataclass(frozen=True)
class Difference:
    """A field, under its name in ``parts``, and what each of the two records says in it."""

    name: str
    label: str
    kept: str
    other: str

    @property
    def is_list(self) -> bool:
        return self.name in LISTS


def differences(kept: Innovation, other: Innovation) -> list[Difference]:
    """The fields that differ, in the order in which a record is read."""
    names = set(part_names(_differing(contents_of(kept), contents_of(other))))
    mine, theirs = words_of(kept), words_of(other)
    return [
        Difference(name, LABELS[name], mine[name], theirs[name]) for name in LABELS if name in names
    ]


def taken(
    kept: Innovation, other: Innovation, choices: Mapping[str, str], files: Mapping[int, int]
) -> dict[str, Any]:
    """What the kept record is to say where it takes something, as ``actions.save`` takes it.

    ``choices`` has KEPT, OTHER or BOTH by the names of parts; ``files`` leads from the ids of the
    other record's files to those of their copies.
    """
    mine, theirs = contents_of(kept), _with_files(contents_of(other), files)
    fields: Contents = {}
    for name in _differing(mine, theirs):
        choice = choices.get(part_names([name])[0], KEPT)
        if choice == BOTH and name in LISTS:
            fields[name] = joined(mine[name], theirs[name])
        elif choice in (OTHER, BOTH):
            fields[name] = theirs[name]
    fields[_ALWAYS_JOINED] = _related(kept, other, mine[_ALWAYS_JOINED], theirs[_ALWAYS_JOINED])
    return fields_of(fields)


def joined(mine: Sequence[Any], theirs: Iterable[Any]) -> list[Any]:
    """The rows of both, without those that say what another says."""
    found: list[Any] = []
    for row in (*mine, *theirs):
        if all(_said(row) != _said(earlier) for earlier in found):
            found.append(row)
    return found


def too_many(
    kept: Innovation, other: Innovation, choices: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """How many there would be, and how many there can be, of lists that become too long."""
    mine, theirs = contents_of(kept), contents_of(other)
    counts = {
        name: (len(joined(mine[name], theirs[name])), most)
        for name, most in LISTS.items()
        if choices.get(name) == BOTH
    }
    return {name: (count, most) for name, (count, most) in counts.items() if count > most}


def _differing(mine: Contents, theirs: Contents) -> list[str]:
    left_out = _OWN | {_ALWAYS_JOINED}
    return [name for name in difference(mine, theirs) if name not in left_out]


def _said(row: Any) -> Any:
    """What makes two rows the same: an account, or else all that is written in them."""
    if not isinstance(row, Mapping):
        return row
    if row.get("user_id"):
        return row["user_id"], row["role"]
    return {key: cell for key, cell in row.items() if cell not in ("", None) and key != "is_shown"}


def _related(
    kept: Innovation,
    other: Innovation,
    mine: Sequence[Mapping[str, Any]],
    theirs: Sequence[Mapping[str, Any]],
) -> list[Mapping[str, Any]]:
    """The records that either names, each once and neither of the two among them."""
    both = {row["target_id"]: row for row in (*theirs, *mine)}
    return [both[key] for key in sorted(both) if key not in (kept.id, other.id)]


def _with_files(contents: Contents, files: Mapping[int, int]) -> Contents:
    """With the copies of files in place of the files, wherever a row names one."""
    found = dict(contents)
    for name in ("attachments", "evidence"):
        found[name] = [
            row | {"file_id": files.get(row["file_id"], row["file_id"])}
            if row.get("file_id")
            else row
            for row in contents[name]
        ]
    return found
