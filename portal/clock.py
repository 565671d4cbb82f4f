"""The time, asked for in one place, so that a setting or a test can move it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_offset = timedelta()


def start_at(moment: datetime | None) -> None:
    """Let the clock run on from ``moment``; None puts it back to the time of the machine."""
    global _offset
    _offset = moment - datetime.now(UTC) if moment else timedelta()


def now() -> datetime:
    """The moment, in UTC, aware."""
    return datetime.now(UTC) + _offset


def today() -> date:
    """The date in London, which is what people mean by today."""
    return now().astimezone(LONDON).date()
