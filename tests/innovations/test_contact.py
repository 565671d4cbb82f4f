"""Writing to the owners of a record without knowing their address."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from flask import Flask

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.outbox import drain
from portal.visibility import Status
from tests.client import Client
from tests.innovations.records import newest, recorded
from tests.people import People


def published(client: Client, people: People, **changes: str) -> str:
    recorded(client, people.amina, **changes)
    record = newest()
    record.status, path = Status.PUBLISHED, record.path
    db.session.commit()
    drain()
    return path


def letters(app: Flask) -> list:
    folder = Path(app.config["DATA_DIR"]) / "mail"
    paths = sorted(folder.glob("*.eml")) if folder.exists() else []
    return [message_from_bytes(path.read_bytes(), policy=default) for path in paths]


def test_a_message_reaches_the_owner_and_hides_their_address(
    app: Flask, client: Client, people: People
):
    path = published(client, people)
    page = client.as_user(people.carys).get(path)
    assert people.amina.email not in page.text
    assert f"{path}/contact" in page.text
    text = 'How many <services> & "sites" took part?'
    sent = client.post(f"{path}/contact", data={"words": text})
    assert (sent.status_code, sent.location) == (303, path)
    drain()
    (letter,) = letters(app)
    assert people.amina.email in letter["To"]
    assert text in letter.get_content()
    assert people.carys.email in letter.get_content()


def test_empty_and_too_many_messages_are_refused_with_the_text_kept(
    app: Flask, client: Client, people: People
):
    path = published(client, people)
    client.as_user(people.carys)
    assert client.post(f"{path}/contact", data={"words": " "}).status_code == 422
    app.config["CONTACTS_PER_DAY"] = 1
    assert client.post(f"{path}/contact", data={"words": "One"}).status_code == 303
    second = client.post(f"{path}/contact", data={"words": "A second message"})
    assert second.status_code == 429
    assert "A second message" in second.text
    assert "as many messages as you can in a day (1)" in second.text


def test_a_message_that_would_reach_nobody_is_refused_with_the_text_kept(
    client: Client, people: People
):
    path = published(client, people)
    db.session.get_one(User, people.amina.id).disabled_at = now()
    db.session.commit()
    sent = client.as_user(people.carys).post(f"{path}/contact", data={"words": "Who can help?"})
    assert sent.status_code == 429
    assert "No owner of this record uses the portal any more" in sent.text
    assert "Who can help?" in sent.text


def test_who_may_write(client: Client, people: People):
    path = published(client, people, audience="organisation")
    assert client.as_user(people.dev).get(f"{path}/contact").status_code == 200
    assert client.as_user(people.carys).get(f"{path}/contact").status_code == 404
    assert client.as_user(None).get(f"{path}/contact").status_code == 302
