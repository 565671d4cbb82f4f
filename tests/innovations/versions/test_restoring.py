"""Bringing back an older version: as a new one, or as changes that wait."""

import pytest

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import current
from tests.innovations.versions.typed import hand_in, kept, pending, send
from tests.people import People


@pytest.fixture
def record(people: People) -> Innovation:
    """Published in its second version."""
    record = make_innovation(people.amina, reviewer=people.bilal)
    editor = db.session.merge(people.bilal)
    fields = {"title": "Seven libraries", "risks": "Cost"}
    actions.save(record, editor, fields=fields, version=record.version)
    db.session.commit()
    return record


def test_a_moderator_restores_at_once(client: Client, people: People, record):
    path = f"{record.path}/history/1/restore"
    page = client.as_user(people.bilal).get(path)
    assert "What would change in the record" in page.text
    assert "<del>Seven" in page.text
    response = client.post(path)
    assert response.status_code == 303
    assert response.location == f"{record.path}/history"
    now = current(record)
    assert (now.title, now.risks) == ("One catalogue for six libraries", "")
    last = kept(record)[-1]
    assert (last.number, last.act, last.restored_from) == (3, "restored", 1)
    assert "This brought back" in client.get(f"{record.path}/history").text


def test_an_owner_of_a_published_record_asks_for_it(client: Client, people: People, record):
    response = client.as_user(people.amina).post(f"{record.path}/history/1/restore")
    assert response.location == f"{record.path}/tasks"
    assert pending(record).fields == {"title": "One catalogue for six libraries", "risks": ""}
    assert current(record).title == "Seven libraries"


def test_changes_that_wait_stay_beside_it(client: Client, people: People, record):
    send(client, people.amina, record, risks="Cost and time")
    page = client.get(f"{record.path}/history/1/restore")
    assert "Your changes to other fields stay" in page.text
    client.post(f"{record.path}/history/1/restore")
    assert pending(record).fields == {
        "title": "One catalogue for six libraries",
        "risks": "",
        "starting_advice": "Begin early",
    }


def test_changes_in_review_are_taken_back_first(client: Client, people: People, record):
    hand_in(client, people.amina, record)
    response = client.post(f"{record.path}/history/1/restore")
    assert response.status_code == 409
    assert "Take them back before you change them." in response.text
    assert pending(record).fields.keys() == {"starting_advice", "risks"}


def test_restoring_what_it_says_already_is_refused(client: Client, people: People, record):
    response = client.as_user(people.bilal).post(f"{record.path}/history/2/restore")
    assert response.status_code == 409
    assert len(kept(record)) == 2


def test_nobody_shows_the_address_of_another_again(client: Client, people: People):
    record = make_innovation(people.amina, "draft", contact="email")
    owners = [
        {"user_id": person.id, "name": person.name, "role": "owner"}
        for person in (people.amina, people.dev)
    ]
    now = current(record)
    amina = db.session.merge(people.amina)
    fields = {"contact": "portal", "title": "B", "people": owners}
    actions.save(now, amina, fields=fields, version=now.version)
    db.session.commit()
    client.as_user(people.dev).post(f"{record.path}/history/1/restore")
    now = current(record)
    assert (now.title, now.contact, now.contact_person_id) == (
        "One catalogue for six libraries",
        "portal",
        None,
    )


def test_who_may(client: Client, people: People, record):
    path = f"{record.path}/history/1/restore"
    for person in (people.carys, people.dev):
        assert client.as_user(person).get(path).status_code == 403
        assert client.post(path).status_code == 403
    client.as_user(people.amina)
    assert client.get(path).status_code == 200
    assert client.get(f"{record.path}/history/9/restore").status_code == 404
    assert client.get("/innovations/999999/history/1/restore").status_code == 404
    assert client.put(path).status_code == 405
    assert client.as_user(None).get(path).status_code == 302
