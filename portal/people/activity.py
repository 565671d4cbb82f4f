"""When people last did something that counts for them, as far as the reader may see it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import filled, numbered, places, read_rows, room_for
from portal.people.doings import each_of
from portal.people.evidence import does_count
from portal.people.seeing import AnyReader, shows, visible_people
from portal.records import AnySelect
from portal.visibility import Standing, standing_of, values_of

_NOBODY: Final = -1


def last_active_of(person_ids: Sequence[int], reader: Any) -> dict[int, datetime]:
    """By person, when it was; one statement. Nobody of whom nothing is seen."""
    if not (person_ids and reader.is_authenticated):
        return {}
    size = room_for(len(person_ids))
    values = values_of(reader) | numbered("person", filled(person_ids, size, _NOBODY))
    found = {
        person_id: [_moment(at) for at in newest if at is not None]
        for person_id, *newest in read_rows(_newest(standing_of(reader), size), values)
    }
    return {person_id: max(newest) for person_id, newest in found.items() if newest}


@lru_cache(maxsize=8)
def _newest(standing: Standing, size: int) -> AnySelect:
    """The newest of each sort of thing: no more is read of who did much than leads to it."""
    newest = []
    for doing in each_of(standing, lambda person_id: person_id == User.id):
        at = doing.selected_columns.at
        first = doing.with_only_columns(at).where(does_count(doing.selected_columns))
        newest.append(first.order_by(at.desc()).limit(1).correlate(User).scalar_subquery())
    return select(User.id, *newest).where(
        User.id.in_(places("person", size)), visible_people(AnyReader), shows("evidence", AnyReader)
    )


def _moment(at: date | datetime) -> datetime:
    """Of a day, its beginning."""
    return at if isinstance(at, datetime) else datetime.combine(at, time(), UTC)
