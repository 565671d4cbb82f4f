"""``/healthz`` and ``/readyz``."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.outbox.wake import Bell
from portal.search import indexing
from tests.client import Client


@pytest.fixture
def ready(app: Flask) -> Flask:
    """An application with everything it needs but a worker."""
    indexing.rebuild()
    return app


def test_healthz_asks_no_database_and_sets_no_cookie(app: Flask, client: Client) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("", None, Exception("away"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    response = client.get("/healthz")
    assert response.json == {"status": "ok"}
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_readyz_is_ready_when_every_part_is(ready: Flask, client: Client) -> None:
    with Bell():
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json == {
        "status": "ok",
        "parts": {"database": "ok", "migrations": "ok", "search": "ok", "worker": "ok"},
    }
    assert "Set-Cookie" not in response.headers


def test_readyz_says_that_no_worker_runs(ready: Flask, client: Client) -> None:
    assert parts(client) == {"worker": "no worker runs"}


def test_readyz_says_that_the_tables_are_old(ready: Flask, client: Client) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    assert "flask db upgrade" in parts(client)["migrations"]


def test_readyz_says_that_the_database_is_away(ready: Flask, client: Client) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("", None, Exception("away"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    assert parts(client)["database"] == "the database does not answer"


def test_readyz_has_a_lost_index_rebuilt(ready: Flask, client: Client) -> None:
    shutil.rmtree(Path(ready.config["DATA_DIR"]) / "search")
    assert "rebuild" in parts(client)["search"]


def parts(client: Client) -> dict[str, str]:
    """What is not ready, while something is not."""
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    return {name: words for name, words in response.json["parts"].items() if words != "ok"}
