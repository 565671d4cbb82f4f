"""Two texts compared word by word."""

from portal.web.comparison import MOST_WORDS, word_changes


def test_words_that_differ_are_marked() -> None:
    assert word_changes("a quick fox", "a slow fox") == "a <del>quick</del><ins>slow</ins> fox"


def test_what_people_typed_stays_text() -> None:
    changes = word_changes("<b>", "<script> & co")
    assert changes == "<del>&lt;b&gt;</del><ins>&lt;script&gt; &amp; co</ins>"


def test_very_long_texts_are_shown_whole_without_comparing() -> None:
    theirs = "word " * MOST_WORDS * 2
    assert word_changes("other", theirs) == theirs
