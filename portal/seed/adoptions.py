"""Who of the invented community does what others recorded, and what the owners say to it."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.adopting import actions
from portal.innovations.models import Innovation
from portal.organisations.models import Organisation
from portal.outbox import Message
from portal.seed.people import FOLDER

_COPIED = ("stage", "changed", "result", "may_contact")


def load_adoptions(people: Mapping[str, User]) -> int:
    """Say all of it and answer it, each at its own time; returns how many."""
    adoptions = json.loads((FOLDER / "adoptions.json").read_text())
    running_from = clock.now()
    for said in adoptions:
        clock.start_at(running_from - timedelta(days=said["days_ago"]))
        _load(said, people)
    clock.start_at(running_from)
    # Nobody is to be told of what never happened.
    db.session.execute(delete(Message).where(Message.topic.startswith("adoptions.")))
    return len(adoptions)


def _load(said: Mapping[str, Any], people: Mapping[str, User]) -> None:
    record = json.loads((FOLDER / "innovations" / f"{said['record']}.json").read_text())
    innovation = db.session.scalars(
        select(Innovation).where(Innovation.title == record["title"])
    ).one()
    organisation = db.session.scalars(
        select(Organisation).where(Organisation.ods_code == said["organisation"])
    ).one()
    fields = {name: said[name] for name in _COPIED}
    fields["stopped_why"] = said.get("stopped_why", "")
    fields["since"] = datetime.strptime(said["since"], "%Y-%m").date() if said["since"] else None
    adoption = actions.say(
        innovation, people[said["person"]], organisation_id=organisation.id, fields=fields
    )
    if said["state"] != "waiting":
        actions.decide(
            adoption,
            innovation,
            db.session.get_one(User, innovation.author_id),
            is_confirmed=said["state"] == "confirmed",
            words=said.get("words", ""),
            version=adoption.version,
        )
