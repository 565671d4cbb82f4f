"""The checks of the test client catch what they are there to catch."""

import pytest
from flask import Flask

from portal import outbox
from portal.accounts.models import User
from portal.extensions import db
from portal.permissions import Action, require
from portal.web.access import checks, public, requires
from tests.client import Client, failed_work
from tests.people import People

# They add views to the application.
pytestmark = pytest.mark.own_app

Failed = pytest.fail.Exception


def rename(people: People) -> None:
    person = db.session.get(User, people.amina.id)
    assert person is not None
    person.name = "Somebody Else"


def rename_in_bulk(_: People) -> None:
    db.session.execute(db.update(User).values(name="Somebody Else"))


@pytest.mark.parametrize("write", [rename, rename_in_bulk])
def test_a_view_that_forgets_to_commit_is_caught(app: Flask, client: Client, people, write) -> None:
    @app.post("/_forgets")
    @public
    def forgets() -> str:
        write(people)
        return "ok"

    with pytest.raises(Failed, match="left uncommitted"):
        client.post("/_forgets")


@pytest.mark.parametrize("write", [rename, rename_in_bulk])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_get_that_writes_is_caught(app: Flask, client: Client, people, write, method) -> None:
    @app.get("/_writes")
    @public
    def writes() -> str:
        write(people)
        outbox.commit()
        return "ok"

    with pytest.raises(Failed, match="a GET wrote"):
        client.open("/_writes", method=method)


def test_a_view_that_declares_nothing_is_denied(app: Flask, client: Client, people) -> None:
    @app.get("/_silent")
    def silent() -> str:
        return "secret"

    assert client.get("/_silent").status_code == 403
    assert client.as_user(people.erin).get("/_silent").status_code == 403


def test_a_view_that_promises_a_check_and_forgets_it_is_caught(app: Flask, client: Client) -> None:
    @app.post("/_promises")
    @checks(Action.INNOVATION_EDIT)
    def promises() -> str:
        return "ok"

    with pytest.raises(RuntimeError, match="never checked innovation:edit"):
        client.post("/_promises")


def test_a_view_that_checks_something_else_is_caught(app: Flask, client: Client, people) -> None:
    @app.post("/_mistaken")
    @checks(Action.INNOVATION_EDIT)
    def mistaken() -> str:
        require(Action.QUEUE_VIEW)
        return "ok"

    with pytest.raises(RuntimeError, match="never checked innovation:edit"):
        client.as_user(people.bilal).post("/_mistaken")


def test_a_required_right_is_asked_for_before_the_view_runs(app, client, people) -> None:
    @app.get("/_required")
    @requires(Action.AUDIT_VIEW)
    def required() -> str:
        return "the log"

    assert client.get("/_required").status_code == 302
    assert client.as_user(people.bilal).get("/_required").status_code == 403
    assert client.as_user(people.erin).get("/_required").text == "the log"


@pytest.mark.expects_failed_work
def test_work_of_the_outbox_that_failed_is_caught(app: Flask) -> None:
    outbox.put("test.unknown", "note:1")
    outbox.commit()
    assert failed_work() == []
    outbox.drain()
    assert failed_work() == ["test.unknown: LookupError: nothing handles test.unknown"]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<!doctype html><html lang=en><title></title><h1>One</h1>", "no title"),
        ("<!doctype html><html lang=en><title>T</title><p>No heading", "not exactly one h1"),
        ("<!doctype html><html lang=en><title>T</title><h1>1</h1><h1>2</h1>", "exactly one h1"),
        ("<p id=a>One</p><p id=a>Two</p>", "double id a"),
        ("<p><div>Not in a paragraph</div></p>", "line 1"),
    ],
)
def test_a_page_that_is_not_sound_is_caught(app, client, html: str, words: str) -> None:
    @app.get("/_page")
    @public
    def page() -> str:
        return html

    with pytest.raises(Failed, match=words):
        client.get("/_page")
