"""Whom to ask instead of somebody who cannot be asked now."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from portal.people.finding import Asked, find
from portal.people.queries import enquiries as queries
from portal.records import AnyRow

MOST: Final = 3
_LOOKED_AT: Final = 20


def instead(
    person_id: int,
    words: str,
    asker: Any,
    most_open: int,
    *,
    reader: Any = None,
    besides: Collection[int] = (),
) -> Sequence[AnyRow]:
    """The backup person, then those who know best about the words, if the asker can ask them now.

    ``reader`` is who looks for them, if not the asker: they find only what they may see. Nobody
    of ``besides`` is proposed.
    """
    reader = reader or asker
    backup = queries.backup_of(person_id, reader)
    found = [ranked.person_id for ranked in find(Asked(words=words), reader)[:_LOOKED_AT]]
    left_out = {person_id, reader.id, *besides}
    order = [other for other in (backup, *found) if other and other not in left_out]
    rows = {row.id: row for row in queries.askable(order, asker, most_open)}
    return [rows[other] for other in dict.fromkeys(order) if other in rows][:MOST]
