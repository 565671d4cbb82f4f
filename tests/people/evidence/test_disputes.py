"""A person says that something is wrongly shown as theirs; a moderator decides."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.forum.models import Thread
from portal.notifications.models import Notification
from portal.outbox import drain
from portal.people import evidence
from portal.people.models import EvidenceDispute
from tests.client import Client
from tests.factories import make_community, make_thread
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People
from tests.people.evidence.looking import post_of


@pytest.fixture
def ref(people: People, question: Thread) -> str:
    return post_of(people.carys).ref


def send(client: Client, people: People, ref: str, reason: str = "I did not write it.") -> int:
    client.as_user(people.carys)
    address = f"/people/{people.carys.id}/evidence/{ref.replace(':', '/')}/dispute"
    return client.post(address, data={"reason": reason}).status_code


def decide(people: People, ref: str) -> str:
    return f"/moderation/disputes/{people.carys.id}/{ref.replace(':', '/')}/decide"


def test_a_disputed_item_stops_counting(client: Client, people: People, ref: str) -> None:
    address = f"/people/{people.carys.id}/evidence/{ref.replace(':', '/')}/dispute"
    assert "Say that something is wrong" in client.as_user(people.carys).get(address).text
    response = client.post(address, data={"reason": "", "draft_key": "k"})
    assert response.status_code == 422
    assert "Say what is wrong" in response.text
    assert send(client, people, ref) == 303
    assert evidence.of_refs([ref], people.dev) == []
    page = client.get(f"/people/{people.carys.id}/evidence?show=left-out").text
    assert "A moderator is looking at it" in page
    assert send(client, people, ref) == 409


def test_the_same_form_sent_twice_disputes_once(client: Client, people: People, ref: str) -> None:
    client.as_user(people.carys)
    address = f"/people/{people.carys.id}/evidence/{ref.replace(':', '/')}/dispute"
    for _ in range(2):
        data = {"reason": "Not mine.", "draft_key": "one"}
        assert client.post(address, data=data).status_code == 303
    assert len(db.session.scalars(select(EvidenceDispute)).all()) == 1


@pytest.mark.parametrize(("answer", "count"), [("upheld", 0), ("dismissed", 1)])
def test_a_moderator_decides_and_the_person_is_told(
    client: Client, people: People, ref: str, answer: str, count: int
) -> None:
    send(client, people, ref)
    client.as_user(people.bilal)
    assert "Disputed evidence (1)" in client.get("/moderation").text
    page = client.get("/moderation/disputes").text
    assert "I did not write it." in page
    assert decide(people, ref) in page
    assert "I did not write it." in client.get(decide(people, ref)).text
    response = client.post(decide(people, ref), data={"answer": answer, "words": ""})
    assert response.status_code == 422
    data = {"answer": answer, "words": "We asked the others."}
    assert client.post(decide(people, ref), data=data).status_code == 303
    assert "Nobody disputes anything" in client.get("/moderation/disputes").text
    assert "We asked the others." in client.get("/moderation/disputes?show=decided").text
    assert len(evidence.of_refs([ref], people.dev)) == count
    drain()
    (notice,) = db.session.scalars(
        select(Notification).where(
            Notification.person_id == people.carys.id, Notification.about == "evidence"
        )
    )
    assert (notice.kind, notice.words) == (answer, "We asked the others.")
    assert "We asked the others." in client.as_user(people.carys).get("/notifications").text
    assert f"dispute:{answer}" in db.session.scalars(select(AuditEntry.action)).all()


def test_what_is_decided_stays_decided(client: Client, people: People, ref: str) -> None:
    send(client, people, ref)
    client.as_user(people.bilal).post(decide(people, ref), data={"answer": "upheld", "words": "A"})
    again = {"answer": "dismissed", "words": "B"}
    response = client.as_user(people.erin).post(decide(people, ref), data=again)
    assert response.status_code == 409
    assert "Another moderator decided this already" in response.text
    assert evidence.of_refs([ref], people.dev) == []


def test_only_moderators_decide_and_not_about_themselves(
    client: Client, people: People, ref: str
) -> None:
    send(client, people, ref)
    assert client.as_user(None).get("/moderation/disputes").status_code == 302
    for address in ("/moderation/disputes", decide(people, ref)):
        assert client.as_user(people.amina).get(address).status_code == 403
    people.carys.role = "moderator"
    db.session.commit()
    client.as_user(people.carys)
    assert "another moderator decides" in client.get("/moderation/disputes").text
    assert client.get(decide(people, ref)).status_code == 403
    client.as_user(people.bilal)
    assert client.get(decide(people, "post:999")).status_code == 404
    assert client.put(decide(people, ref)).status_code == 405


def test_a_moderator_is_not_shown_what_they_may_not_read(client: Client, people: People) -> None:
    closed = make_community(people.carys, "Closed", privacy="private")
    thread = make_thread(people.carys, closed, "A secret question")
    send(client, people, thread.ref)
    client.as_user(people.bilal)
    for address in ("/moderation/disputes", decide(people, thread.ref)):
        page = client.get(address).text
        assert "A secret question" not in page
        assert "ecord that you cannot see" in page


def test_the_fragment_is_a_part_of_the_list(client: Client, people: People, ref: str) -> None:
    send(client, people, ref)
    client.as_user(people.bilal)
    assert is_part_of_its_page(client, "/moderation/disputes")
