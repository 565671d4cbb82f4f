"""Better-spelt words and titles that go on, of what the reader may see and of nothing else."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.search.backend import SearchBackend
from portal.search.whoosh_backend.words import distance
from tests.search.builders import PUBLIC, document, numbers_of

HIDDEN = frozenset({"moderators"})
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def corrected(backend: SearchBackend, *words: str, labels: frozenset[str] = PUBLIC) -> list[str]:
    found = backend.corrections(words, labels)
    return [found.get(word, "") for word in words]


def completed(backend: SearchBackend, text: str, labels: frozenset[str] = PUBLIC) -> list[int]:
    return numbers_of(backend.completions(text, labels))


def test_a_misspelt_word_is_set_right(backend: SearchBackend) -> None:
    backend.update([document(1, summary="Evidence searching for the library")], [])
    slips = ["libary", "librarry", "libraru", "lirbary"]
    assert corrected(backend, *slips) == ["library"] * 4


def test_a_long_word_may_have_two_slips(backend: SearchBackend) -> None:
    backend.update([document(1, summary="Interoperability and management")], [])
    assert corrected(backend, "interoprability", "mangaement") == ["interoperability", "management"]
    assert corrected(backend, "interoprabillity") == ["interoperability"]


def test_words_that_are_found_need_no_correction(backend: SearchBackend) -> None:
    backend.update([document(1, summary="libraries and libary")], [])
    # One is found by its stem, one as it is.
    assert corrected(backend, "library", "libary") == ["", ""]


def test_a_slip_that_is_in_the_records_is_set_right(backend: SearchBackend) -> None:
    many = [document(n, summary="catalogue") for n in range(1, 41)]
    slip = {"summary": "catalouge"}
    backend.update([*many, document(50, **slip), document(51, summary="shelf shell")], [])
    assert corrected(backend, "catalouge", "shelf") == ["catalogue", ""]
    backend.update([document(52, **slip), document(53, **slip)], [])
    assert corrected(backend, "catalouge") == [""]


@pytest.mark.parametrize("word", ["", "abc", "1234567", "x" * 30, "what?", "INN-2026", "a-b-c-d"])
def test_what_cannot_be_set_right_is_left_alone(backend: SearchBackend, word: str) -> None:
    backend.update([document(1, summary="abcd 1234568 plan")], [])
    assert corrected(backend, word) == [""]


def test_a_word_of_what_is_out_of_sight_is_no_correction(backend: SearchBackend) -> None:
    backend.update([document(1, summary="zebrafish", labels=HIDDEN)], [])
    assert corrected(backend, "zebrafihs") == [""]
    assert corrected(backend, "zebrafihs", labels=HIDDEN) == ["zebrafish"]
    assert not backend.corrections(["zebrafihs"], HIDDEN, frozenset({"innovation:1"}))


def test_a_word_in_sight_wins_over_a_frequent_one_out_of_sight(backend: SearchBackend) -> None:
    hidden = [document(n, summary="catalogue", labels=HIDDEN) for n in range(2, 9)]
    backend.update([document(1, summary="catalogues"), *hidden], [])
    assert corrected(backend, "cattalogues") == ["catalogues"]
    assert corrected(backend, "cataloge") == [""]


def test_a_deleted_word_is_no_correction(backend: SearchBackend) -> None:
    backend.update(
        [document(n, summary=f"word{'abcdefghijkl'[n]} zebrafish") for n in range(9)], []
    )
    backend.update([document(20, summary="zebrafinch")], [f"innovation:{n}" for n in range(9)])
    assert corrected(backend, "zebrafihs") == [""]
    assert corrected(backend, "zebrafinhc") == ["zebrafinch"]


def test_nearly_every_single_slip_is_set_right(backend: SearchBackend) -> None:
    text = """catalogue discovery interlibrary loan evidence synthesis training appraisal clinical
    librarian knowledge mobilisation shelving circulation subscription licence negotiation
    migration procurement specification implementation authentication repository bulletin
    induction wellbeing collection governance budget staffing induction volunteer outreach"""
    backend.update([document(1, summary=text)], [])
    rng = random.Random(7)
    slips: list[Callable[[str, int], str]] = [
        lambda word, at: word[:at] + word[at + 1 :],
        lambda word, at: word[:at] + rng.choice(LETTERS) + word[at:],
        lambda word, at: word[:at] + rng.choice(LETTERS) + word[at + 1 :],
        lambda word, at: word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ]
    typed = {}
    for word in text.split():
        for slip in slips:
            typed[slip(word, rng.randrange(1, len(word)))] = word
    found = backend.corrections(list(typed), PUBLIC)
    wrong = [word for word, better in found.items() if better != typed[word]]
    assert wrong == []
    assert len(found) > 0.9 * len(typed)  # the others share the stem of the word itself


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "", 0), ("ab", "", 2), ("abc", "acb", 1), ("abc", "abd", 1), ("ca", "abc", 3)],
)
def test_the_distance_is_that_of_optimal_string_alignment(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == distance(other, one) == slips


def test_titles_go_on_from_any_of_their_words(backend: SearchBackend) -> None:
    backend.update(
        [
            document(1, "Library management systems", published=1),
            document(2, "A new system for library managers", published=2),
            document(3, "Managing a library", published=3),
            document(4, "Something else", summary="library management"),
        ],
        [],
    )
    assert completed(backend, "library man") == [1, 2, 3]
    assert completed(backend, "Sys") == [2, 1]
    assert completed(backend, "library managementx") == []
    assert completed(backend, "manag") == [3, 2, 1]


@pytest.mark.parametrize("text", ["", " ", "***", "\x00", "📚", '"', "a" * 5000])
def test_odd_beginnings_go_nowhere(backend: SearchBackend, text: str) -> None:
    backend.update([document(1, "Library")], [])
    assert completed(backend, text) == []


def test_only_titles_in_sight_go_on(backend: SearchBackend) -> None:
    hidden = document(1, "Merger of the libraries", labels=HIDDEN)
    backend.update([hidden, document(2, "Mergers before")], [])
    assert completed(backend, "merger") == [2]
    assert completed(backend, "merger", HIDDEN) == [1]
    assert not backend.completions("merger", HIDDEN, frozenset({"innovation:1"}))
    backend.update([], ["innovation:2"])
    assert completed(backend, "merger") == []


def test_titles_go_on_beside_records_that_have_none(backend: SearchBackend) -> None:
    backend.update([document(n, f"Title {n}", body="evidence") for n in range(1, 100)], [])
    # So few are a part of the index of their own, in which no word stands in a title.
    backend.update([replace(document(100, reply="We do"), title="")], [])
    assert completed(backend, "title 7") == [7, *range(70, 75)]
    assert corrected(backend, "evidense") == ["evidence"]


def test_as_many_titles_as_were_asked_for(backend: SearchBackend) -> None:
    backend.update([document(n, f"Title {n}", published=n) for n in range(1, 300)], [])
    assert numbers_of(backend.completions("tit", PUBLIC, limit=3)) == [299, 298, 297]


def test_a_spoiled_index_gives_no_suggestions(backend: SearchBackend) -> None:
    backend.update([document(1, "Library")], [])
    directory = backend._generations.current()  # type: ignore[attr-defined]
    for path in directory.iterdir():
        if path.is_file():
            path.write_bytes(b"garbage")
    assert completed(backend, "lib") == []
    assert corrected(backend, "libary") == [""]
