"""Other names of topics widen a search, and the page says so."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.search import Suggestion
from portal.search.parsing import Occur, parse
from portal.search.synonyms import forget_names, other_names, register_names, suggested
from portal.search.widening import MOST_ALTERNATIVES, Widened, widened
from portal.topics.models import TopicSynonym
from tests.client import Client
from tests.factories import make_topic
from tests.search.builders import Note, Notes
from tests.search.conftest import work
from tests.search.test_page import titles

pytestmark = pytest.mark.any_database

SYSTEMS = ("Library management systems", "LMS", "library management system", "ILS")


class Names:
    """A feature that knows a few things by several names."""

    def __init__(self, *things: Sequence[str]) -> None:
        self.things = things
        self.asked: list[Collection[str]] = []

    def synonyms(self, names: Collection[str], /) -> Mapping[str, Sequence[str]]:
        self.asked.append(names)
        return {
            name: [other for other in thing if other.lower() != name]
            for thing in self.things
            for name in names
            if name in [known.lower() for known in thing]
        }

    def suggestions(self, text: str, reader: Any, limit: int, /) -> Sequence[Suggestion]:
        found = [Suggestion(thing[0], f"/{thing[0]}", "Things") for thing in self.things]
        return [suggestion for suggestion in found if suggestion.label.startswith(text)][:limit]


@pytest.fixture
def names(app: Flask) -> Iterator[Names]:
    names = Names(SYSTEMS, ("RFID", "self service", "AI", "self service kiosk"), ("Koha", "Koha X"))
    register_names(names)
    yield names
    forget_names(names)


def widen(text: str) -> Widened:
    return widened(text, parse(text))


def test_a_word_that_is_a_name_has_the_other_names_beside_it(names: Names) -> None:
    [clause] = widen("ILS").parsed.clauses
    assert clause.occur is Occur.SHOULD
    assert clause.phrases == (("il",), ("librari", "manag", "system"), ("lms",))
    assert widen("ILS").names == ("Library management systems", "LMS")


def test_words_that_are_a_name_together_get_one_more_clause(names: Names) -> None:
    *typed, added = widen("a library management system").parsed.clauses
    assert tuple(typed) == parse("a library management system").clauses
    assert added.phrases == (("librari", "manag", "system"), ("lms",), ("il",))
    assert added.is_extra
    assert added.occur is Occur.SHOULD


def test_a_word_that_has_to_be_there_may_be_there_by_another_name(names: Names) -> None:
    ils, loans = widen("ils AND loans").parsed.clauses
    assert ("lms",) in ils.phrases
    assert ils.occur is Occur.MUST
    assert loans.phrases == (("loan",),)
    [either] = widen("rfid OR ils").parsed.clauses
    assert {("rfid",), ("self", "servic"), ("il",), ("lms",)} <= set(either.phrases)


@pytest.mark.parametrize(
    "text", ['"ILS"', "loans -ILS", "loans NOT ILS", "author:ils", "loans", ""]
)
def test_what_asks_for_the_very_words_is_not_widened(names: Names, text: str) -> None:
    assert widen(text) == (parse(text), ())


def test_a_word_in_quotes_stays_as_it_is_when_it_is_typed_loosely_too(names: Names) -> None:
    loose, quoted = widen('ILS "ILS"').parsed.clauses
    assert ("lms",) in loose.phrases
    assert quoted.phrases == (("il",),)


def test_a_topic_is_found_by_any_of_its_names(names: Names) -> None:
    [clause] = widen("topic:ILS").parsed.clauses
    assert ("librari", "manag", "system") in clause.phrases
    assert clause.field == "topic"
    assert widen("topic:ILS").names == ("LMS", "library management system")
    assert widen("-topic:ILS").names == ()
    [unwanted] = widen('-topic:"self service"').parsed.clauses
    assert ("rfid",) in unwanted.phrases
    assert unwanted.occur is Occur.MUST_NOT


def test_a_name_that_finds_no_more_is_left_out(names: Names) -> None:
    assert widen("koha") == (parse("koha"), ())


def test_the_longest_name_wins(names: Names) -> None:
    added = widen("self service kiosk").parsed.clauses[-1]
    assert added.phrases == (("self", "servic", "kiosk"), ("rfid",), ("self", "servic"))


def test_short_names_and_stop_words_widen_nothing(names: Names) -> None:
    names.things = (("it", "of", "information technology"), ("AI", "artificial intelligence"))
    assert widen("it of AI").names == ()
    assert widen("artificial intelligence").names == ()


def test_a_query_is_widened_by_a_few_names_only(names: Names) -> None:
    names.things = tuple((f"thing{n}", *(f"other{n}x{m}" for m in range(6))) for n in range(3))
    found = widen("thing0 thing1 thing2")
    assert len(found.names) == MOST_ALTERNATIVES
    assert sum(len(clause.phrases) - 1 for clause in found.parsed.clauses) == MOST_ALTERNATIVES


def test_only_the_first_words_are_looked_up_and_no_passage_is(names: Names) -> None:
    assert "ils" not in str(widen("loan " * 12 + "ils").names).lower()
    names.asked.clear()
    assert widen("ils " * 21).names == ()
    assert names.asked == []


def test_names_of_several_features_come_together(names: Names) -> None:
    more = Names(("ILS", "integrated library system"))
    register_names(more)
    assert other_names({"ils"})["ils"][-1] == "integrated library system"
    assert [found.label for found in suggested("I", None, 5)] == ["ILS"]
    forget_names(more)


def add_systems() -> None:
    """A topic with two synonyms."""
    topic = make_topic("Library management systems")
    db.session.add_all(TopicSynonym(topic_id=topic.id, label=name) for name in ("ILS", "LMS"))
    db.session.commit()


def test_the_page_says_what_else_was_searched_for(client: Client, notes: Notes) -> None:
    add_systems()
    notes.add(Note("A new LMS"), Note("Moving an ILS"), Note("Loans"))
    work()
    page = client.get("/search?q=ils&sort=title").text
    assert titles(page) == ["A new LMS", "Moving an ILS"]
    assert "Also searched for: Library management systems, LMS." in page
    assert "A new <mark>LMS</mark>" in page
    assert 'href="/search?q=ils&amp;sort=title&amp;words=exact"' in page


def test_only_the_words_typed_are_searched_for_when_asked(client: Client, notes: Notes) -> None:
    add_systems()
    notes.add(
        Note("A new LMS", facets={"kind": ["tool"]}),
        Note("Moving an ILS", facets={"kind": ["tool"]}),
    )
    work()
    page = client.get("/search?q=ils&words=exact").text
    assert titles(page) == ["Moving an ILS"]
    assert "Searched only for the words you typed" in page
    assert 'href="/search?q=ils&amp;kind=tool&amp;words=exact"' in page
    assert 'href="/search?q=ils"' in page
