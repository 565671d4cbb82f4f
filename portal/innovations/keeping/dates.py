"""When a record should be looked at again, and from when on nobody can rely on it."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

STALE_DAYS = 90
OFFER_DAYS = 30

_months = 12


def review_every(months: int) -> None:
    """Have records looked at again after so many months."""
    global _months
    _months = months


def next_review(day: date) -> date:
    """When a record has to be looked at again that was found to be true on ``day``."""
    years, month = divmod(day.month - 1 + _months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def stale_from(review_on: date) -> date:
    """The first day on which a record counts as stale that nobody has looked at."""
    return review_on + timedelta(days=STALE_DAYS)


def due_on(review_on: date | None, changed_at: datetime) -> date:
    """The review date of a record; where it has none yet, counted from its last change."""
    return review_on or next_review(changed_at.date())


def midnight(day: date) -> datetime:
    """When a day begins, for what counts in seconds."""
    return datetime.combine(day, time(), UTC)
