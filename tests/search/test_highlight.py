"""The best passage, with exactly the matched words marked."""

import re

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
