"""What is offered to who fills in a profile: names of systems, and library services."""

import pytest

from portal.extensions import db
from portal.organisations.models import LibraryService
from portal.people.models import ProfileField, RoleHeld, System, SystemKnown
from tests.client import Client
from tests.people import People

OPTIONS = "/systems/options?systems-0-name=ko"


@pytest.fixture
def koha(people: People) -> System:
    """Amina knows it, and Carys manages it."""
    made = System(slug="koha", name="Koha")
    db.session.add(made)
    db.session.flush()
    db.session.add(SystemKnown(person_id=people.amina.id, system_id=made.id, level=2))
    db.session.add(RoleHeld(person_id=people.carys.id, system_id=made.id, role="system_manager"))
    db.session.commit()
    return made


def test_no_name_comes_from_what_people_show_to_themselves_alone(
    client: Client, people: People, koha: System
) -> None:
    def offered(person: str) -> bool:
        return "Koha" in client.as_user(getattr(people, person)).get(OPTIONS).text

    assert offered("dev")
    for person_id, field in ((people.amina.id, "systems"), (people.carys.id, "roles")):
        assert offered("dev")
        db.session.add(ProfileField(person_id=person_id, field=field, audience="me"))
        db.session.commit()
    assert not offered("dev")
    assert offered("amina")
    assert offered("carys")


def test_no_name_comes_from_people_who_are_not_listed(
    client: Client, people: People, koha: System
) -> None:
    for person in (people.amina, people.carys):
        db.session.merge(person).is_listed = False
    db.session.commit()
    assert client.as_user(people.dev).get(OPTIONS).text == ""
    assert "Koha" in client.as_user(people.amina).get(OPTIONS).text


def test_a_library_service_that_was_merged_is_not_lost_with_the_next_save(
    client: Client, people: People
) -> None:
    organisation_id = people.amina.organisation_id
    old, new = (
        LibraryService(slug=slug, name=name, organisation_id=organisation_id)
        for slug, name in (("old", "Old library"), ("new", "New library"))
    )
    db.session.add_all([old, new])
    db.session.flush()
    old_id, old.merged_into_id = old.id, new.id
    db.session.merge(people.amina).library_service_id = old_id
    db.session.commit()
    path = "/account/profile/basics"
    page = client.as_user(people.amina).get(path).text
    assert f'<option value="{old_id}" selected>Old library</option>' in page
    assert "New library" in page
    assert "Old library" not in client.as_user(people.dev).get(path).text


@pytest.mark.parametrize(
    "data",
    [
        {"systems-0-name": "\u200b", "systems-0-level": "2"},
        {"systems-0-name": "--", "systems-0-level": "2"},
    ],
)
def test_a_system_has_a_name_that_can_be_read(
    client: Client, people: People, data: dict[str, str]
) -> None:
    response = client.as_user(people.amina).post("/account/profile/systems", data=data)
    assert response.status_code == 422
    assert "Enter the name of the system" in response.text
