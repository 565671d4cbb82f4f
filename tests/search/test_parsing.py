"""What was typed becomes clauses, whatever it was."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis import terms
from portal.search.fields import NAMED
from portal.search.parsing import MAX_CHARACTERS, MAX_WORDS, Clause, Occur, parse, runs, title_key

ODD = [
    "C++",
    '"unclosed',
    "a AND",
    "*",
    "title:x NOT y",
    "[a TO",
    "library" * 2000,
    "word " * 2000,
    "what is a library?",
    "a\x00b",
    "📚 books",
    "((((((",
    "(" * 2000,
    "NOT " * 400,
    "a OR " * 400,
    "OR",
    "AND OR NOT",
    "abcdef~9",
    "visibility:public",
    "author:",
    'topic:"',
    "before:9999-99",
    "after:0000",
    ":::",
    "x:" * 1000,
    'author:"' * 250,
    "\ud800",
    "-",
    '-"',
    '""',
    '-""',
    "--library",
    "ﷺ",
]

ODD_PIECES = [
    *("AND", "OR", "NOT", "-c", '"d e"', '-"f', '"', "topic:g", "-author:h", "before:2025", "x:y"),
]


def clauses(text: str) -> list[tuple[object, ...]]:
    """Occurrence, field and phrases of each clause."""
    return [(clause.occur, clause.field, *clause.phrases) for clause in parse(text).clauses]


def words(text: str) -> tuple[str, ...]:
    return parse(text).words


def test_words_are_analysed_and_stop_words_left_out() -> None:
    assert words("The Libraries of librarianship") == ("librari", "librarianship")


def test_quoted_words_must_stand_side_by_side() -> None:
    assert parse('loan "library system"').of(Occur.MUST) == (("librari", "system"),)


def test_fancy_quotation_marks_count_as_plain_ones() -> None:
    assert parse("“library system”") == parse('"library system"')


def test_a_minus_leaves_a_word_or_a_phrase_out() -> None:
    parsed = parse('loans -fines -"late fees"')
    assert parsed.of(Occur.MUST_NOT) == (("fine",), ("late", "fee"))


def test_a_hyphen_inside_a_word_leaves_nothing_out() -> None:
    assert parse("e-learning").of(Occur.MUST_NOT) == ()


def test_signs_that_make_a_word_are_kept() -> None:
    assert words("C++ and C#") == ("c++", "c#")


def test_an_unclosed_quotation_is_searched_as_words() -> None:
    assert words('"library system') == ("librari", "system")


def test_a_question_mark_is_no_wildcard() -> None:
    assert words("library?") == ("librari",)


@pytest.mark.parametrize("text", ["INN-2026-0042", "inn-2026-0042", " Inn-2026-0042. "])
def test_identifiers_are_known_in_any_case(text: str) -> None:
    assert parse(text).identifier == "INN-2026-0042"


def test_an_identifier_in_a_sentence_is_words() -> None:
    assert parse("see INN-2026-0042").identifier == ""


def test_accents_and_apostrophes_do_not_matter() -> None:
    assert words("Élan's café") == words("elan cafe")


def test_long_texts_are_cut_between_words() -> None:
    parsed = parse("catalogue " * 199 + "extraordinarily long")
    assert parsed.shortened
    assert parsed.words == ("catalogu",)


def test_only_the_first_words_count() -> None:
    parsed = parse(" ".join(f"w{number}" for number in range(300)))
    assert len(parsed.words) == MAX_WORDS
    assert parsed.shortened


def test_a_title_that_is_typed_has_the_key_of_that_title() -> None:
    title = "How we chose: a library management system (for 93 sites)"
    assert parse(title.upper()).exact == title_key(title)


def test_nothing_typed_is_told_from_nothing_understood() -> None:
    assert parse("  \x00 ").blank
    assert not parse("***").blank


def test_a_word_that_is_typed_twice_counts_twice() -> None:
    assert parse("library systems library").of(Occur.SHOULD) == (
        ("librari",),
        ("system",),
        ("librari",),
    )
    assert words("library systems library") == ("librari", "system")


def test_what_has_to_be_there_has_to_be_there_once() -> None:
    assert len(parse('"open source" "open source" -koha -koha').clauses) == 2


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
        (Occur.MUST, "", ("il",), ("lm",)),
        (Occur.MUST, "", ("move",), ("migrat",)),
        (Occur.MUST_NOT, "", ("school",), ("colleg",)),
    ]
    assert clauses(text) == clauses(text.replace("(", "").replace(")", ""))


def test_a_word_with_a_hyphen_stays_together_beside_an_operator() -> None:
    assert clauses("e-learning AND books")[0] == (Occur.MUST, "", ("e", "learn"))


@pytest.mark.parametrize("text", ["OR koha", "koha OR", "AND koha", "koha NOT", "koha AND OR"])
def test_an_operator_without_a_side_is_no_operator(text: str) -> None:
    assert clauses(text) == [(Occur.SHOULD, "", ("koha",))]


def test_small_letters_make_no_operator() -> None:
    assert words("research and development or not") == ("research", "develop")


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


# Whatever is typed


def is_bounded(text: str) -> bool:
    parsed = parse(text)
    phrases = [phrase for clause in parsed.clauses for phrase in clause.phrases]
    return (
        all(phrases)
        and len({term for phrase in phrases for term in phrase}) <= MAX_WORDS
        and sum(map(len, phrases)) <= MAX_CHARACTERS
        and all(clause.field in ("", *NAMED) for clause in parsed.clauses)
    )


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_no_error(text: str) -> None:
    assert is_bounded(text)


@pytest.mark.parametrize("text", ["NOT ", "(", '"', "a OR ", "x:", 'author:"', "-", '-"', "w1 "])
def test_the_time_grows_with_the_text_and_no_faster(text: str) -> None:
    start = process_time()
    parse.__wrapped__(text * 1000)
    assert process_time() - start < 0.1


@given(st.text(max_size=2000))
def test_no_text_is_an_error(text: str) -> None:
    assert is_bounded(text)


@given(st.lists(st.sampled_from([*"ab(", *ODD_PIECES])).map(" ".join))
def test_no_mixture_of_pieces_is_an_error(text: str) -> None:
    assert is_bounded(text)
    assert all(runs(text))


@given(
    st.lists(
        st.sampled_from(
            ["library", "systems", "the", "c++", "lending", "e-books", "and", "or", "é"]
        )
    )
)
def test_what_has_no_operators_is_words(parts: list[str]) -> None:
    text = " ".join(parts)
    assert parse(text).clauses == tuple(Clause(((term,),), Occur.SHOULD) for term in terms(text))


@given(st.text(alphabet='ab"- *?:()[]', max_size=60))
def test_no_mixture_of_signs_is_an_error(text: str) -> None:
    assert set(parse(text).words) <= parse(text).marked
