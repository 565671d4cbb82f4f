"""What differs between the databases: locks, and a server that goes away."""

import threading

import pytest
from flask import Flask
from sqlalchemy import text

from portal import outbox
from portal.extensions import db
from portal.outbox import Message
from portal.outbox.service import handles

pytestmark = pytest.mark.postgresql

TOPIC = "test.count"
COUNT = 200


@pytest.fixture
def done() -> list[str]:
    """The subjects that were handled, by any worker."""
    subjects: list[str] = []

    @handles(TOPIC)
    def note(message: Message) -> None:
        subjects.append(message.subject)

    return subjects


def test_two_workers_never_do_the_same_work(postgresql: Flask, done: list[str]) -> None:
    for number in range(COUNT):
        outbox.put(TOPIC, str(number))
    outbox.commit()

    def work() -> None:
        with postgresql.app_context():
            while outbox.drain(limit=10):
                pass
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(done, key=int) == [str(number) for number in range(COUNT)]


def test_a_connection_that_the_server_closed_is_replaced(postgresql: Flask) -> None:
    db.session.execute(text("SELECT 1"))
    db.session.rollback()
    with db.engine.connect() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert db.session.scalar(text("SELECT 1")) == 1
