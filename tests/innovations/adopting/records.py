"""Records that others adopt, and adoptions in any state."""

from datetime import date
from typing import Any

from flask import Flask

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.adopting import actions
from portal.innovations.models import Adoption, Innovation
from portal.organisations.models import Organisation
from portal.outbox import drain
from tests.factories import make_innovation
from tests.innovations.test_contact import letters
from tests.people import People


def a_record(people: People, /, **fields: Any) -> Innovation:
    """A published record of Amina's, whose mails are sent."""
    record = make_innovation(people.amina, reviewer=people.bilal, **fields)
    drain_all()
    return record


def drain_all() -> None:
    """Do all work; what a test holds in its hands stays as it was read."""
    db.session.remove()
    while drain():
        pass


def mails_to(app: Flask, person: User) -> str:
    """The text of all mails that a person has got."""
    return "".join(str(m.get_content()) for m in letters(app) if person.email in m["To"])


def said(record: Innovation, person: User, *, state: str = "waiting", **fields: Any) -> Adoption:
    """What a person said for where they work, in the state that the owners gave it."""
    person = db.session.merge(person)
    record = db.session.get_one(Innovation, record.id)
    organisation_id = fields.pop("organisation_id", person.organisation_id)
    adoption = actions.say(
        record,
        person,
        organisation_id=organisation_id,
        fields={"stage": "in_use", "may_contact": True} | fields,
    )
    if state != "waiting":
        owner = db.session.get_one(User, record.author_id)
        actions.decide(
            adoption,
            record,
            owner,
            is_confirmed=state == "confirmed",
            words="We do not know of it." if state == "refused" else "",
            version=adoption.version,
        )
    db.session.commit()
    return adoption


def a_trust(code: str, region_id: int | None = None) -> Organisation:
    """Another organisation."""
    trust = Organisation(ods_code=code, name=f"Trust {code}", kind="trust", region_id=region_id)
    db.session.add(trust)
    db.session.flush()
    return trust


def many(record: Innovation, people: People, number: int) -> None:
    """So many organisations that do it, of every stage, state and region there is."""
    stages = ("in_use", "adapted", "piloting", "exploring", "interested", "stopped")
    carys = db.session.merge(people.carys)
    regions = [carys.organisation_id, None]
    for n in range(number):
        said(
            record,
            carys,
            organisation_id=a_trust(f"X{n:03}", regions[n % 2]).id,
            stage=stages[n % 6],
            stopped_why="No time",
            since=date(2025, 1 + n % 12, 1),
            state=("confirmed", "confirmed", "waiting")[n % 3],
        )
    drain_all()
