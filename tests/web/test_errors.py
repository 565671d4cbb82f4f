"""When the database is away: words that help, the text given back, and no crash on top."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.client import Client
from tests.people import People

pytestmark = pytest.mark.any_database


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that answers nothing any more."""
    from portal.extensions import db

    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("unable to open database file"))

    monkeypatch.setattr(db.engine.dialect, "do_execute", refuse)


@pytest.mark.sqlite
@pytest.mark.usefixtures("broken")
def test_visitors_get_503_with_their_text(client: Client):
    response = client.post("/sign-in", data={"email": "a@portal.example", "password": "secret"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "a@portal.example" in response.text
    assert "secret" not in response.text


def test_someone_signed_in_gets_503_with_their_text(
    app: Flask, client: Client, people: People, request: pytest.FixtureRequest
):
    client.as_user(people.amina)
    request.getfixturevalue("broken")
    response = client.post("/innovations/new", data={"title": "Short title"})
    assert response.status_code == 503
    assert "Short title" in response.text
    assert client.get("/nowhere").status_code == 503
    assert response.headers["Content-Security-Policy"]
