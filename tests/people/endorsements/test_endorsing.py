"""A person endorses another for a topic; it stands once that person accepts it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.notifications.models import Notification
from portal.outbox import drain
from portal.people import jobs
from portal.people.models import Block, Endorsement
from portal.people.queries import endorsements
from portal.people.queries.claims import claims_on
from portal.people.queries.evidence import summary_of
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_topic
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People

MINE = "/account/endorsements"


@pytest.fixture
def topic(people: People) -> Topic:
    topic = make_topic("Outreach")
    db.session.commit()
    return topic


def endorse(client: Client, by: User, whom: User, topic: Topic, **data: Any) -> Any:
    client.as_user(by)
    filled = {"topic": topic.id, "reason": "taught_me", "words": "She ran the course."}
    return client.post(f"/people/{whom.id}/endorse", data=filled | data)


def now_there() -> Endorsement:
    db.session.expire_all()
    return db.session.scalars(select(Endorsement).order_by(Endorsement.id.desc())).first()  # type: ignore[return-value]  # there is one


def answer(client: Client, who: User, verb: str) -> int:
    address = f"{MINE}/{now_there().id}/{verb}"
    return client.as_user(who).post(address).status_code


def stands(client: Client, people: People) -> bool:
    """Whether the endorsement of Carys stands where others see it: all places agree."""
    page = client.as_user(people.dev).get(f"/people/{people.carys.id}/endorsements").text
    topic_ids = [topic.id for topic in db.session.scalars(select(Topic))]
    found = {
        "She ran the course." in page,
        bool(endorsements.topics_of(people.carys.id)),
        bool(summary_of(people.carys.id, people.dev).endorsed),
        people.carys.id in claims_on(topic_ids, [], people.dev),
    }
    assert len(found) == 1
    return found.pop()


def unlist(person: User, *, is_listed: bool = False) -> None:
    db.session.get_one(User, person.id).is_listed = is_listed
    db.session.commit()


def told(person: User) -> list[tuple[str, str]]:
    drain()
    query = select(Notification.kind, Notification.ref).where(
        Notification.person_id == person.id, Notification.about == "endorsement"
    )
    return [(row.kind, row.ref) for row in db.session.execute(query)]


def test_it_stands_only_once_it_is_accepted(client: Client, people: People, topic: Topic) -> None:
    assert endorse(client, people.amina, people.carys, topic).status_code == 303
    assert not stands(client, people)
    page = client.as_user(people.carys).get(MINE).text
    assert "She ran the course." in page
    assert "Waits for you" in page
    assert answer(client, people.carys, "accept") == 303
    assert stands(client, people)
    assert answer(client, people.carys, "accept") == 303
    given = client.as_user(people.amina).get(f"{MINE}?show=given").text
    assert "On the profile" in given


def test_both_are_told(client: Client, people: People, topic: Topic) -> None:
    endorse(client, people.amina, people.carys, topic)
    ref = f"endorsement:{now_there().id}"
    assert told(people.carys) == [("endorsed", ref)]
    page = client.as_user(people.carys).get("/notifications").text
    assert f'<a href="/people/{people.amina.id}">Amina Yusuf</a> endorsed you.' in page
    answer(client, people.carys, "accept")
    assert told(people.amina) == [("accepted", ref)]
    page = client.as_user(people.amina).get("/notifications").text
    assert f'<a href="/people/{people.carys.id}">Carys Evans</a> accepted your end' in page


def test_what_is_declined_stands_nowhere_and_is_not_offered_again(
    client: Client, people: People, topic: Topic
) -> None:
    endorse(client, people.amina, people.carys, topic)
    answer(client, people.carys, "accept")
    assert answer(client, people.carys, "decline") == 303
    assert not stands(client, people)
    response = endorse(client, people.amina, people.carys, topic, words="Do have it!")
    assert response.status_code == 409
    assert "You have endorsed them for this topic already" in response.text
    assert "Do have it!" in response.text
    # Nor by taking it back first.
    given = client.get(f"{MINE}?show=given").text
    assert "Not accepted" in given
    assert "/withdraw" not in given
    assert answer(client, people.amina, "withdraw") == 303
    assert "They did not accept it" in client.get(MINE).text
    assert endorse(client, people.amina, people.carys, topic).status_code == 409


def test_the_endorser_takes_it_back_and_may_say_it_anew(
    client: Client, people: People, topic: Topic
) -> None:
    endorse(client, people.amina, people.carys, topic)
    answer(client, people.carys, "accept")
    assert answer(client, people.amina, "withdraw") == 303
    assert not stands(client, people)
    assert "She ran the course." not in client.as_user(people.carys).get(MINE).text
    assert answer(client, people.carys, "accept") == 303
    assert now_there().state == "withdrawn"
    assert endorse(client, people.amina, people.carys, topic).status_code == 303


def test_it_lapses_after_three_years(client: Client, people: People, topic: Topic) -> None:
    endorse(client, people.amina, people.carys, topic)
    answer(client, people.carys, "accept")
    made = clock.today()
    assert now_there().lapses_on == made.replace(year=made.year + 3)
    try:
        clock.start_at(clock.now() + timedelta(days=3 * 365 - 5))
        assert stands(client, people)
        clock.start_at(clock.now() + timedelta(days=10))
        # Also where the daily job was not run yet.
        assert not stands(client, people)
        assert endorse(client, people.amina, people.carys, topic).status_code == 303
        assert answer(client, people.carys, "accept") == 303
        assert stands(client, people)
        clock.start_at(clock.now() + timedelta(days=3 * 366))
        jobs.lapse(None)  # type: ignore[arg-type]  # it asks nothing of its message
        assert {row.state for row in db.session.scalars(select(Endorsement))} == {"lapsed"}
        assert "Lapsed" in client.as_user(people.carys).get(MINE).text
    finally:
        clock.start_at(None)


def test_blocked_people_cannot_endorse(client: Client, people: People, topic: Topic) -> None:
    db.session.add(Block(person_id=people.carys.id, blocked_id=people.amina.id))
    db.session.commit()
    response = endorse(client, people.amina, people.carys, topic)
    assert response.status_code == 409
    assert "You cannot endorse this person" in response.text
    assert "She ran the course." in response.text


def test_a_day_has_a_limit(client: Client, people: People, topic: Topic, app: Flask) -> None:
    app.config["ENDORSEMENTS_PER_DAY"] = 1
    assert endorse(client, people.amina, people.carys, topic).status_code == 303
    response = endorse(client, people.amina, people.dev, topic)
    assert response.status_code == 409
    assert "as many people as you can in a day (1)" in response.text


def test_a_topic_a_reason_and_words_are_needed(
    client: Client, people: People, topic: Topic
) -> None:
    address = f"/people/{people.carys.id}/endorse"
    response = client.as_user(people.amina).post(address, data={"words": " "})
    assert response.status_code == 422
    for words in ("Find and tick a topic", "Choose how you know", "Say what they did"):
        assert words in response.text
    response = endorse(client, people.amina, people.carys, topic, words="x" * 501)
    assert response.status_code == 422


def test_the_same_form_sent_twice_endorses_once(
    client: Client, people: People, topic: Topic
) -> None:
    for _ in range(2):
        response = endorse(client, people.amina, people.carys, topic, draft_key="one")
        assert response.status_code == 303
    assert len(db.session.scalars(select(Endorsement)).all()) == 1


def test_nobody_endorses_themself(client: Client, people: People, topic: Topic) -> None:
    assert endorse(client, people.amina, people.amina, topic).status_code == 403


def test_only_the_two_answer_and_take_back(client: Client, people: People, topic: Topic) -> None:
    endorse(client, people.amina, people.carys, topic)
    for verb in ("accept", "decline", "withdraw"):
        assert answer(client, people.erin, verb) == 404
        assert client.as_user(None).post(f"{MINE}/1/{verb}").status_code == 401
        assert client.as_user(people.carys).get(f"{MINE}/1/{verb}").status_code == 405
        assert client.post(f"{MINE}/99/{verb}").status_code == 404
    assert answer(client, people.amina, "accept") == 403
    assert answer(client, people.amina, "decline") == 403
    assert answer(client, people.carys, "withdraw") == 403


def test_unlisted_people_are_not_endorsed_and_their_endorsements_do_not_stand(
    client: Client, people: People, topic: Topic
) -> None:
    endorse(client, people.amina, people.carys, topic)
    answer(client, people.carys, "accept")
    unlist(people.amina)
    assert not stands(client, people)
    page = client.as_user(people.carys).get(MINE).text
    assert "Someone who is not listed" in page
    assert "Amina" not in page
    assert "Amina" not in client.get("/notifications").text
    for address in ("endorse", "endorsements"):
        path = f"/people/{people.amina.id}/{address}"
        assert client.as_user(people.dev).get(path).status_code == 404
    unlist(people.amina, is_listed=True)
    unlist(people.carys)
    assert claims_on([topic.id], [], people.dev) == {}


def test_visitors_sign_in_first(client: Client, people: People) -> None:
    for path in (MINE, f"/people/{people.carys.id}/endorse"):
        assert client.as_user(None).get(path).headers["Location"].startswith("/sign-in")


def test_the_fragments_are_parts_of_their_pages(
    client: Client, people: People, topic: Topic
) -> None:
    endorse(client, people.amina, people.carys, topic)
    answer(client, people.carys, "accept")
    for path in (MINE, f"{MINE}?show=given", f"/people/{people.carys.id}/endorsements"):
        assert is_part_of_its_page(client, path)


def test_the_topic_comes_from_the_address(client: Client, people: People, topic: Topic) -> None:
    client.as_user(people.amina)
    page = client.get(f"/people/{people.carys.id}/endorse?topic=outreach").text
    assert f'value="{topic.id}"' in page
    assert client.get(f"/people/{people.carys.id}/endorsements?topic=outreach").status_code == 200
