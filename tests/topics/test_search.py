"""What topics tell the search: their other names, and themselves."""

import pytest

from portal.extensions import db
from portal.search import Suggestion
from portal.topics import search
from portal.topics.queries import by_slug
from tests.topics.conftest import TABLE


@pytest.fixture(autouse=True)
def table(bring):
    assert bring(TABLE).exit_code == 0


def test_each_name_of_a_topic_leads_to_its_other_names():
    assert search.synonyms(["lms", "library systems", "library", "zzz"]) == {
        "lms": ["Library systems", "library management system"],
        "library systems": ["LMS", "library management system"],
    }


def test_the_plural_and_the_hyphen_do_not_matter():
    assert search.synonyms(["library-management systems", "dashboard"]) == {
        "library-management systems": ["Library systems", "LMS"],
        "dashboard": ["Automated sorting", "classification"],
    }


def test_a_retired_topic_has_no_names():
    by_slug("systems").is_retired = True
    db.session.commit()
    assert search.synonyms(["lms", "koha"]) == {"koha": ["Koha LMS"]}


def test_nothing_asked_is_nothing_found():
    assert search.synonyms([]) == {}


def test_topics_are_suggested_with_the_address_and_what_tells_them_apart():
    assert search.suggestions("koha l", None, 5) == [
        Suggestion("Koha", "/topics/koha", "Topics", "in Library systems, also called Koha LMS")
    ]
    assert len(search.suggestions("s", None, 2)) == 2
