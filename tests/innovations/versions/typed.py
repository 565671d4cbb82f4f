"""What owners and moderators type to change a published record."""

import re
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation, PendingVersion, Version
from portal.innovations.versions import queries
from tests.client import Client

ADVICE = {"starting_advice": "Begin early", "sustaining_advice": "", "risks": ""}


def token_of(client: Client, path: str) -> str:
    """The version that the form at ``path`` would send back."""
    return re.search(r'name="version" value="([^"]*)"', client.get(path).text)[1]


def send(
    client: Client, person: User, record: Innovation, section: str = "advice", **fields: Any
) -> TestResponse:
    """Open a section of the record as ``person``, type ``fields`` and send it."""
    path = f"/innovations/{record.id}/edit/{section}"
    usual = ADVICE if section == "advice" else {}
    version = token_of(client.as_user(person), path)
    return client.post(path, data={"version": version, **usual, **fields})


def hand_in(client: Client, person: User, record: Innovation, **fields: Any) -> None:
    """Change a published record and submit the changes."""
    assert send(client, person, record, **fields).status_code == 303
    path = f"/innovations/{record.id}/changes/submit"
    assert client.as_user(person).post(path).status_code == 303
    assert pending(record).status in ("submitted", "in_review")


def pending(record: Innovation) -> PendingVersion | None:
    """The changes to the record that wait, as the database now has them."""
    return queries.pending_of(db.session.get_one(Innovation, record.id))


def kept(record: Innovation) -> list[Version]:
    """The versions of the record, the first one first."""
    query = select(Version).where(Version.innovation_id == record.id).order_by(Version.number)
    return list(db.session.scalars(query))
