"""The records of a result: the engine proposes, the database disposes, a piece at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.extensions import db, read_rows
from portal.innovations import queries, search
from portal.innovations.models import Innovation
from portal.innovations.shown import ShownInnovation, shown_in
from portal.outbox import waiting
from portal.records import parse_ref
from portal.search.addresses import Asked
from portal.search.indexing import SYNC
from portal.search.service import refs_of

PIECE: Final = 250
"""Records that are in memory at once."""


@dataclass(frozen=True)
class Proposed:
    """Which records a file is to have."""

    ids: Sequence[int]
    """In order; not yet asked of the database, if they come from the index."""
    total: int
    """How many there are, also where ``ids`` stops before."""
    is_incomplete: bool = False
    """The index is lost, spoiled, being rebuilt or behind: a file would seem whole and not be."""


def searched(asked: Asked, reader: Any, most: int) -> Proposed:
    """What the search page would show on all of its pages."""
    found = refs_of(
        asked.text,
        reader,
        filters=asked.filters,
        sort=asked.sort,
        words_only=asked.words_only,
        most=most,
        kinds=frozenset({search.kind}),
    )
    refs = [parse_ref(ref) for ref in found.refs]
    ids = [number for kind, number in refs if kind == search.kind]
    # Changes that wait for the index are left out: an empty file may only mean that all wait.
    is_behind = not ids and bool(waiting(SYNC))
    return Proposed(ids, found.total, found.incomplete or is_behind)


def listed(filters: Mapping[str, str], reader: Any, most: int) -> Proposed:
    """What the list of innovations would show on all of its pages."""
    listing = queries.published(reader, filters)
    rows = listing.rows.with_only_columns(Innovation.id, maintain_column_froms=True)
    limits = {"limit": most + 1, "offset": 0}
    ids = read_rows(rows, {**listing.values, **limits}).scalars().all()
    return Proposed(ids[:most], len(ids))


def read(ids: Sequence[int], reader: Any) -> Iterator[ShownInnovation]:
    """Those of the records that the reader may see and that are in use, in the order of the ids.

    Each piece is a transaction of its own. So every record is given as it is when it is read, one
    that was hidden a moment ago is not given, and no old state of the database has to be kept
    for a long file.
    """
    db.session.commit()
    for first in range(0, len(ids), PIECE):
        found = shown_in(ids[first : first + PIECE], reader)
        db.session.commit()
        yield from (record for record in found if record.status not in search.UNSEARCHED)
