"""Personal data that is found in a text before it is posted."""

import pytest

from portal.forum.personal_data import findings


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("The patient is 943 476 5919.", "NHS number", "943 476 5919"),
        ("nhs no 9434765919", "NHS number", "9434765919"),
        ("943-476-5919, please", "NHS number", "943-476-5919"),
        ("DOB: 12/03/1956", "Date of birth", "12/03/1956"),
        ("d.o.b. 3 May 56", "Date of birth", "3 May 56"),
        ("her date of birth is 2001-05-03", "Date of birth", "2001-05-03"),
        ("born on 1st of June 2003 in", "Date of birth", "1st of June 2003"),
        ("Mrs B, 12.03.1956, was", "Date of birth", "12.03.1956"),
        ("ring 01904 725725 and", "Phone number", "01904 725725"),
        ("on +44 (0)7700 900 123.", "Phone number", "+44 (0)7700 900 123"),
        ("(0161) 496 0123", "Phone number", "(0161) 496 0123"),
        ("07700900123", "Phone number", "07700900123"),
        ("943\u00a0476\u00a05919", "NHS number", "943\u00a0476\u00a05919"),
        ("943\u2013476\u20115919", "NHS number", "943\u2013476\u20115919"),
        ("07700\u00a0900\u2009123", "Phone number", "07700\u00a0900\u2009123"),
    ],
)
def test_personal_data_is_found(text, kind, found) -> None:
    (finding,) = findings(text)
    assert (finding.kind, finding.found) == (kind, found)
    assert f"<mark>{found}</mark>" in finding.shown


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5918",  # a wrong check digit
        "0000000000",
        "ISBN 0198526636, on the shelf",
        "978-0-19-852663-6 and 9780198526636",
        "We moved 9434765919123 records",
        "doi.org/10.1234/9434765919",
        "https://koha.example/cgi-bin/9434765919/x",
        "Version 21.05.1956.2, and went live on 01/04/2024",
        "between 1948 and 1956",
        "ticket 0190472",
        "90,000 loans and 1,200,300,400 pounds",
        "",
    ],
)
def test_other_numbers_are_left_alone(text) -> None:
    assert findings(text) == []


def test_the_words_around_it_are_shown_and_escaped() -> None:
    text = f"{'before ' * 20}<b>07700900123</b> {'after ' * 20}"
    (finding,) = findings(text)
    assert finding.shown.startswith("… ")
    assert finding.shown.endswith(" …")
    assert "&lt;b&gt;<mark>07700900123</mark>&lt;/b&gt;" in finding.shown


def test_all_are_found_in_the_order_of_the_text() -> None:
    text = "07700900123, born 12/03/1956, 943 476 5919"
    kinds = [finding.kind for finding in findings(text)]
    assert kinds == ["Phone number", "Date of birth", "NHS number"]
