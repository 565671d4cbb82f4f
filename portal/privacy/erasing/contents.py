"""What of the contents of an innovation somebody wrote, and the contents without it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import undefer

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation, Version
from portal.privacy.erasing.passages import each_line, lines_of, without_lines

TEXTS: Final = (
    *("title", "summary", "topic_suggestion", "problem", "what_we_did", "results"),
    *("staff_time", "savings", "would_do_differently", "starting_advice", "sustaining_advice"),
    *("risks", "champion_quote", "champion_name", "champion_role", "consortium", "product"),
    *("supplier", "competing_interest", "source_url"),
)
"""The fields of a record that people write; the others are chosen from a list."""

CELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "measures": ("name", "unit", "baseline", "after", "n", "period", "method"),
    "evidence": ("citation", "link"),
    "lessons": ("text", "advice"),
    "attachments": ("title", "alternative_text"),
}
"""The same of fields that hold rows."""

FIELDS: Final = frozenset({*TEXTS, *(cell for cells in CELLS.values() for cell in cells)})
"""The names of both, as the fields of forms end in them."""


def versions_of(innovation: Innovation) -> Sequence[Version]:
    """What it said, the oldest first."""
    query = select(Version).where(Version.innovation_id == innovation.id)
    return db.session.scalars(query.order_by(Version.number).options(undefer(Version.fields))).all()


def merged_into(person: User) -> set[int]:
    """The ids of the records that took over what the person wrote in others."""
    written = select(Version.innovation_id).where(Version.by_id == person.id)
    found: set[int] = set()
    further = Innovation.id.in_(written)
    while True:
        query = select(Innovation.superseded_by_id).where(_is_merged(), further)
        new = {number for number in db.session.scalars(query) if number} - found
        if not new:
            return found
        found |= new
        further = Innovation.id.in_(new)


def lines_in(contents: Mapping[str, Any]) -> set[str]:
    """The lines that contents say, or some of them."""
    return {line for text in _texts(contents) for line in each_line(text)}


def _is_merged() -> ColumnElement[bool]:
    return Innovation.retire_reason == "duplicate"


def lines_by(
    person: User,
    innovation: Innovation,
    versions: Iterable[Version],
    seen: Collection[int] = frozenset(),
) -> frozenset[str]:
    """The lines of a record that the person wrote, there or in one that was merged into it."""
    seen = {*seen, innovation.id}
    brought: set[str] = set()
    query = select(Innovation).where(_is_merged(), Innovation.superseded_by_id == innovation.id)
    for other in db.session.scalars(query.where(Innovation.id.not_in(seen))).all():
        brought |= lines_by(person, other, versions_of(other), seen)
    return lines_of(person.id, _written(innovation, versions, person.id, brought))


def _written(
    innovation: Innovation, versions: Iterable[Version], person_id: int, brought: Collection[str]
) -> Iterator[tuple[int, list[str]]]:
    """The texts of each version with the id of who wrote it; 0 for what was imported or merged.

    What was merged is nobody's but for the lines that the person ``brought``.
    """
    texts: list[str] = []
    for version in versions:
        is_merged = version.act == "merged"
        if is_merged:
            yield person_id, [*texts, *brought]
        is_imported = version.number == 1 and innovation.import_batch_id is not None
        texts = list(_texts(version.fields))
        yield 0 if is_imported or is_merged else version.by_id, texts


def _texts(contents: Mapping[str, Any]) -> Iterator[str]:
    yield from (contents.get(name) or "" for name in TEXTS)
    for name, cells in CELLS.items():
        for row in contents.get(name) or ():
            yield from (str(row.get(cell) or "") for cell in cells)


def without(
    contents: Mapping[str, Any], lines: Collection[str], file_ids: Collection[int]
) -> dict[str, Any]:
    """What a record says without these lines and files; a row that says nothing is left out."""
    kept = dict(contents)
    for name in TEXTS:
        if kept.get(name):
            kept[name] = without_lines(kept[name], lines)
    for name, cells in CELLS.items():
        if name in kept:
            rows = ((row, _row_without(row, cells, lines, file_ids)) for row in kept[name] or ())
            kept[name] = [
                new for old, new in rows if new == old or any(new.get(cell) for cell in cells)
            ]
    return kept


def _row_without(
    row: Mapping[str, Any],
    cells: Collection[str],
    lines: Collection[str],
    file_ids: Collection[int],
) -> dict[str, Any]:
    if row.get("file_id") in file_ids:
        # Of an attachment nothing is left without its file; evidence may stand without one.
        row = {name: row[name] for name in row if name in ("kind", "citation", "link")}
    return {
        name: without_lines(str(cell), lines) if name in cells and cell else cell
        for name, cell in row.items()
    }
