"""How dates, numbers and words are written on a page, in the NHS style."""

from collections.abc import Sized
from datetime import date, datetime

from flask import Flask

from portal.clock import LONDON, now


def format_date(value: date | datetime | None) -> str:
    """22 November 2026, as in London."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON)
    return f"{value.day} {value:%B %Y}"


def format_datetime(value: datetime | None) -> str:
    """22 November 2026, 9:05am, as in London."""
    return f"{format_date(value)}, {format_time(value)}" if value else ""


def format_time(value: datetime | None) -> str:
    """9:05am, or 2pm on the hour, as in London."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    hour = local.hour % 12 or 12
    clock = f"{hour}:{local:%M}" if local.minute else str(hour)
    return clock + ("am" if local.hour < 12 else "pm")


def format_month(value: date | None) -> str:
    """November 2026."""
    return f"{value:%B %Y}" if value else ""


def format_age(value: datetime | None) -> str:
    """Today, yesterday, 12 days ago; the date when it is more than a month ago."""
    if value is None:
        return ""
    days = (now().astimezone(LONDON).date() - value.astimezone(LONDON).date()).days
    if days > 31:
        return f"on {format_date(value)}"
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def count(value: int | Sized, one: str, many: str | None = None) -> str:
    """``1 record``, ``1,204 records``."""
    number = value if isinstance(value, int) else len(value)
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def format_money(value: float | None) -> str:
    """£12,500, or £0.50 where there are pence."""
    if value is None:
        return ""
    return f"£{value:,.0f}" if value == int(value) else f"£{value:,.2f}"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        date=format_date,
        datetime=format_datetime,
        time=format_time,
        month=format_month,
        age=format_age,
        count=count,
        money=format_money,
    )
