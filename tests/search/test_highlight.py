"""The best passage, with exactly the matched words marked."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.search.analysis import terms, words
from portal.search.highlight import mark, passage


def marked(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


def test_words_with_the_same_stem_are_marked() -> None:
    html = mark("Our library, all libraries, no liberty", frozenset(terms("library")))
    assert marked(html) == ["library", "libraries"]


def test_words_that_only_begin_alike_are_not_marked() -> None:
    assert marked(mark("systematic systems", frozenset({"system"}))) == ["systems"]


def test_words_in_other_case_with_accents_and_apostrophes_are_marked() -> None:
    html = mark("The ÉLAN’s café", frozenset(terms("elan cafe")))
    assert marked(html) == ["ÉLAN’s", "café"]


def test_everything_is_escaped() -> None:
    html = passage("<script>alert(1)</script> library & co", frozenset({"librari"}))
    assert html == Markup("&lt;script&gt;alert(1)&lt;/script&gt; <mark>library</mark> &amp; co")


def test_the_passage_is_where_most_different_words_are() -> None:
    text = "filler " * 60 + "library " + "filler " * 60 + "a library system here " + "filler " * 60
    html = passage(text, frozenset({"librari", "system"}))
    assert marked(html) == ["library", "system"]
    assert html.startswith("…")
    assert html.endswith("…")


def test_without_a_match_the_passage_is_the_beginning() -> None:
    html = passage("Once upon a time " * 50, frozenset({"librari"}))
    assert html.startswith("Once upon")
    assert marked(html) == []


def test_a_passage_is_about_as_long_as_asked() -> None:
    html = passage("library services and systems " * 100, frozenset({"system"}), length=120)
    assert 80 < len(html.striptags()) <= 122


def test_a_word_in_the_middle_of_other_letters_is_not_marked() -> None:
    assert marked(mark("prelibrary _library l'library library", frozenset({"librari"}))) == [
        "library"
    ]


def test_words_of_other_scripts_beside_plain_ones_are_marked() -> None:
    text = "Café – naïve 図書館 library’s “library” İstanbul library"
    terms_ = frozenset(terms("cafe naive 図書館 library"))
    assert marked(mark(text, terms_)) == [
        "Café",
        "naïve",
        "図書館",
        "library’s",
        "library",
        "library",
    ]


def test_a_long_text_of_one_word_is_looked_at_once() -> None:
    text = "図" * 50_000 + "a'" * 5_000
    assert marked(mark(text, frozenset({"図書"}))) == []


ENDINGS = (
    *("", "s", "es", "ies", "ed", "ied", "ing", "er", "ers", "y", "ly", "ably", "ibly", "e", "ee"),
    *("bility", "bilities", "ation", "ational", "ator", "ating", "ate", "ative", "ication"),
    *("icity", "ical", "ize", "izer", "ization", "ful", "fulness", "ness", "ousness", "iveness"),
    *("alism", "ality", "ivity", "ment", "ement", "ent", "ence", "ency", "ance", "ancy", "ion"),
    *("logy", "logi", "ll", "bled", "bling", "eed", "ous", "ism", "able", "ible", "ble", "bl"),
)
stems = st.text(alphabet="abelrstvyio", min_size=1, max_size=7)
forms = st.builds("".join, st.tuples(stems, *[st.sampled_from(ENDINGS)] * 2))


@given(forms)
def test_a_word_is_found_by_what_it_begins_with_whatever_its_ending(word: str) -> None:
    assert marked(mark(f"or {word.capitalize()}", frozenset(terms(word)))) == [
        text for text in [word.capitalize()] if terms(text)
    ]


@pytest.mark.parametrize(
    "word", ["dying", "lying", "tying", "skis", "skies", "only", "GPs", "news"]
)
def test_a_word_that_the_stemmer_knows_by_heart_is_found(word: str) -> None:
    assert marked(mark(f"Some {word} there", frozenset(terms(word)))) == [word]


RELATED = """
library libraries Library’s librarian learn learning learned Café cafe café's use used us user nurse
nurses nursing 2026 C++ co-op naïve naive system systems systemic O’Neil oneil
"""
related = st.sampled_from(RELATED.split())


@given(
    st.lists(st.one_of(related, st.text(min_size=1, max_size=8)), max_size=80),
    st.lists(related, min_size=1, max_size=20),
)
def test_in_a_passage_all_words_of_a_term_are_marked_and_no_others(
    text: list[str], query: list[str]
) -> None:
    wanted = frozenset(terms(" ".join(query)))
    html = passage(" ".join(" ".join(text).split()), wanted, length=80)
    shown = html.striptags().removeprefix("…").removesuffix("…")
    expected = [shown[word.start : word.end] for word in words(shown) if word.term in wanted]
    assert [unescape(word) for word in marked(html)] == expected


letters = st.text(alphabet="abcst'’_ -+#Aé9", max_size=60)


@given(st.one_of(letters, st.text(max_size=600)), st.one_of(letters, st.text(max_size=20)))
def test_what_is_marked_is_what_the_analysis_finds(text: str, query: str) -> None:
    wanted = frozenset(terms(query))
    expected = [text[word.start : word.end] for word in words(text) if word.term in wanted]
    assert marked(mark(text, wanted)) == [str(Markup.escape(word)) for word in expected]


@given(st.text(max_size=2000), st.text(max_size=20))
def test_any_text_has_a_passage_without_foreign_markup(text: str, query: str) -> None:
    html = passage(text, frozenset(terms(query)), length=80)
    assert set(re.findall("<[^>]*>", html)) <= {"<mark>", "</mark>"}
