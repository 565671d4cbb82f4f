"""The pages of the vocabulary."""

import pytest

from portal.extensions import db
from portal.topics import queries
from portal.topics.models import Topic, TopicSynonym
from tests.client import Client
from tests.people import People
from tests.topics.conftest import TABLE


@pytest.fixture(autouse=True)
def table(bring):
    assert bring(TABLE).exit_code == 0


def add_topics(first: int, number: int, parent: str | None = "systems") -> None:
    parent_id = parent and queries.by_slug(parent).id
    for n in range(first, first + number):
        topic = Topic(slug=f"t-{n:03}", label=f"Thing {n:03}", parent_id=parent_id)
        topic.synonyms = [TopicSynonym(label=f"Name {n:03}")]
        db.session.add(topic)
    db.session.commit()


@pytest.mark.parametrize("reader", [None, "amina", "bilal", "carys", "dev", "erin"])
def test_everyone_may_look_through_the_topics(client: Client, people: People, reader):
    client.as_user(getattr(people, reader) if reader else None)
    page = client.get("/topics")
    assert page.status_code == 200
    assert "1 narrower topic" in page.text
    assert "/topics/koha" in page.text


def test_the_search_finds_labels_and_synonyms(client: Client):
    page = client.get("/topics?q=management+lib").text
    assert "/topics/systems" in page
    assert "also called library management system" in page
    assert "/topics/koha" not in page
    assert "No topic was found" in client.get("/topics?q=zzzz").text


def test_a_topic_shows_its_names_its_place_and_the_way_to_its_innovations(client: Client):
    page = client.get("/topics/koha").text
    assert "Koha LMS" in page
    assert "Open source, shared." in page
    assert 'href="/topics/systems"' in page
    assert 'href="/search?topic=koha"' in page
    assert 'href="/topics/koha"' in client.get("/topics/systems").text


def test_a_retired_topic_keeps_its_page_and_leaves_the_tree(client: Client):
    queries.by_slug("koha").is_retired = True
    db.session.commit()
    assert "no longer used" in client.get("/topics/koha").text
    assert "/topics/koha" not in client.get("/topics").text


@pytest.mark.parametrize("slug", ["nope", "%00", "KOHA", "a" * 500, "..%2f", "%FF"])
def test_an_unknown_slug_is_not_found(client: Client, slug: str):
    assert client.get(f"/topics/{slug}").status_code == 404


@pytest.mark.parametrize("path", ["/topics", "/topics/koha"])
def test_nothing_can_be_posted(client: Client, path: str):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("q", ["%00", "%25", "_", "<b>x</b>", "%F0%9F%98%80", "a+" * 5000, "%FF"])
def test_odd_words_are_only_words(client: Client, q: str):
    response = client.get(f"/topics?q={q}")
    assert response.status_code == 200
    assert "<b>x</b>" not in response.text


def test_a_long_branch_is_shortened_in_the_tree_and_paged_on_its_own_page(client: Client):
    add_topics(0, 60)
    tree = client.get("/topics").text
    assert "Thing 028" in tree
    assert "Thing 029" not in tree, "Koha and 29 more"
    assert "All 61 under Library systems" in tree
    assert "Thing 059" in client.get("/topics/systems?page=2").text
    assert client.get("/topics/systems?page=3").status_code == 404
    assert client.get("/topics?page=3").status_code == 404


@pytest.mark.parametrize("path", ["/topics", "/topics?q=thing", "/topics/systems?page=2"])
def test_a_fragment_is_a_part_of_its_page(client: Client, path: str):
    add_topics(0, 60)
    part = client.fragment(path)
    assert "HX-Request" in part.headers["Vary"]
    assert "<h1" not in part.text
    assert part.text.strip() in client.get(path).text


@pytest.mark.parametrize("path", ["/topics", "/topics?q=name", "/topics/systems"])
def test_many_rows_take_no_more_statements_than_few(client, count_statements, path):
    add_topics(0, 5)
    with count_statements() as few:
        client.get(path)
    add_topics(5, 45)
    with count_statements() as many:
        assert "Thing 020" in client.get(path).text
    assert len(few) == len(many) <= 10
