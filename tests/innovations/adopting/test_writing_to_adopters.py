"""Writing to who adopted a practice without knowing their address."""

import pytest
from flask import Flask

from portal.clock import now
from portal.extensions import db
from portal.innovations.models import Adoption
from tests.client import Client
from tests.innovations.adopting.records import a_record, drain_all, mails_to, said
from tests.people import People


@pytest.fixture
def path(people: People) -> str:
    return f"/adoptions/{said(a_record(people), people.carys, state='confirmed').id}/contact"


def test_a_message_reaches_who_said_it_and_hides_their_address(
    app: Flask, client: Client, people: People, path: str
):
    page = client.as_user(people.dev).get("/innovations/1/adoptions").text
    assert path in page
    assert people.carys.email not in page + client.get(path).text
    text = "How many <nurses> & doctors came?"
    sent = client.post(path, data={"words": text})
    assert (sent.status_code, sent.location) == (303, "/innovations/1/adoptions")
    drain_all()
    mail = mails_to(app, people.carys)
    assert text in mail
    assert people.dev.email in mail
    assert people.carys.email not in mails_to(app, people.dev)


def test_messages_to_owners_and_to_adopters_share_one_limit(
    app: Flask, client: Client, people: People, path: str
):
    app.config["CONTACTS_PER_DAY"] = 1
    client.as_user(people.dev)
    assert client.post(path, data={"words": " "}).status_code == 422
    assert client.post("/innovations/1/contact", data={"words": "One"}).status_code == 303
    second = client.post(path, data={"words": "A second message"})
    assert second.status_code == 429
    assert "A second message" in second.text
    assert "as many messages as you can in a day (1)" in second.text


def test_who_wants_no_messages_or_left_gets_none(client: Client, people: People, path: str):
    adoption = db.session.get_one(Adoption, 1)
    adoption.may_contact = False
    db.session.commit()
    client.as_user(people.dev)
    assert path not in client.get("/innovations/1/adoptions").text
    refused = client.post(path, data={"words": "Hello there"})
    assert refused.status_code == 429
    assert "They take no messages about this" in refused.text
    db.session.get_one(Adoption, 1).may_contact = True
    people.carys.disabled_at = now()
    db.session.merge(people.carys)
    db.session.commit()
    gone = client.post(path, data={"words": "Hello there"})
    assert gone.status_code == 429
    assert "does not use the portal any more" in gone.text


def test_who_may(client: Client, people: People, path: str):
    assert client.as_user(None).get(path).status_code == 302
    assert client.as_user(people.dev).get("/adoptions/99999/contact").status_code == 404
    assert client.delete(path).status_code == 405
