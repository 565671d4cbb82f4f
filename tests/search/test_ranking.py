"""What is found, and what comes first."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal.search.backend import Query, SearchBackend
from portal.search.fields import Sort
from portal.search.parsing import Clause, Occur, Parsed
from portal.search.whoosh_backend import WhooshBackend
from portal.search.whoosh_backend.ranking import Ranking
from tests.search.builders import PUBLIC, ask, document, numbers

pytestmark = pytest.mark.any_database


def test_words_are_found_by_their_stem(backend: SearchBackend) -> None:
    backend.update([document(1, summary="Choosing a library system")], [])
    assert numbers(ask(backend, "libraries chosen systems?")) == [1]


def test_words_with_a_hyphen_are_found_as_one_word_too(backend: SearchBackend) -> None:
    backend.update([document(1, summary="An X-ray in A&E"), document(2, summary="A ray of E")], [])
    assert numbers(ask(backend, "xray")) == [1]
    assert numbers(ask(backend, '"x ray"')) == [1]
    assert numbers(ask(backend, "x-ray"))[0] == 1
    assert numbers(ask(backend, "a&e")) == numbers(ask(backend, "A&E")) == [1]


def test_one_word_of_many_is_enough(backend: SearchBackend) -> None:
    backend.update([document(1, summary="How to lend laptops")], [])
    assert numbers(ask(backend, "who lends bicycles in Kent")) == [1]


def test_more_of_the_words_come_first(backend: SearchBackend) -> None:
    both = document(1, summary="lending laptops to all sorts of people")
    often = document(2, summary="lending lending lending lending lending")
    backend.update([often, both], [])
    assert numbers(ask(backend, "lending laptops")) == [1, 2]


def test_words_side_by_side_come_first(backend: SearchBackend) -> None:
    apart = document(1, summary="the system of this library is a management matter")
    together = document(2, summary="matter of this is: a library management system")
    backend.update([apart, together], [])
    assert numbers(ask(backend, "library management system")) == [2, 1]


def test_a_word_in_the_title_counts_more_than_in_the_text(backend: SearchBackend) -> None:
    backend.update(
        [
            document(1, "Something else", summary="About laptops", problem="Nobody had any"),
            document(2, "Laptops for lending", summary="About books", problem="Nobody had any"),
        ],
        [],
    )
    assert numbers(ask(backend, "laptops")) == [2, 1]


def test_the_title_itself_comes_first(backend: SearchBackend) -> None:
    other = document(1, "Evidence searches: evidence, evidence searches", summary="evidence search")
    named = document(2, "Evidence searches")
    backend.update([other, named], [])
    assert numbers(ask(backend, "evidence SEARCHES"))[0] == 2


def test_a_title_of_small_words_is_found(backend: SearchBackend) -> None:
    backend.update([document(1, "To be or not to be"), document(2)], [])
    assert numbers(ask(backend, "to be or not to be")) == [1]


def test_an_identifier_leads_to_its_record(backend: SearchBackend) -> None:
    backend.update([document(7), document(42), document(43, summary="Follows INN-2026-0042")], [])
    results = ask(backend, "inn-2026-0042")
    assert results.exact == "innovation:42"
    assert numbers(results) == [42, 43]


def test_an_identifier_of_a_record_out_of_sight_leads_nowhere(backend: SearchBackend) -> None:
    backend.update([document(42, labels=frozenset({"moderators"}))], [])
    results = ask(backend, "INN-2026-0042")
    assert (results.exact, results.total) == (None, 0)


def test_a_quoted_phrase_has_to_be_there(backend: SearchBackend) -> None:
    apart = document(1, summary="a system for the library")
    together = document(2, summary="the library's system")
    backend.update([apart, together], [])
    assert numbers(ask(backend, '"library system"')) == [2]


def test_a_phrase_does_not_reach_from_one_field_into_the_next(backend: SearchBackend) -> None:
    backend.update([document(1, "Our library", summary="System of the year")], [])
    assert ask(backend, '"library system"').total == 0


def test_a_phrase_may_say_a_word_twice(backend: SearchBackend) -> None:
    backend.update([document(1, summary="bye bye"), document(2, summary="bye, then")], [])
    assert numbers(ask(backend, '"bye bye"')) == [1]


def test_a_word_with_a_minus_is_left_out(backend: SearchBackend) -> None:
    backend.update([document(1, summary="loans, fines"), document(2, summary="loans")], [])
    assert numbers(ask(backend, "loans -fines")) == [2]
    assert numbers(ask(backend, "-fines")) == [2]


def test_nothing_typed_means_everything(backend: SearchBackend) -> None:
    backend.update([document(1, published=10), document(2, published=20)], [])
    assert numbers(ask(backend)) == [2, 1]


def test_signs_alone_find_nothing(backend: SearchBackend) -> None:
    backend.update([document(1)], [])
    assert ask(backend, "***").total == 0


def test_orders(backend: SearchBackend) -> None:
    backend.update(
        [
            document(1, "Beta", published=20),
            document(2, "alpha", published=10),
            document(3, "Gamma"),
        ],
        [],
    )
    assert numbers(ask(backend, sort=Sort.NEWEST)) == [1, 2, 3]
    assert numbers(ask(backend, sort=Sort.OLDEST)) == [2, 1, 3]
    assert numbers(ask(backend, sort=Sort.TITLE)) == [2, 1, 3]


def test_pages_hold_every_record_once(backend: SearchBackend) -> None:
    backend.update([document(number, summary="same words") for number in range(1, 46)], [])
    pages = [numbers(ask(backend, "words", page=page, per_page=20)) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert sorted(number for page in pages for number in page) == list(range(1, 46))


def test_a_field_name_is_only_a_word(backend: SearchBackend) -> None:
    backend.update([document(1, labels=frozenset({"moderators"})), document(2)], [])
    for text in ("labels:moderators", "ref:innovation:1", "digest:*", "facet_kind:x"):
        assert 1 not in numbers(ask(backend, text))


def test_a_setting_of_the_ranking_counts(tmp_path: Path) -> None:
    contents = [
        document(1, "zz", summary="loan loan loan loan", problem="x " * 200),
        document(2, "zz", summary="loan", problem="x " * 10),
    ]
    for ranking, first in ((Ranking(b=0), 1), (Ranking(b=1), 2)):
        backend = WhooshBackend(tmp_path / str(first), ranking=ranking)
        backend.rebuild(contents)
        assert numbers(ask(backend, "loan"))[0] == first


def test_a_stale_record_is_lower(backend: SearchBackend) -> None:
    stale = replace(document(1, summary="loan loan loan"), sorts={"stale_at": 1.0})
    fresh = replace(document(2, summary="loan"), sorts={"stale_at": time.time() + 9_999})
    never = document(3, summary="book loan")
    backend.update([stale, fresh, never], [])
    assert numbers(ask(backend, "loan"))[-1] == 1


def test_a_word_that_is_typed_twice_counts_twice(backend: SearchBackend) -> None:
    backend.update([document(1, summary="loan"), document(2, summary="fine"), document(3)], [])
    assert numbers(ask(backend, "fine loan loan"))[0] == 1
    assert numbers(ask(backend, "fine loan fine"))[0] == 2


def test_the_portal_ranks_as_it_was_measured(app: Flask) -> None:
    assert app.extensions["search"]._ranking == Ranking()


def test_another_name_of_the_words_takes_nothing_from_having_them_side_by_side(
    backend: SearchBackend,
) -> None:
    apart = document(1, summary="the system of this library is a management matter")
    together = document(2, summary="matter of this is: a library management system")
    named = document(3, summary="matter of an LMS")
    backend.update([apart, together, named], [])
    name = ("librari", "manag", "system")
    words = [Clause(((term,),), Occur.SHOULD) for term in name]
    asked = Parsed((*words, Clause((name, ("lms",)), Occur.SHOULD)))
    assert numbers(backend.search(Query(asked, PUBLIC))) == [2, 1, 3]
