"""Numbers are read out of measures where there is no doubt about them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.innovations.figures import Amount, Figure, amount, figures
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("40", "40", ""),
        (" 1,200 ", "1200", ""),
        ("1,234,567.5", "1234567.5", ""),
        ("3.5 h", "3.5", "h"),
        ("12 minutes", "12", "minutes"),
        ("62%", "62", "%"),
        ("62 per cent", "62", "%"),
        ("£12,500", "12500", "£"),
        ("£1.2m", "1200000", "£"),
        ("£3k", "3000", "£"),
        ("2 thousand loans", "2000", "loans"),
        ("about 40", "40", ""),
        ("approx. 40", "40", ""),
        ("5 m", "5", "m"),
        ("6.4 falls", "6.4", "falls"),
        ("40.", "40", ""),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, number: str, unit: str) -> None:
    assert amount(text) == Amount(Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    [
        *("", "none", "<5", "fewer than 5", "10-15", "10 – 15", "10 to 15", "3 of 20", "3/20"),
        *("2 h 30 min", "1,20", "12,5", "5+", "5 or more", "over 40", "±3", "-4", "March 2024"),
        *("1.2.3", "٤٠", "9" * 200),
    ],
)
def test_what_is_no_single_number_is_left_as_it_is(text: str) -> None:
    assert amount(text) is None


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    for figure in figures([{"name": text, "unit": text, "baseline": text, "after": text}]):
        assert figure.words
        assert all(0 <= bar <= 100 for bar in figure.bars)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("40", "12", "minutes"), "from 40 to 12 minutes: 70% less"),
        (("40 minutes", "12 minutes", ""), "from 40 to 12 minutes: 70% less"),
        (("1 hour", "2 hours", ""), "from 1 to 2 hours: 100% more"),
        (("6", "140", "loans"), "from 6 to 140 loans: 23 times as high"),
        (("40", "82", "a month"), "from 40 to 82 a month: 105% more"),
        (("23", "61", "%"), "from 23% to 61%: 38 percentage points more"),
        (("23%", "24%", ""), "from 23% to 24%: 1 percentage point more"),
        (("£1,200", "£900", ""), "from £1,200 to £900: 25% less"),
        (("6.4", "5.6", "falls"), "from 6.4 to 5.6 falls: 12% less"),
        (("0", "7", "loans"), "from 0 to 7 loans: 7 loans more"),
        (("7", "7", ""), "from 7 to 7: no change"),
        (("1000", "1004", ""), "from 1,000 to 1,004: 0.4% more"),
        (("1000000", "1000001", ""), "from 1,000,000 to 1,000,001: under 0.1% more"),
    ],
)
def test_the_change_is_said_in_words(row: tuple[str, str, str], words: str) -> None:
    before, after, unit = row
    [figure] = figures([{"name": "Wait", "unit": unit, "baseline": before, "after": after}])
    assert figure.words == words


@pytest.mark.parametrize(("before", "after"), [("3 days", "20 minutes"), ("", "20"), ("40", "")])
def test_what_cannot_be_compared_has_no_figure(before: str, after: str) -> None:
    assert figures([{"name": "Wait", "unit": "", "baseline": before, "after": after}]) == []


def test_the_bars_are_as_long_as_the_numbers_are_large() -> None:
    figure = Figure("Wait", "minutes", Decimal(40), Decimal(12))
    assert figure.bars == (100, 30)
    assert Figure("Wait", "", Decimal(0), Decimal(0)).bars == (0, 0)
    assert Figure("Wait", "", Decimal(10_000), Decimal(1)).bars == (100, 1)


def test_the_record_shows_bars_with_their_numbers_and_all_rows(
    client: Client, people: People
) -> None:
    counted = {"n": "20", "period": "2025", "method": "Diary"}
    rows = [
        {"name": "Wait", "unit": "minutes", "baseline": "40", "after": "12", **counted},
        {"name": "Praise", "unit": "", "baseline": "some", "after": "much", **counted},
    ]
    page = client.get(make_innovation(people.amina, measures=rows).path)
    assert 'aria-label="Bars: before 40 minutes, after 12 minutes"' in page.text
    assert "From 40 to 12 minutes: 70% less." in page.text
    assert page.text.count('<svg class="app-figure__bars"') == 1
    assert "<td>much</td>" in page.text
    assert " style=" not in page.text
