"""Making and stopping the feeds of one's own feed readers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.searches.actions import MOST_FEEDS
from tests.client import Client
from tests.factories import make_innovation
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People
from tests.search.conftest import work
from tests.searches.feeding import FEED, TOPIC, leaves, made_by, records

__all__ = ["records"]

Counting = Callable[[], AbstractContextManager[list[str]]]


def test_the_same_feed_is_made_once(client: Client, people: People, records: dict[str, int]):
    first = made_by(client, people.carys)
    again = made_by(client, people.carys, "/search/feed.atom?sort=title&page=3&q=catalogue")
    assert again == first
    assert len(leaves()) == 1


def test_each_feed_is_stopped_by_its_owner_alone(
    client: Client, people: People, records: dict[str, int]
):
    address, other = made_by(client, people.carys), made_by(client, people.carys, TOPIC)
    key = leaves()[0].id
    for person in (people.amina, people.bilal, people.erin):
        answer = client.as_user(person).post(f"/feeds/{key}/stop")
        assert (answer.status_code, answer.location) == (303, "/feeds")
        assert "not in your list" in client.get("/feeds").text
        client.post("/feeds/stop-all")
    client.as_user(None)
    assert client.post(f"/feeds/{key}/stop").status_code == 401
    assert client.get(address).status_code == client.get(other).status_code == 200
    client.as_user(people.carys).post(f"/feeds/{key}/stop")
    assert "is stopped." in client.get("/feeds").text
    client.as_user(None)
    assert client.get(address).status_code == 404
    assert client.get(other).status_code == 200
    client.as_user(people.carys).post("/feeds/stop-all")
    assert "1 feed is stopped." in client.get("/feeds").text
    assert client.as_user(None).get(other).status_code == 404


def test_a_feed_that_is_made_again_has_a_new_address(
    client: Client, people: People, records: dict[str, int]
):
    first = made_by(client, people.carys)
    client.as_user(people.carys).post("/feeds/stop-all")
    assert made_by(client, people.carys) != first
    assert client.get(first).status_code == 404


def test_nobody_has_more_than_so_many(client: Client, people: People, records: dict[str, int]):
    client.as_user(people.carys)
    for number in range(MOST_FEEDS + 1):
        client.post("/feeds", data={"path": f"/search/feed.atom?q=word{number}"})
    assert len(leaves()) == MOST_FEEDS
    assert "that is the most you can have" in client.get("/feeds").text
    for path in ("/feeds", "/feeds?page=2"):
        assert is_part_of_its_page(client, path)
    assert client.get("/feeds?page=4").status_code == 404


def test_a_search_that_is_too_long_says_what_to_do(
    client: Client, people: People, records: dict[str, int]
):
    client.as_user(people.carys)
    client.post("/feeds", data={"path": f"/search/feed.atom?q={'word+' * 150}"})
    assert "This search is too long for a feed" in client.get("/feeds").text
    assert leaves() == []


@pytest.mark.parametrize(
    "path",
    [
        *("", "x", "/", "/search", "/innovations/1", "//[", "/topics/none/feed.atom"),
        *("/topics/%00/feed.atom", "/searches/9/feed.atom", "/searches/x/feed.atom"),
        *("https://elsewhere.example/search/feed.atom", "/organisations/%00/feed.atom"),
    ],
)
def test_there_is_no_feed_at_other_addresses(
    client: Client, people: People, records: dict[str, int], path: str
):
    assert client.as_user(people.carys).post("/feeds", data={"path": path}).status_code == 404


def test_the_page_tells_when_a_feed_was_read(
    client: Client, people: People, records: dict[str, int], count_statements: Counting
):
    address = made_by(client, people.carys)
    assert "Not read yet." in client.as_user(people.carys).get("/feeds").text
    client.get(address)
    assert [leave.last_used_on for leave in leaves()] == [clock.today()]
    assert "Last read on" in client.get("/feeds").text
    with count_statements() as statements:
        client.get(address)
    assert not [statement for statement in statements if statement.startswith("UPDATE")]
    leaves()[0].last_used_on = clock.today() - timedelta(days=3)
    db.session.commit()
    client.get(address)
    assert [leave.last_used_on for leave in leaves()] == [clock.today()]


def test_pages_offer_an_address_to_people_and_the_public_feed_to_visitors(
    client: Client, people: People, records: dict[str, int]
):
    for page, feed in (
        ("/search?q=catalogue", FEED),
        ("/topics/library-management-systems", TOPIC),
        ("/organisations/ZZ02", "/organisations/ZZ02/feed.atom"),
    ):
        public = client.as_user(None).get(page).text
        assert '<link rel="alternate" type="application/atom+xml"' in public
        assert f'href="{feed}"' in public
        assert 'action="/feeds"' not in public
        own = client.as_user(people.carys).get(page).text
        assert f'<input type="hidden" name="path" value="{feed}">' in own
        assert 'action="/feeds"' in own


def test_only_people_have_feeds(client: Client, people: People):
    assert client.get("/feeds").location == "/sign-in?next=/feeds"
    assert client.post("/feeds", data={"path": FEED}).status_code == 401
    assert client.post("/feeds/stop-all").status_code == 401
    assert "You have no feeds" in client.as_user(people.carys).get("/feeds").text
    for path in ("/feeds/1/stop", "/feeds/stop-all"):
        assert client.get(path).status_code == 405
    for path in ("/feeds/0/stop", "/feeds/x/stop"):
        assert client.post(path).status_code == 404


def test_more_records_and_feeds_need_no_more_statements(
    client: Client, people: People, records: dict[str, int], count_statements: Counting
):
    address = made_by(client, people.carys, TOPIC)

    def cost(path: str) -> int:
        client.get(path)
        with count_statements() as statements:
            client.get(path)
        return len(statements)

    few = cost(address), cost(client.as_user(people.carys) and "/feeds")
    for number in range(20):
        client.post("/feeds", data={"path": f"/search/feed.atom?q=word{number}"})
        bilal = db.session.get_one(User, people.bilal.id)
        make_innovation(bilal, title=f"Catalogue {number}", audience="public")
    work()
    assert (cost(address), cost("/feeds")) == few
