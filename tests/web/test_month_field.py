"""A month of a year, as people type it."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired

from portal.web.fields import MonthField


class Period(Form):
    begun = MonthField("Begun", [InputRequired("Enter when it began")])
    ended = MonthField("Ended")


def sent(month: str, year: str) -> Period:
    return Period(MultiDict({"begun-month": month, "begun-year": year}))


@pytest.mark.parametrize(("month", "year"), [("3", "2024"), ("03", "2024"), (" 3 ", "2024 ")])
def test_a_month_becomes_its_first_day(month: str, year: str) -> None:
    form = sent(month, year)
    assert form.validate()
    assert form.begun.data == date(2024, 3, 1)
    assert form.ended.data is None


@pytest.mark.parametrize(
    ("month", "year", "words"),
    [
        ("", "", "Enter when it began"),
        ("3", "", "Enter a month and a year"),
        ("", "2024", "Enter a month and a year"),
        ("13", "2024", "from 1 to 12"),
        ("0", "2024", "from 1 to 12"),
        ("March", "2024", "from 1 to 12"),
        ("٣", "2024", "from 1 to 12"),
        ("3", "24", "a year of 4 numbers"),
        ("3", "1899", "Enter a year from"),
        ("3", "9" * 400, "a year of 4 numbers"),
    ],
)
def test_what_is_no_month_is_refused_in_words_and_kept(month: str, year: str, words: str) -> None:
    form = sent(month, year)
    assert not form.validate()
    assert words in form.begun.errors[0]
    assert (form.begun.month, form.begun.year) == (month, year[:20])


def test_a_stored_month_is_shown_again() -> None:
    form = Period(None, data={"begun": date(2023, 11, 1)})
    assert (form.begun.month, form.begun.year) == ("11", "2023")
