"""What a page says of how true a record is: who confirmed it last, and when it is due."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from portal.clock import LONDON, today
from portal.innovations.keeping.dates import due_on, stale_from
from portal.innovations.vocabulary import REMINDER_DAYS


class Care(NamedTuple):
    """``confirmed_on`` is None where nobody has confirmed the record since it was published."""

    confirmed_on: date | None
    by: str
    # Since when nobody has confirmed it.
    since: date
    due_on: date
    # Whether it is so near that those who may confirm it are asked to.
    is_asked: bool
    is_stale: bool


def care_of(record: Any) -> Care:
    """Of a published record, or of what reads like one; a name only where its page shows it."""
    confirmed_on = _day(record.reviewed_at) if record.reviewed_at else None
    due = due_on(record.review_on, record.updated_at)
    return Care(
        confirmed_on=confirmed_on,
        by=_by(record),
        since=confirmed_on or _day(record.published_at or record.updated_at),
        due_on=due,
        is_asked=due - timedelta(days=max(REMINDER_DAYS)) <= today(),
        is_stale=stale_from(due) <= today(),
    )


def _by(record: Any) -> str:
    for person in record.people:
        if person.user_id == record.reviewed_by_id and person.is_shown:
            return str(person.name)
    if record.reviewed_by_id in record.owner_ids or (
        record.reviewed_by_id == record.backup_owner_id
    ):
        return "its owners"
    return "a moderator"


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
