"""Two texts compared word by word."""

from portal.web.comparison import MOST_PIECES, word_changes


def test_words_that_differ_are_marked() -> None:
    assert word_changes("a quick fox", "a slow fox") == "a <del>quick</del><ins>slow</ins> fox"


def test_what_people_typed_stays_text() -> None:
    changes = word_changes("<b>", "<script> & co")
    assert changes == "<del>&lt;b&gt;</del><ins>&lt;script&gt; &amp; co</ins>"


def test_very_long_texts_are_shown_whole_without_comparing() -> None:
    theirs = "word. " * MOST_PIECES * 2
    assert word_changes("other", theirs) == theirs


def test_long_texts_are_compared_by_sentences_and_vast_ones_shown_whole() -> None:
    sentences = [f"Sentence number {n} is here. " for n in range(400)]
    changed = [*sentences[:-1], "The last one differs. "]
    marked = word_changes("".join(sentences), "".join(changed))
    assert marked.count("<ins>") == 1
    assert "The last one differs." in marked
    letters = "a. " * 2000
    assert word_changes(letters, letters + "b") == letters + "b"


def test_one_word_over_and_over_is_not_matched_place_by_place() -> None:
    assert word_changes("a " * 499, "a b " * 249).count("<ins>") == 1


def test_two_sentences_do_not_take_turns_word_by_word():
    changes = word_changes("We did it all at once.", "They never moved any of them, though.")
    assert changes == (
        "<del>We did it all at once.</del><ins>They never moved any of them, though.</ins>"
    )
    assert word_changes("Start very small", "Begin very large") == (
        "<del>Start</del><ins>Begin</ins> very <del>small</del><ins>large</ins>"
    )
