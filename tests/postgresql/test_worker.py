"""What differs between the databases: locks, and a server that goes away."""

import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal import outbox
from portal.extensions import db
from portal.outbox import Message
from portal.outbox.alone import OnlyWorker, WorkerRunningError, is_running
from portal.outbox.service import handles
from tests.client import Client
from tests.conftest import make_app

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


def test_there_is_one_worker_to_a_database_and_every_machine_knows_of_it(
    postgresql: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = postgresql.config["DATABASE_URL"]
    other = make_app(tmp_path_factory.mktemp("other"), DATABASE_URL=url)
    assert not is_running()
    with OnlyWorker(postgresql) as only:
        with other.app_context():
            assert is_running()
            with pytest.raises(WorkerRunningError, match="this database"):
                OnlyWorker(other).__enter__()
            db.session.remove()
            db.engine.dispose()
        only.keep()
        assert is_running()
    # The server hears of a closed connection a moment later.
    deadline = time.monotonic() + 5
    while is_running():
        assert time.monotonic() < deadline
        db.session.rollback()


def test_a_worker_whose_connection_is_lost_takes_the_lock_anew(postgresql: Flask) -> None:
    with OnlyWorker(postgresql) as only:
        db.session.rollback()
        db.engine.dispose()
        with db.engine.connect() as another:
            another.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                    "AND database = (SELECT oid FROM pg_database WHERE datname = "
                    "current_database())"
                )
            )
        only.keep()
        assert is_running()


def test_a_web_node_without_a_worker_is_ready_when_one_runs_elsewhere(
    postgresql: Flask, tmp_path: Path
) -> None:
    client = postgresql.test_client()
    assert isinstance(client, Client)
    answer = client.get("/readyz").get_json()
    assert answer["parts"]["worker"] == "no worker runs"
    with OnlyWorker(postgresql):
        assert not (tmp_path / "worker.sock").exists()
        assert client.get("/readyz").get_json()["parts"]["worker"] == "ok"
