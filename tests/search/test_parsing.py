"""What was typed becomes clauses, whatever it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.parsing import MAX_WORDS, Occur, parse, title_key

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
    "NOT " * 400,
    "abcdef~9",
    "visibility:public",
    "\ud800",
    "-",
    '-"',
    '""',
    '-""',
    "--library",
    "ﷺ",
]


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


def test_operators_and_field_names_are_words() -> None:
    assert words("title:x NOT y") == ("titl", "x", "y")


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
    parsed = parse("catalogue " * 19 + "extraordinarily long")
    assert parsed.shortened
    assert parsed.words == ("catalogu",)


def test_only_the_first_words_count() -> None:
    parsed = parse(" ".join(f"w{number}" for number in range(30)))
    assert len(parsed.words) == MAX_WORDS
    assert parsed.shortened


def test_a_title_that_is_typed_has_the_key_of_that_title() -> None:
    title = "How we chose: a library management system (for 93 sites)"
    assert parse(title.upper()).exact == title_key(title)


def test_nothing_typed_is_told_from_nothing_understood() -> None:
    assert parse("  \x00 ").blank
    assert not parse("***").blank


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_no_error(text: str) -> None:
    parsed = parse(text)
    assert sum(len(phrase) for c in parsed.clauses for phrase in c.phrases) <= MAX_WORDS


@given(st.text(max_size=2000))
def test_no_text_is_an_error(text: str) -> None:
    parsed = parse(text)
    assert sum(len(phrase) for c in parsed.clauses for phrase in c.phrases) <= MAX_WORDS


@given(st.text(alphabet='ab"- *?:()[]', max_size=60))
def test_no_mixture_of_signs_is_an_error(text: str) -> None:
    assert set(parse(text).words) <= parse(text).marked
