"""Amina and Carys, of two trusts, know a topic well; Amina alone a system. Dev manages hers."""

from datetime import date

import pytest

from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people.models import (
    Expertise,
    Leaving,
    OrganisationManager,
    Profile,
    System,
    SystemKnown,
)
from portal.topics.models import Topic
from tests.factories import make_topic
from tests.people import People


@pytest.fixture
def topic(people: People) -> Topic:
    """Amina and Carys know it well and were there of late; Bilal a little."""
    made = make_topic()
    for person, level in ((people.amina, 3), (people.carys, 4), (people.bilal, 2)):
        db.session.add(Expertise(person_id=person.id, topic_id=made.id, kind="offers", level=level))
        db.session.add(Profile(person_id=person.id))
    db.session.commit()
    return made


@pytest.fixture
def system(people: People, topic: Topic) -> System:
    """Amina alone knows it well."""
    made = System(slug="shelfwise", name="Shelfwise")
    db.session.add(made)
    db.session.flush()
    db.session.add(SystemKnown(person_id=people.amina.id, system_id=made.id, level=4))
    db.session.commit()
    return made


@pytest.fixture
def managed(people: People) -> Organisation:
    """The trust of Amina and Dev, which Dev manages."""
    organisation = db.session.get_one(Organisation, people.dev.organisation_id)
    db.session.add(OrganisationManager(organisation_id=organisation.id, person_id=people.dev.id))
    db.session.commit()
    return organisation


@pytest.fixture
def leaving(people: People) -> Leaving:
    """Amina leaves, and Carys follows her."""
    made = Leaving(
        person_id=people.amina.id, leaves_on=date(2100, 3, 1), successor_id=people.carys.id
    )
    db.session.add(made)
    db.session.commit()
    return made
