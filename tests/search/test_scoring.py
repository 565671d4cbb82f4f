"""What records are worth to those who count with it, and what a record asks of others."""

from dataclasses import replace

import pytest

from portal.accounts.models import Visitor
from portal.search.backend import Document, Query
from portal.search.parsing import parse
from portal.search.scoring import scored, scores_of
from portal.search.whoosh_backend import WhooshBackend
from tests.search.builders import PUBLIC, Note, Notes, document
from tests.search.conftest import work

pytestmark = pytest.mark.any_database


def asking(number: int, title: str, opening: str, answers: str = "") -> Document:
    said = document(number, title, opening=opening, answers=answers)
    return replace(said, asks=("opening",), identifier="")


def scores(backend: WhooshBackend, text: str, *, asks: bool, most: int = 20) -> dict[int, float]:
    query = Query(parse(text), PUBLIC, per_page=most)
    given = {"kinds": (), "questions": ("innovation",)} if asks else {"kinds": ("innovation",)}
    found = scored(backend, query, **({"questions": ()} | given))
    return {int(ref.partition(":")[2]): score for ref, score in found.items()}


@pytest.fixture
def threads(backend: WhooshBackend) -> WhooshBackend:
    backend.rebuild(
        [
            asking(1, "Moving loans", "How do we move them?"),
            asking(2, "Opening hours", "How long?", answers="Until the loans are moved."),
            document(3, "Loans", body="A record that asks nothing."),
        ]
    )
    return backend


def test_all_words_count_unless_what_is_asked_does(threads: WhooshBackend) -> None:
    assert scores(threads, "loans", asks=False).keys() == {1, 2, 3}
    assert scores(threads, "loans", asks=True).keys() == {1}
    assert scores(threads, "what about the loans", asks=True).keys() == {1}


def test_the_title_and_what_is_named_in_it_ask(threads: WhooshBackend) -> None:
    assert scores(threads, "hours", asks=True).keys() == {2}
    assert scores(threads, "moving", asks=True).keys() == {1}


def test_what_must_be_there_may_be_in_an_answer(threads: WhooshBackend) -> None:
    assert scores(threads, 'hours "loans are moved"', asks=True).keys() == {2}
    assert scores(threads, "loans -hours", asks=True).keys() == {1}
    assert scores(threads, "hours -loans", asks=True) == {}


def test_what_fits_better_is_worth_more_and_comes_first(threads: WhooshBackend) -> None:
    found = scores(threads, "loans record", asks=False)
    assert next(iter(found)) == 3
    assert sorted(found.values(), reverse=True) == list(found.values())
    assert list(scores(threads, "loans record", asks=False, most=1)) == [3]


def test_a_title_that_is_typed_is_worth_no_more_than_its_words(threads: WhooshBackend) -> None:
    assert max(scores(threads, "opening hours", asks=False).values()) < 100


def test_nobody_can_type_what_only_the_portal_looks_in(threads: WhooshBackend) -> None:
    assert all(not clause.field for clause in parse("question:loans").clauses)


def test_without_words_all_are_worth_the_same(threads: WhooshBackend) -> None:
    assert scores(threads, "", asks=True) == {1: 1.0, 2: 1.0, 3: 1.0}


def test_names_topics_readers_and_the_outbox_narrow(notes: Notes) -> None:
    notes.add(
        Note("Open Library", "It is Koha.", facets={"topic": ["systems"]}),
        Note("The library is open", "Not Koha."),
        Note("Open Library for moderators", labels=frozenset({"moderators"})),
    )
    work()

    def found(text: str = "", **given: object) -> list[str]:
        return sorted(scores_of(text, Visitor(), kinds=("note",), **given))  # type: ignore[arg-type]

    assert found("koha") == ["note:1", "note:2"]
    assert found("koha", naming="Open Library") == ["note:1"]
    assert found(naming="Open Library") == ["note:1"]
    assert found(topics=["systems"]) == ["note:1"]
    assert found("koha", topics=["other"]) == []
    notes.changed(1)
    assert found("koha") == ["note:2"]
