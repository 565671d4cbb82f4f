"""Working days, Monday to Friday: what targets and reminders are counted in."""

from datetime import UTC, date, datetime, time, timedelta

from portal.clock import LONDON

ONE_DAY = timedelta(days=1)
FIVE = 5


def is_working_day(day: date) -> bool:
    """Whether ``day`` is one of Monday to Friday; bank holidays are not known here."""
    return day.weekday() < FIVE


def age(since: datetime, today: date) -> int:
    """Working days after the day of ``since`` in London, up to and including ``today``.

    What came on a Friday is 0 days old until Sunday, and 1 day old on Monday.
    """
    first = since.astimezone(LONDON).date()
    weeks, rest = divmod(max((today - first).days, 0), 7)
    return weeks * FIVE + sum(is_working_day(today - n * ONE_DAY) for n in range(rest))


def older_than(days: int, today: date) -> datetime:
    """The moment before which everything has an ``age`` of more than ``days``."""
    day, left = today, days + 1
    while True:
        left -= is_working_day(day)
        if not left:
            break
        day -= ONE_DAY
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
