"""Following, the work of the outbox, and the page of what a person was told."""

import re

from flask import current_app

from portal.extensions import db
from portal.forum.models import Community, Thread, ThreadReader
from portal.outbox import drain
from tests.factories import make_thread


def follow(person, thread: Thread, level: str = "following", reason: str = "chose") -> None:
    db.session.merge(
        ThreadReader(person_id=person.id, thread_id=thread.id, level=level, reason=reason)
    )
    db.session.commit()


def work() -> None:
    """In a session of its own, as the worker has one: it rolls back what is in it."""
    with current_app.app_context():
        drain()
        db.session.remove()


def begun(author, community: Community, title: str = "How do we move the loans?") -> Thread:
    """A thread of which everyone was told who is to be told."""
    thread = make_thread(author, community, title)
    work()
    return thread


def told(client, person) -> str:
    """The page, with names as plain words: that they are links is tested with the profiles."""
    work()
    page = client.as_user(person).get("/notifications").text
    return re.sub(r'<a href="/people/\d+">(.*?)</a>', r"\1", page)
