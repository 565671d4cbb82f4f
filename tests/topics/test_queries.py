"""Looking topics up, as pickers, imports and the search index do."""

import pytest

from portal.extensions import db
from portal.topics import queries
from tests.topics.conftest import TABLE


@pytest.fixture(autouse=True)
def table(bring):
    assert bring(TABLE).exit_code == 0


def ids(*slugs: str) -> list[int]:
    return [queries.by_slug(slug).id for slug in slugs]


def test_label_and_synonym_match_and_the_hint_says_how():
    (koha,) = ids("koha")
    assert queries.matching("koh") == [(koha, "Koha", "in Library systems")]
    assert queries.matching("koha lms") == [
        (koha, "Koha", "in Library systems, also called Koha LMS")
    ]
    assert queries.matching("koha nothing") == []


def test_names_that_start_with_the_words_come_first(bring):
    bring("slug,label\nsub,Sub library\nlib,Library\n")
    labels = [label for _, label, _ in queries.matching("library")]
    assert labels == ["Library", "Library systems", "Sub library"]
    assert len(queries.matching("", limit=2)) == 2


def test_names_lead_to_topics_by_label_synonym_and_simple_variants():
    systems, koha, sorting = ids("systems", "koha", "sorting")
    assert queries.match_names(
        ["KOHA", "lms", "Dashboard", "library-system", "Library Management Systems", "zzz", " ", ""]
    ) == {
        "koha": koha,
        "lms": systems,
        "dashboard": sorting,
        "library-system": systems,
        "library management systems": systems,
    }


def test_retired_topics_are_not_offered_but_still_described():
    (koha,) = ids("koha")
    queries.by_slug("koha").is_retired = True
    db.session.commit()
    assert queries.matching("koha") == []
    assert queries.match_names(["koha", "koha lms"]) == {}
    assert queries.by_ids([koha]) == [(koha, "Koha", "in Library systems")]


def test_ids_come_back_in_their_order_with_what_is_above_them():
    systems, koha = ids("systems", "koha")
    assert [row[0] for row in queries.by_ids([koha, 999, systems])] == [koha, systems]
    assert queries.with_ancestors([koha, systems]) == {koha: [koha, systems], systems: [systems]}
    assert queries.with_ancestors([]) == {}
    assert queries.labels([koha]) == {koha: "Koha"}
