"""The items of a person that the finder found: the links of its reasons lead to exactly these."""

import pytest
from flask import Flask

from portal.extensions import db
from portal.people.finding import Asked, find
from portal.people.models import System
from portal.search import indexing
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People
from tests.search.conftest import work


@pytest.fixture(autouse=True)
def index(app: Flask, people: People) -> None:
    indexing.rebuild()
    community = make_community(people.erin, members=[people.amina, people.carys])
    topic = make_topic("Outreach")
    first = make_thread(people.amina, community, "Moving the loans", topics=[topic.id])
    make_reply(people.carys, first, "We froze the loans in Koha.")
    second = make_thread(people.amina, community, "Opening hours", text="How long?")
    make_reply(people.carys, second, "Until eight.")
    work()
    db.session.add_all(people)


def path(people: People) -> str:
    return f"/people/{people.carys.id}/evidence"


def test_it_shows_what_the_finder_counts(client: Client, people: People) -> None:
    (carys,) = (one for one in find(Asked("loans"), people.dev) if one.person_id == people.carys.id)
    page = client.as_user(people.dev).get(path(people) + "?q=loans").text
    assert len(carys.items) == 1
    assert "Moving the loans" in page
    assert "Opening hours" not in page
    assert is_part_of_its_page(client, path(people) + "?q=loans")
    page = client.get(path(people) + "?q=loans&kind=reply").text
    assert "Moving the loans" in page
    page = client.get(path(people) + "?q=loans&kind=owner").text
    assert "Moving the loans" not in page


def test_a_topic_and_a_system_are_taken_exactly(client: Client, people: People) -> None:
    db.session.add(System(slug="koha", name="Koha"))
    db.session.commit()
    client.as_user(people.dev)
    for question in ("topic=outreach", "system=koha"):
        page = client.get(f"{path(people)}?{question}").text
        assert "Moving the loans" in page
        assert "Opening hours" not in page
    page = client.get(f"{path(people)}?topic=no-topic&system=nothing").text
    assert "Opening hours" in page


def test_an_unlisted_person_is_not_found(client: Client, people: People) -> None:
    people.carys.is_listed = False
    db.session.commit()
    assert client.as_user(people.dev).get(path(people) + "?q=loans").status_code == 404
    own = client.as_user(people.carys).get(path(people) + "?q=loans").text
    assert "Moving the loans" not in own


def test_who_searches_very_often_has_to_wait(client: Client, people: People, app: Flask) -> None:
    app.config["SEARCHES_PER_MINUTE"] = 1
    client.as_user(people.dev)
    assert client.get(path(people) + "?q=loans").status_code == 200
    response = client.get(path(people) + "?q=loans")
    assert response.status_code == 429
    assert response.headers["Retry-After"]
    assert "You have searched too often" in response.text
    assert client.get(path(people)).status_code == 200
