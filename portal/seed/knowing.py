"""What of the invented community is known by few, who leaves, and what is done about it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people.actions import keeping, leaving
from portal.people.models import Expertise, Profile, System, SystemKnown
from portal.records import ref
from portal.topics.models import Topic

_SYSTEM: Final = "Koha"


def load_risks(people: Mapping[str, User]) -> None:
    """Gethin alone knows a system well and leaves; Bilal plans to keep what he knows."""
    gethin = people["gethin"]
    system = db.session.scalar(select(System).where(System.name == _SYSTEM))
    if system is None:
        system = System(slug=_SYSTEM.lower(), name=_SYSTEM)
        db.session.add(system)
        db.session.flush()
    if db.session.get(Profile, gethin.id) is None:
        db.session.add(Profile(person_id=gethin.id))
    if db.session.get(SystemKnown, (gethin.id, system.id)) is None:
        db.session.add(SystemKnown(person_id=gethin.id, system_id=system.id, level=4))
    topic = db.session.scalars(select(Topic).where(Topic.slug == _SYSTEM.lower())).one()
    if db.session.get(Expertise, (gethin.id, topic.id, "offers")) is None:
        db.session.add(Expertise(person_id=gethin.id, topic_id=topic.id, kind="offers", level=4))
    for key, importance in (("system", 3), ("topic", 2)):
        known = ref(key, system.id if key == "system" else topic.id)
        keeping.rate(people["bilal"], known, importance)
    leaves_on = clock.today() + timedelta(days=60)
    leaving.announce(gethin, gethin, leaves_on=leaves_on, successor_id=people["farida"].id)
    keeping.plan(
        people["bilal"],
        known=ref("system", system.id),
        kind="interview",
        holder_id=gethin.id,
        owner_id=people["bilal"].id,
        due_on=leaves_on - timedelta(days=30),
        note="Which settings does nobody else dare to touch, and why are they as they are?",
    )
    organisation = db.session.get(Organisation, people["amina"].organisation_id)
    if organisation is not None:
        keeping.appoint(people["erin"], organisation, people["amina"])
