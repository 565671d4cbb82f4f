"""When people last did something that counts for them, as far as the reader may see it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from portal.clock import now
from portal.extensions import filled, numbered, places, read_rows, room_for
from portal.people.doings import of_people
from portal.people.evidence import AnyReader, counted
from portal.people.seeing import visible_people
from portal.records import AnySelect, UTCDateTime
from portal.visibility import Standing, standing_of, values_of

_LATELY: Final = timedelta(days=60)
"""Who wrote much wrote something since then; older posts are read of the others alone."""
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY: Final = -1


def last_active_of(person_ids: Sequence[int], reader: Any) -> dict[int, datetime]:
    """By person, when it was; at most two statements. Nobody of whom nothing is seen."""
    found = _last(person_ids, reader, now() - _LATELY)
    return found | _last([key for key in person_ids if key not in found], reader, _BEGINNING)


def _last(person_ids: Sequence[int], reader: Any, since: datetime) -> dict[int, datetime]:
    if not (person_ids and reader.is_authenticated):
        return {}
    size = room_for(len(person_ids))
    values = values_of(reader) | numbered("person", filled(person_ids, size, _NOBODY))
    rows = read_rows(_newest(standing_of(reader), size), values | {"since": since})
    # What is not a post may be older than that, with posts that are newer and were left out.
    return {row[0]: row[1] for row in rows if row[1] >= since}


@lru_cache(maxsize=8)
def _newest(standing: Standing, size: int) -> AnySelect:
    since = bindparam("since", type_=UTCDateTime)
    done = of_people(standing, places("person", size), since=since)
    found = counted(done, visible_people(AnyReader), "person_id", "at").subquery("found")
    return select(found.c.person_id, func.max(found.c.at)).group_by(found.c.person_id)
