"""Planning what keeps knowledge, and saying what became of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.notifications.models import Notification
from portal.organisations.models import Organisation
from portal.outbox import drain, put
from portal.people.models import Capture, OrganisationManager
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People


def fields(people: People, **more: Any) -> dict[str, Any]:
    """Amina's knowledge, which Dev sees to."""
    return {
        "kind": "interview",
        "holder": people.amina.id,
        "owner": people.dev.id,
        "due_on": "1 March 2100",
        "note": "Ask about the loans.",
        **more,
    }


@pytest.fixture
def capture(people: People, topic: Topic) -> Capture:
    made = Capture(
        ref=f"topic:{topic.id}",
        kind="interview",
        holder_id=people.amina.id,
        owner_id=people.dev.id,
        due_on=clock.today() + timedelta(days=3),
    )
    db.session.add(made)
    db.session.commit()
    return made


def notices(person_id: int) -> list[Notification]:
    query = select(Notification).where(
        Notification.person_id == person_id, Notification.about == "capture"
    )
    return list(db.session.scalars(query.order_by(Notification.id)))


def test_what_is_planned_is_listed_and_both_are_told(
    client: Client, people: People, topic: Topic
) -> None:
    path = f"/knowledge/topics/{topic.slug}/captures/new"
    page = client.as_user(people.bilal).get(f"{path}?kind=shadowing&holder={people.amina.id}").text
    assert "Amina Yusuf" in page
    assert 'value="shadowing" checked' in page
    for _ in range(2):
        response = client.post(path, data=fields(people, draft_key="one"))
        assert response.status_code == 303
    (made,) = db.session.scalars(select(Capture))
    assert response.location == f"/knowledge/captures/{made.id}"
    assert "Ask about the loans." in client.get(response.location).text
    drain()
    assert "knowledge interview with you is planned" in notices_page(client, people.amina)
    assert "asked to see to a knowledge interview" in notices_page(client, people.dev)
    assert "Amina Yusuf" in client.get("/knowledge/captures?show=mine").text
    assert "1 planned" in client.as_user(people.bilal).get("/knowledge").text


def notices_page(client: Client, person: Any) -> str:
    return client.as_user(person).get("/notifications").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Choose what you will do"),
        ({"owner": ""}, "Find and tick who sees to it"),
        ({"due_on": "1 March 2020"}, "Enter today or a later day"),
        ({"due_on": "soon"}, "Enter a day"),
        ({"holder": "99"}, "no longer there"),
        ({"note": "x" * 501}, "Use 500 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, people: People, topic: Topic, wrong: dict[str, str], words: str
) -> None:
    client.as_user(people.bilal)
    response = client.post(
        f"/knowledge/topics/{topic.slug}/captures/new", data=fields(people, **wrong)
    )
    assert response.status_code == 422
    assert words in response.text


def test_who_is_not_listed_is_not_named_by_their_id(
    client: Client, people: People, topic: Topic, capture: Capture
) -> None:
    db.session.merge(people.amina).is_listed = False
    db.session.commit()
    client.as_user(people.bilal)
    path = f"/knowledge/topics/{topic.slug}/captures/new"
    response = client.post(path, data=fields(people))
    assert response.status_code == 422
    for text in (
        response.text,
        client.get(f"{path}?holder={people.amina.id}").text,
        client.get("/knowledge/captures").text,
        client.get(f"/knowledge/captures/{capture.id}").text,
    ):
        assert "Amina" not in text


def test_managers_plan_with_people_of_their_organisation(
    client: Client, people: People, topic: Topic, managed: Organisation
) -> None:
    client.as_user(people.dev)
    path = f"/knowledge/topics/{topic.slug}/captures/new"
    response = client.post(path, data=fields(people, holder=people.carys.id))
    assert response.status_code == 422
    assert "Choose someone of an organisation that you manage" in response.text
    assert client.post(path, data=fields(people)).status_code == 303


def test_what_a_manager_planned_with_others_alone_is_theirs_while_they_manage(
    client: Client, people: People, topic: Topic, managed: Organisation
) -> None:
    client.as_user(people.dev)
    data = fields(people, holder="", owner=people.carys.id)
    path = client.post(f"/knowledge/topics/{topic.slug}/captures/new", data=data).location
    assert "Ask about the loans." in client.get(path).text
    assert path in client.get("/knowledge/captures").text
    assert client.post(f"{path}/edit", data={**data, "note": "Ask all."}).status_code == 303
    db.session.delete(db.session.get_one(OrganisationManager, (managed.id, people.dev.id)))
    db.session.commit()
    assert client.get(path).status_code == 404
    assert path not in client.get("/knowledge/captures").text


def test_it_is_changed_and_closed_once(client: Client, people: People, capture: Capture) -> None:
    path = f"/knowledge/captures/{capture.id}"
    client.as_user(people.dev)
    changed = fields(people, kind="write_up", note="Write it down.")
    assert client.post(f"{path}/edit", data=changed).status_code == 303
    assert "Write it down." in client.get(path).text
    record = make_innovation(people.amina)
    response = client.post(f"{path}/close", data={"state": "done", "result": "nowhere"})
    assert response.status_code == 422
    done = {"state": "done", "result": f"https://portal.example{record.path}"}
    for key in ("one", "one"):
        assert client.post(f"{path}/close", data={**done, "draft_key": key}).status_code == 303
    assert record.title in client.get(path).text
    response = client.post(f"{path}/close", data={"state": "dropped", "draft_key": "two"})
    assert response.status_code == 409
    assert "This has been closed already" in response.text
    assert client.post(f"{path}/edit", data=changed).status_code == 409
    assert "Amina Yusuf" in client.get("/knowledge/captures?state=done").text


def test_what_came_of_it_is_nothing_that_the_reader_may_not_see(
    client: Client, people: People, capture: Capture
) -> None:
    closed = make_community(people.carys, "Closed", privacy="private")
    thread = make_thread(people.carys, closed, "A secret question")
    path = f"/knowledge/captures/{capture.id}"
    client.as_user(people.dev)
    data = {"state": "done", "result": f"/threads/{thread.id}"}
    response = client.post(f"{path}/close", data=data)
    assert response.status_code == 422
    assert "There is no such record" in response.text
    db.session.merge(capture).result_ref = thread.ref
    db.session.commit()
    assert "A secret question" not in client.get(path).text


def test_others_do_not_find_it(client: Client, people: People, capture: Capture) -> None:
    path = f"/knowledge/captures/{capture.id}"
    for address in (path, f"{path}/edit", f"{path}/close"):
        assert client.as_user(people.carys).get(address).status_code == 404
        assert client.as_user(None).get(address).status_code == 302
    assert "Amina" not in client.as_user(people.carys).get("/knowledge/captures").text
    client.as_user(people.amina)
    assert client.get(path).status_code == 200
    assert client.get(f"{path}/edit").status_code == 403
    assert client.get(f"{path}/close").status_code == 403
    assert client.put("/knowledge/captures").status_code == 405
    assert client.get("/knowledge/captures/99").status_code == 404
    part = client.fragment("/knowledge/captures").text.strip()
    assert part in client.get("/knowledge/captures").text


def test_a_notice_is_read_once_what_is_planned_was_opened(
    client: Client, people: People, capture: Capture
) -> None:
    path = f"/knowledge/captures/{capture.id}"
    put("people.captures", "today")
    capture.due_on = clock.today()
    db.session.commit()
    drain()
    unread = "/notifications?unread=1"
    assert "you see to is due" in client.as_user(people.dev).get(unread).text
    client.get(path)
    assert "you see to is due" not in client.get(unread).text
    assert "you see to is due" in client.get("/notifications").text


def test_who_sees_to_it_is_reminded_once_when_it_is_due(people: People, capture: Capture) -> None:
    capture_id, dev_id = capture.id, people.dev.id
    try:
        for day, count in ((0, 0), (3, 1), (4, 1)):
            start = datetime.now(UTC)
            clock.start_at(start + timedelta(days=day))
            put("people.captures", "today")
            db.session.commit()
            drain()
            assert [notice.kind for notice in notices(dev_id)] == ["due"] * count
            clock.start_at(None)
        later = clock.today() + timedelta(days=9)
        db.session.get_one(Capture, capture_id).due_on = later
        clock.start_at(datetime.now(UTC) + timedelta(days=10))
        put("people.captures", "today")
        db.session.commit()
        drain()
        assert len(notices(dev_id)) == 2
    finally:
        clock.start_at(None)
