"""The strict test client: every request is also checked for good manners."""

import json
from hashlib import sha256
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from portal.accounts import sign_in
from portal.accounts.models import User
from portal.extensions import db
from portal.outbox import Message

# Pages that were found to be in order. More than half of all are the same as one before, and
# reading one takes longer than making it.
_sound: set[bytes] = set()


@event.listens_for(Session, "after_flush")
def _unsaved(session: Session, _: Any) -> None:
    session.info["unsaved"] = session.info["wrote"] = True


@event.listens_for(Session, "do_orm_execute")
def _unsaved_in_bulk(statement: ORMExecuteState) -> None:
    if statement.is_insert or statement.is_update or statement.is_delete:
        _unsaved(statement.session, None)


@event.listens_for(Session, "after_commit")
def _saved(session: Session) -> None:
    session.info["unsaved"] = False


@event.listens_for(Session, "after_rollback")
def _dropped(session: Session) -> None:
    session.info["unsaved"] = False


class Client(FlaskClient):
    """Fails the test on a GET that writes, on writes without commit, and on bad HTML."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        db.session.remove()
        # A context of its own, as in production: g (and the user that flask-login
        # keeps there) must not live on into the next request.
        with self.application.app_context():
            session = db.session()
            session.info.clear()
            # Read to the end and closed, as a server does.
            response = super().open(*args, **{"buffered": True, **kwargs})
            if session.info.get("unsaved") or session.new or session.dirty or session.deleted:
                pytest.fail(f"{args or kwargs}: changes were left uncommitted")
            if response.request.method in ("GET", "HEAD") and session.info.get("wrote"):
                pytest.fail(f"{args or kwargs}: a GET wrote to the database")
            db.session.remove()
        check_page(response)
        return response

    def as_user(self, user: User | None) -> "Client":
        """The same client, signed in as ``user`` or as nobody."""
        self.delete_cookie(self.application.config["SESSION_COOKIE_NAME"])
        if user is not None:
            key = sign_in.start_session(db.session.merge(user), hours=1)
            db.session.commit()
            with self.session_transaction() as session:
                session["_user_id"] = key
                session["_fresh"] = True
        return self

    def fragment(self, path: str, **kwargs: Any) -> TestResponse:
        """GET as htmx does."""
        return self.get(path, headers={"HX-Request": "true"}, **kwargs)


def failed_work() -> list[str]:
    """What the outbox could not do; none when the test has taken the database away."""
    query = select(Message.topic, Message.last_error).where(Message.last_error.is_not(None))
    try:
        return [f"{topic}: {error}" for topic, error in db.session.execute(query)]
    except DBAPIError:
        return []
    finally:
        db.session.remove()


def check_page(response: TestResponse) -> None:
    """Fail on HTML that does not parse, double ids, a missing title and bad JSON-LD."""
    if response.mimetype != "text/html" or not response.data:
        return
    digest = sha256(response.data).digest()
    if digest in _sound:
        return
    if faults := faults_of(response.text):
        pytest.fail(f"{response.request.path}: " + "; ".join(faults))
    _sound.add(digest)


def faults_of(html: str) -> list[str]:
    """What is wrong with a page or a piece of one."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    whole = html.lstrip().lower().startswith("<!doctype")
    tree = parser.parse(html) if whole else parser.parseFragment(html)
    faults = [f"line {p[0]}: {code} {details}" for p, code, details in parser.errors]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    faults += [f"double id {name}" for name in {i for i in ids if ids.count(i) > 1}]
    if whole:
        title = tree.find("head/title")
        if title is None or not (title.text or "").strip():
            faults.append("no title")
        if len(list(tree.iter("h1"))) != 1:
            faults.append("not exactly one h1")
        for script in tree.iter("script"):
            if script.get("type") == "application/ld+json":
                json.loads(script.text)
    return faults
