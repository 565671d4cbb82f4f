"""Working days: Monday to Friday, counted in London."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import LONDON
from portal.working_days import age, is_working_day, older_than

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        ("2026-11-20T16:00", date(2026, 11, 20), 0),  # Friday, the same day
        ("2026-11-20T16:00", date(2026, 11, 22), 0),  # until Sunday
        ("2026-11-20T16:00", MONDAY, 1),
        ("2026-11-21T09:00", MONDAY, 1),  # came on a Saturday
        ("2026-11-16T09:00", MONDAY, 5),
        ("2026-11-09T09:00", MONDAY, 10),
        ("2026-11-30T09:00", MONDAY, 0),  # a clock that ran ahead
    ],
)
def test_age(since: str, today: date, days: int):
    assert age(datetime.fromisoformat(since).replace(tzinfo=UTC), today) == days


def test_the_day_is_that_of_london_in_summer():
    half_past_midnight = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)
    assert age(half_past_midnight, date(2026, 7, 15)) == 0


@given(
    since=st.datetimes(
        datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC), allow_imaginary=False
    ),
    ahead=st.integers(0, 60),
    days=st.integers(0, 30),
)
def test_both_say_the_same_and_the_count_is_right(since: datetime, ahead: int, days: int):
    first = since.astimezone(LONDON).date()
    today = first + timedelta(days=ahead)
    counted = sum(is_working_day(first + timedelta(days=n)) for n in range(1, ahead + 1))
    assert age(since, today) == counted
    assert (since < older_than(days, today)) == (counted > days)
