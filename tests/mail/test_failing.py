"""A mail that cannot be sent: said without the address, and no reason to stop another."""

import logging
import socket
import socketserver
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import select

from portal import mail
from portal.extensions import db
from portal.innovations import actions
from portal.outbox import Message, drain
from tests.factories import make_innovation
from tests.people import People

pytestmark = pytest.mark.expects_failed_work


class RefusesAmina(socketserver.StreamRequestHandler):
    """A mail server that takes mail for everybody else, and repeats the address it refuses."""

    accepted: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.say("220 ready")
        while words := self.rfile.readline().decode().strip():
            verb = words.upper()
            if verb.startswith("RCPT") and "amina" in words:
                self.say("550 5.1.1 amina@portal.example: no such mailbox")
            elif verb == "DATA":
                self.say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                if verb.startswith("RCPT"):
                    self.accepted.append(words.partition("<")[2].rstrip(">"))
                self.say("250 well")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def accepted(app: Flask) -> Iterator[list[str]]:
    """The addresses whose mail a server on this machine took."""
    RefusesAmina.accepted.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), RefusesAmina) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        app.config.update(MAIL_BACKEND="smtp", SMTP_PORT=server.server_address[1])
        yield RefusesAmina.accepted
        server.shutdown()
        thread.join()


def send(to: str) -> None:
    mail.send(to=to, name="Amina", subject="Hello", text="Hello", message_id="1")


def test_one_bad_address_stops_no_other_and_the_others_get_one_mail(
    app: Flask, people: People, accepted: list[str]
) -> None:
    owners = [
        {"user_id": person.id, "name": person.name, "role": "owner"}
        for person in (people.amina, people.dev, people.carys)
    ]
    make_innovation(people.amina, "submitted", people=owners)
    while drain():
        pass
    db.session.query(Message).update({"due_at": Message.created_at})
    db.session.commit()
    assert drain() == 1
    assert sorted(accepted) == ["carys@portal.example", "dev@portal.example"]


def test_the_address_is_neither_in_the_outbox_nor_in_the_log(
    app: Flask, people: People, accepted: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal)
    actions.decline(record, people.bilal, reason="not_enough", words="No")
    db.session.commit()
    while drain():
        pass
    errors = set(db.session.scalars(select(Message.last_error)))
    assert errors == {"MailError: the mail server refused the recipient: 550"}
    lines = [logging.Formatter().format(record) for record in caplog.records]
    assert lines
    assert not any("amina@" in line for line in lines)


def test_why_it_failed_is_said(app: Flask) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        app.config.update(MAIL_BACKEND="smtp", SMTP_PORT=closed.getsockname()[1])
        with pytest.raises(mail.MailError, match="cannot be reached: Connection refused"):
            send("amina@portal.example")
    with pytest.raises(mail.MailError) as caught:
        send("amina@portal@example")
    assert "amina" not in str(caught.value)
    assert caught.value.__suppress_context__
