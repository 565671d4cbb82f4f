"""What a person types into the short form."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.topics.models import Topic
from tests.client import Client


def a_topic(label: str = "Library systems") -> Topic:
    """A topic to choose."""
    topic = Topic(slug=label.lower().replace(" ", "-"), label=label)
    db.session.add(topic)
    db.session.commit()
    return topic


def short_form(author: User, **changes: Any) -> dict[str, Any]:
    """The short form filled in so that it can be submitted."""
    return {
        "kind": "project",
        "title": "Six libraries on one Koha",
        "summary": "Six services moved to one shared system.",
        "organisation_id": str(author.organisation_id),
        "people-0-person": str(author.id),
        "people-0-role": "owner",
        "people-0-is_shown": "y",
        "problem": "Each service had a *system* of its own.",
        "what_we_did": "We agreed on shared rules for loans.",
        "stage": "local_use",
        "started_on-month": "3",
        "started_on-year": "2024",
        "audience": "public",
        "version": "0",
        **changes,
    }


def recorded(client: Client, author: User, **changes: Any) -> Innovation:
    """A record made through the form."""
    response = client.as_user(author).post("/innovations/new", data=short_form(author, **changes))
    assert response.status_code == 303, response.text
    return newest()


def newest() -> Innovation:
    """The record made last."""
    return db.session.scalars(select(Innovation).order_by(Innovation.id.desc())).first()


def fields_of(path: str) -> Mapping[str, str]:
    """The hidden fields that a browser sends with a draft of the form at ``path``."""
    return {"draft_place": path, "draft_sequence": "0", "draft_key": "first-tab"}
