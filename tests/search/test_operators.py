"""AND, OR, NOT, fields and dates in what was typed, and the words that they part."""

from datetime import date

import pytest

from portal.search.analysis import terms
from portal.search.fields import NAMED
from portal.search.parsing import Occur, parse, pieces, runs, without


def clauses(text: str) -> list[tuple[object, ...]]:
    """Occurrence, field and phrases of each clause."""
    return [(clause.occur, clause.field, *clause.phrases) for clause in parse(text).clauses]


# Operators


def test_words_joined_by_and_have_to_be_there() -> None:
    assert clauses("rfid AND koha loans") == [
        (Occur.MUST, "", ("rfid",)),
        (Occur.MUST, "", ("koha",)),
        (Occur.SHOULD, "", ("loan",)),
    ]


def test_one_of_the_words_joined_by_or_is_enough() -> None:
    assert clauses('koha OR "open source" OR sierra') == [
        (Occur.MUST, "", ("koha",), ("open", "sourc"), ("sierra",))
    ]


def test_not_and_minus_leave_out() -> None:
    assert clauses("loans NOT fines") == clauses("loans -fines")
    assert clauses("NOT NOT fines") == [(Occur.MUST_NOT, "", ("fine",))]


def test_or_binds_more_tightly_than_not_and_and_so_brackets_change_nothing() -> None:
    text = "(ils OR lms) AND (moving OR migration) AND NOT (school OR college)"
    assert clauses(text) == [
        (Occur.MUST, "", ("il",), ("lms",)),
        (Occur.MUST, "", ("move",), ("migrat",)),
        (Occur.MUST_NOT, "", ("school",), ("colleg",)),
    ]
    assert clauses(text) == clauses(text.replace("(", "").replace(")", ""))


def test_a_word_with_a_hyphen_stays_together_beside_an_operator() -> None:
    assert clauses("e-learning AND books")[0] == (Occur.MUST, "", ("e", "learn"), ("elearn",))
    assert clauses("books -x-ray")[1] == (Occur.MUST_NOT, "", ("x", "ray"), ("xray",))
    assert clauses('"x-ray"') == [(Occur.MUST, "", ("x", "ray"))]


def test_a_word_with_a_hyphen_may_be_written_as_one() -> None:
    parsed = parse("the X-ray, room 2-3")
    assert parsed.words == ("x", "ray", "room", "2", "3")
    [extra] = [clause for clause in parsed.clauses if clause.is_extra]
    assert extra.phrases == (("x", "ray"), ("xray",))


@pytest.mark.parametrize("text", ["OR koha", "koha OR", "AND koha", "koha NOT", "koha AND OR"])
def test_an_operator_without_a_side_is_no_operator(text: str) -> None:
    assert clauses(text) == [(Occur.SHOULD, "", ("koha",))]


def test_small_letters_make_no_operator() -> None:
    assert parse("research and development or not").words == ("research", "develop")


def test_a_title_in_capitals_has_no_operators_but_acronyms_may() -> None:
    assert clauses("DESIGN AND FILTERS") == [
        (Occur.SHOULD, "", ("design",)),
        (Occur.SHOULD, "", ("filter",)),
    ]
    assert clauses("ILS NOT RFID") == [
        (Occur.SHOULD, "", ("il",)),
        (Occur.MUST_NOT, "", ("rfid",)),
    ]


def test_signs_mean_nothing_in_a_passage_that_was_pasted() -> None:
    passage = f'We call it "self service" here -mostly- and see topic:rfid {"more words " * 10}'
    assert {occur for occur, *_ in clauses(passage)} == {Occur.SHOULD}


def test_a_long_phrase_in_quotes_stays_a_phrase() -> None:
    assert len(clauses('"' + "word " * 30 + '"')) == 1


def test_a_long_search_with_many_operators_is_no_passage() -> None:
    text = "(ils OR lms) AND (" + " OR ".join(f"word{number}" for number in range(20)) + ")"
    assert [occur for occur, *_ in clauses(text)] == [Occur.MUST, Occur.MUST]


# Fields


@pytest.mark.parametrize("name", [name for name in NAMED if name != "has"])
def test_a_field_is_searched_by_its_name_in_any_case(name: str) -> None:
    assert clauses(f"{name}:Smiths") == [(Occur.MUST, name, ("smith",))]
    assert clauses(f"{name.upper()}:smith") == [(Occur.MUST, name, ("smith",))]


def test_the_value_of_a_field_may_be_quoted_and_unwanted() -> None:
    assert clauses('topic:"self service" -author:"jo smith" NOT region:wales') == [
        (Occur.MUST, "topic", ("self", "servic")),
        (Occur.MUST_NOT, "author", ("jo", "smith")),
        (Occur.MUST_NOT, "region", ("wale",)),
    ]


def test_values_of_one_field_may_be_joined_by_or() -> None:
    assert clauses("topic:rfid OR topic:koha") == [(Occur.MUST, "topic", ("rfid",), ("koha",))]
    assert clauses("topic:rfid OR author:smith") == [
        (Occur.MUST, "topic", ("rfid",)),
        (Occur.MUST, "author", ("smith",)),
    ]


def test_an_attachment_can_be_asked_for() -> None:
    assert clauses("has:attachment") == clauses("HAS:attachments")
    assert clauses("has:attachment") == [(Occur.MUST, "has", terms("attachment"))]
    assert clauses("has:children") == [(Occur.SHOULD, "", ("children",))]


@pytest.mark.parametrize("text", ["title:x", "visibility:x", "labels:x", "topic:***", "kind:"])
def test_what_is_no_field_is_words(text: str) -> None:
    assert clauses(text) == [(Occur.SHOULD, "", (term,)) for term in terms(text)]


def test_only_words_of_the_text_are_marked() -> None:
    parsed = parse('a1 OR a2 "b c" topic:d -e -author:f NOT g h')
    assert parsed.marked == {"a1", "a2", "b", "c", "h"}


# Dates


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("before:2025", None, date(2025, 1, 1)),
        ("after:2025", date(2025, 1, 1), None),
        ("AFTER:2024-3 Before:2024-03-31", date(2024, 3, 1), date(2024, 3, 31)),
        ('after:"2024-02-29"', date(2024, 2, 29), None),
        ("-before:2025", date(2025, 1, 1), None),
        ("NOT after:2025", None, date(2025, 1, 1)),
        ("before:2025 before:2023 after:2020 after:2021", date(2021, 1, 1), date(2023, 1, 1)),
    ],
)
def test_dates_limit_the_time(text: str, after: date | None, before: date | None) -> None:
    parsed = parse(text)
    assert (parsed.after, parsed.before, parsed.clauses) == (after, before, ())


@pytest.mark.parametrize("text", ["before:soon", "after:2025-13", "after:2025-02-30", "after:0000"])
def test_what_is_no_date_is_words(text: str) -> None:
    parsed = parse(text)
    assert (parsed.after, parsed.before) == (None, None)
    assert parsed.words == terms(text)


# Words that may stand for more than themselves


def loose(text: str) -> list[str]:
    return [" ".join(piece.text for piece in run) for run in runs(text)]


def test_words_side_by_side_are_a_run_unless_something_parts_them() -> None:
    assert loose('library system "in quotes" loans -fines topic:x koha AND rfid') == [
        "library system",
        "loans",
        "koha",
        "rfid",
    ]
    assert loose("a OR b NOT c OR d") == ["a", "b"]


# Pieces that can be taken away


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("rfid topic:koha loans", "topic:koha", "rfid loans"),
        ("rfid NOT region:wales loans", "region:wales", "rfid loans"),
        ("topic:koha AND loans", "topic:koha", "loans"),
        ("topic:koha OR topic:rfid", "topic:rfid", "topic:koha"),
        ("topic:koha NOT loans", "topic:koha", "NOT loans"),
        ('-topic:"self service"', '-topic:"self service"', ""),
        ("koha NOT topic:rfid OR topic:loans", "topic:rfid", "koha NOT topic:loans"),
        ("NOT topic:rfid OR topic:loans", "topic:rfid", "NOT topic:loans"),
        ("NOT topic:rfid OR topic:loans", "topic:loans", "NOT topic:rfid"),
        ("koha AND topic:rfid OR topic:loans", "topic:rfid", "koha AND topic:loans"),
        ("koha NOT topic:rfid OR author:smith", "topic:rfid", "koha OR author:smith"),
        ("topic:rfid OR topic:loans", "topic:rfid", "topic:loans"),
        ("before:2025", "before:2025", ""),
    ],
)
def test_a_piece_goes_with_its_operators(text: str, gone: str, left: str) -> None:
    [piece] = [piece for piece in pieces(text) if text[piece.start : piece.end] == gone]
    assert without(text, piece) == left
