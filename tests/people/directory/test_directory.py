"""The directory of people: who is in it, and who is found by a filter."""

from typing import Any

import pytest

from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people.models import (
    PersonLanguage,
    Profile,
    ProfileField,
    RoleHeld,
    System,
    SystemKnown,
)
from tests.client import Client
from tests.factories import make_community, make_thread
from tests.people import People

NAMES = ("amina", "bilal", "carys", "dev", "erin")


def names(client: Client, people: People, address: str) -> list[str]:
    page = client.get(address)
    assert page.status_code == 200
    return [name for name in NAMES if f'">{getattr(people, name).name}</a>' in page.text]


def with_profile(person: User, *rows: Any, **fields: Any) -> None:
    db.session.merge(Profile(person_id=person.id, **fields))
    db.session.add_all(rows)
    db.session.commit()


def test_everyone_who_is_listed_is_there(client: Client, people: People) -> None:
    client.as_user(people.dev)
    assert names(client, people, "/people") == list(NAMES)
    assert names(client, people, f"/people?q={people.carys.name.split()[0].lower()}") == ["carys"]
    assert names(client, people, "/people?q=nobody+at+all") == []
    db.session.get_one(User, people.carys.id).is_listed = False
    db.session.get_one(User, people.erin.id).disabled_at = people.erin.created_at
    db.session.commit()
    assert names(client, people, "/people") == ["amina", "bilal", "dev"]


def test_visitors_are_asked_to_sign_in(client: Client, people: People) -> None:
    for address in ("/people", "/people/of-place?organisation=ZZ01"):
        assert "/sign-in" in client.get(address).headers["Location"]


@pytest.mark.parametrize(
    ("name", "key", "field"),
    [
        ("system", "koha", "systems"),
        ("role", "system_manager", "roles"),
        ("language", "cy", "languages"),
        ("mentor", "yes", "mentoring"),
    ],
)
def test_nobody_is_found_by_what_they_do_not_show(
    client: Client, people: People, name: str, key: str, field: str
) -> None:
    system = System(slug="koha", name="Koha")
    db.session.add(system)
    db.session.flush()
    with_profile(
        people.dev,
        SystemKnown(person_id=people.dev.id, system_id=system.id, level=3),
        RoleHeld(person_id=people.dev.id, role="system_manager"),
        PersonLanguage(person_id=people.dev.id, language="cy"),
        is_mentor=True,
    )
    client.as_user(people.bilal)
    assert names(client, people, f"/people?{name}={key}") == ["dev"]
    audience = ProfileField(person_id=people.dev.id, field=field, audience="organisation")
    db.session.add(audience)
    db.session.commit()
    assert names(client, people, f"/people?{name}={key}") == []
    # Amina is of the same organisation.
    assert names(client.as_user(people.amina), people, f"/people?{name}={key}") == ["dev"]


def test_availability_is_asked_as_it_is_now(client: Client, people: People) -> None:
    with_profile(people.dev, availability="paused")
    with_profile(people.carys, availability="limited")
    client.as_user(people.bilal)
    assert names(client, people, "/people?availability=paused") == ["dev"]
    assert names(client, people, "/people?availability=limited") == ["carys"]
    assert names(client, people, "/people?availability=open") == ["amina", "bilal", "erin"]


def test_an_unknown_filter_is_none(client: Client, people: People) -> None:
    client.as_user(people.bilal)
    assert names(client, people, "/people?role=king&availability=%00&page=1") == list(NAMES)
    assert client.get("/people?page=9").status_code == 404


def test_threads_of_an_organisation_are_those_started_with_a_name(
    client: Client, people: People
) -> None:
    community = make_community(people.bilal, allows_anonymous=True)
    make_thread(people.amina, community, "With my name on it")
    make_thread(people.dev, community, "Without a name", is_anonymous=True)
    make_thread(people.carys, community, "From somewhere else")
    code = db.session.get_one(Organisation, people.amina.organisation_id).ods_code
    page = client.as_user(people.bilal).get(f"/threads?organisation={code}").text
    assert "With my name on it" in page
    assert "Without a name" not in page
    assert "From somewhere else" not in page
