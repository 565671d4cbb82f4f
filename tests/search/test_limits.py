"""Searches are counted for all processes together; too many are refused, and the text is kept."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.outbox import drain
from portal.outbox.daily import Days
from portal.search.models import SearchCount
from tests.client import Client
from tests.people import People

NOON = datetime(2026, 11, 23, 12, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def two_a_minute(app: Flask) -> None:
    app.config["SEARCHES_PER_MINUTE"] = 2
    clock.start_at(NOON)


def test_one_too_many_is_refused_with_the_text_kept(client: Client) -> None:
    for _ in range(2):
        assert client.get("/search?q=loans").status_code == 200
    response = client.get("/search?q=loans")
    assert response.status_code == 429
    assert 35 <= int(response.headers["Retry-After"]) <= 40
    assert "You can search 2 times a minute. Try again in" in response.text
    assert 'value="loans"' in response.text


def test_the_fragment_is_part_of_the_page(client: Client) -> None:
    for _ in range(2):
        client.get("/search?q=loans")
    part = client.get("/search?q=loans", headers={"HX-Request": "true"})
    assert part.status_code == 429
    assert "You can search 2 times a minute" in part.text
    assert "<html" not in part.text


def test_the_next_minute_is_another(client: Client) -> None:
    for _ in range(3):
        response = client.get("/search")
    assert response.status_code == 429
    clock.start_at(datetime(2026, 11, 23, 12, 1, tzinfo=UTC))
    assert client.get("/search").status_code == 200


def test_all_values_of_a_filter_are_searches_too(client: Client) -> None:
    for _ in range(2):
        assert client.get("/search/values/kind").status_code == 200
    assert client.get("/search/values/kind").status_code == 429


def test_people_are_counted_apart_from_their_address(client: Client, people: People) -> None:
    for _ in range(3):
        client.get("/search")
    assert client.as_user(people.amina).get("/search").status_code == 200
    assert client.as_user(people.dev).get("/search").status_code == 200


def test_no_address_is_kept(client: Client) -> None:
    client.get("/search?q=loans")
    (count,) = db.session.scalars(select(SearchCount))
    assert "127.0.0.1" not in count.searcher
    assert len(count.searcher) == 64


def test_counts_are_forgotten(client: Client) -> None:
    client.get("/search")
    clock.start_at(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    Days().begin()
    while drain():
        pass
    assert db.session.scalars(select(SearchCount)).all() == []
