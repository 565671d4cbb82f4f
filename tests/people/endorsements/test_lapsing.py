"""Both people hear that an endorsement lapses, and the endorser can renew it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.notifications.models import Notification
from portal.outbox import Message
from portal.people import jobs
from portal.people.models import Block, Endorsement
from portal.people.notices import endorsing as notices
from portal.topics.models import Topic
from portal.web.filters import format_date
from tests.client import Client
from tests.factories import make_topic
from tests.forum.notices.telling import work
from tests.people import People

GIVEN = "/account/endorsements?show=given"


@pytest.fixture
def topic(people: People) -> Topic:
    return make_topic("Outreach")


@pytest.fixture
def endorsement(people: People, topic: Topic) -> Endorsement:
    """What Amina says of Carys; it lapses in 30 days."""
    made = Endorsement(
        endorser_id=people.amina.id,
        person_id=people.carys.id,
        topic_id=topic.id,
        reason="taught_me",
        words="She ran the course.",
        state="accepted",
        lapses_on=clock.today() + timedelta(days=30),
    )
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def _later() -> Iterator[None]:
    yield
    clock.start_at(None)


def days_later(days: int) -> None:
    clock.start_at(clock.now() + timedelta(days=days))


def a_day_begins() -> None:
    for job in (jobs.lapse, notices.remind):
        job(Message())
    work()


def told(client: Client, person: User) -> str:
    return client.as_user(person).get("/notifications").text.partition("<main")[2]


def link(person: User) -> str:
    return f'<a href="/people/{person.id}">{person.name}</a>'


def renew(client: Client, endorsement: Endorsement) -> str:
    """What the page says that the button leads to."""
    response = client.post(f"/account/endorsements/{endorsement.id}/renew")
    assert (response.status_code, response.location) == (303, GIVEN)
    return client.get(GIVEN).text


def test_both_hear_once_that_it_lapses_soon(
    client: Client, people: People, endorsement: Endorsement
) -> None:
    on = format_date(endorsement.lapses_on)
    for _ in range(2):
        a_day_begins()
    assert [row.times for row in db.session.scalars(select(Notification))] == [1, 1]
    db.session.commit()
    assert f"What {link(people.amina)} says of you lapses on {on}." in told(client, people.carys)
    page = told(client, people.amina)
    assert f"Your endorsement of {link(people.carys)} lapses on {on}." in page
    assert f'href="{GIVEN}">Outreach</a>' in page


def test_what_lapses_later_is_no_news(
    client: Client, people: People, endorsement: Endorsement
) -> None:
    endorsement = db.session.merge(endorsement)
    endorsement.lapses_on += timedelta(days=1)
    db.session.commit()
    a_day_begins()
    assert "lapses" not in told(client, people.carys)
    assert "/renew" not in client.as_user(people.amina).get(GIVEN).text
    renew(client, endorsement)
    assert db.session.get_one(Endorsement, 1).lapses_on == clock.today() + timedelta(days=31)


def test_it_is_renewed_with_one_button_and_the_person_is_told(
    client: Client, people: People, endorsement: Endorsement
) -> None:
    a_day_begins()
    address = f"/account/endorsements/{endorsement.id}/renew"
    assert f'action="{address}"' in client.as_user(people.amina).get(GIVEN).text
    assert "action=" + address not in client.as_user(people.carys).get("/account/endorsements").text
    client.as_user(people.amina)
    for _ in range(2):
        assert "Renewed." in renew(client, endorsement)
    until = clock.today().replace(year=clock.today().year + 3)
    assert db.session.get_one(Endorsement, endorsement.id).lapses_on == until
    db.session.commit()
    assert f'action="{address}"' not in client.get(GIVEN).text
    work()
    page = told(client, people.carys)
    assert f"{link(people.amina)} renewed what they say of you." in page
    assert f"until {format_date(until)}" in page
    # That it lapses is no news any more.
    assert "lapses on" not in page + told(client, people.amina)


@pytest.mark.usefixtures("_later")
def test_both_hear_that_it_lapsed_and_how_to_say_it_anew(
    client: Client, people: People, endorsement: Endorsement, topic: Topic
) -> None:
    again = f"/people/{people.carys.id}/endorse?topic={topic.slug}"
    a_day_begins()
    days_later(30)
    for _ in range(2):
        a_day_begins()
    page = told(client, people.carys)
    assert f"What {link(people.amina)} said of you lapsed" in page
    assert "lapses on" not in page
    page = told(client, people.amina)
    assert f"Your endorsement of {link(people.carys)} lapsed after 3 years." in page
    assert "lapses on" not in page
    assert f'href="{again}">Endorse again' in client.get(GIVEN).text
    assert "not on their profile any more" in renew(client, endorsement)
    data = {"topic": topic.id, "reason": "taught_me", "words": "Still true."}
    assert client.post(again, data=data).status_code == 303
    assert "Endorse again" not in client.get(GIVEN).text


@pytest.mark.usefixtures("_later")
@pytest.mark.parametrize("case", ["offered", "declined", "blocked", "unlisted", "disabled"])
def test_nobody_hears_of_what_was_not_shown(
    client: Client, people: People, endorsement: Endorsement, case: str
) -> None:
    endorsement, amina = db.session.merge(endorsement), db.session.merge(people.amina)
    if case == "blocked":
        db.session.add(Block(person_id=people.carys.id, blocked_id=amina.id))
    elif case == "unlisted":
        amina.is_listed = False
    elif case == "disabled":
        amina.disabled_at = clock.now()
    else:
        endorsement.state = case
    db.session.commit()
    a_day_begins()
    days_later(30)
    a_day_begins()
    assert db.session.get_one(Endorsement, endorsement.id).state == "lapsed"
    assert db.session.scalars(select(Notification)).all() == []


def test_who_is_blocked_cannot_renew(
    client: Client, people: People, endorsement: Endorsement
) -> None:
    db.session.add(Block(person_id=people.carys.id, blocked_id=people.amina.id))
    db.session.commit()
    assert "You cannot endorse this person." in renew(client.as_user(people.amina), endorsement)


def test_only_the_endorser_renews(client: Client, people: People, endorsement: Endorsement) -> None:
    address = f"/account/endorsements/{endorsement.id}/renew"
    assert client.as_user(people.carys).post(address).status_code == 403
    assert client.as_user(people.dev).post(address).status_code == 404
    assert client.as_user(None).post(address).status_code == 401
    client.as_user(people.amina)
    assert client.get(address).status_code == 405
    assert client.post("/account/endorsements/99/renew").status_code == 404
    assert client.post(f"/account/endorsements/{2**63}/renew").status_code == 404
