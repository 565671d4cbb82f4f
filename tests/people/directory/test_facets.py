"""The numbers beside the filters of the directory: what each choice would leave."""

from collections.abc import Callable
from contextlib import AbstractContextManager
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
from tests.people import People
from tests.people.directory.looking import add_people, counts, listed

Counter = Callable[[], AbstractContextManager[list[str]]]
SHOWN = [
    ("System known", "systems", "Koha"),
    ("Role", "roles", "System manager"),
    ("Language", "languages", "Welsh"),
    ("Mentoring", "mentoring", "Willing to mentor"),
]


def say(person: User, system: System, **fields: Any) -> None:
    """Let a person know a system, hold a role twice, speak Welsh and mentor."""
    db.session.merge(Profile(person_id=person.id, is_mentor=True, **fields))
    db.session.add_all(
        [
            SystemKnown(person_id=person.id, system_id=system.id, level=1),
            RoleHeld(person_id=person.id, role="system_manager"),
            RoleHeld(person_id=person.id, role="system_manager", details="Elsewhere"),
            PersonLanguage(person_id=person.id, language="cy"),
        ]
    )
    db.session.commit()


@pytest.fixture
def koha(people: People) -> System:
    """A system that Carys and Dev know, who say the same of themselves in all else."""
    made = System(slug="koha", name="Koha")
    db.session.add(made)
    db.session.flush()
    say(people.carys, made)
    say(people.dev, made)
    return made


def test_each_number_is_what_the_choice_would_leave(
    client: Client, people: People, koha: System
) -> None:
    client.as_user(people.bilal)
    assert counts(client, "/people", "Region") == {"London": 3, "Midlands": 2}
    assert counts(client, "/people", "Organisation") == {"Thamesby Trust": 3, "Ashbourne Trust": 2}
    for heading, _, words in SHOWN:
        assert counts(client, "/people", heading) == {words: 2}
    # With other filters, words and letters; a filter leaves its own facet as it is.
    assert counts(client, "/people?system=koha", "Region") == {"London": 1, "Midlands": 1}
    assert counts(client, "/people?region=Y60", "System known") == {"Koha": 1}
    assert counts(client, "/people?region=Y60", "Region") == {"London": 3, "Midlands": 2}
    assert counts(client, "/people?letter=C", "Region") == {"London": 1}
    assert counts(client, "/people?q=amina", "Role") == {}
    assert counts(client, "/people?q=dev&letter=C", "Role") == {}


def test_availability_is_counted_as_it_is_now(client: Client, people: People) -> None:
    day = people.amina.created_at.date()
    for name, availability, until in (
        ("amina", "limited", None),
        ("carys", "paused", None),
        ("dev", "paused", day.replace(year=day.year - 1)),
    ):
        person = getattr(people, name)
        db.session.add(Profile(person_id=person.id, availability=availability, paused_until=until))
    db.session.commit()
    client.as_user(people.bilal)
    expected = {"Open to questions": 3, "Limited time": 1, "Paused": 1}
    assert counts(client, "/people", "Availability") == expected
    for key, names in (
        ("open", [people.bilal.name, people.dev.name, people.erin.name]),
        ("limited", [people.amina.name]),
        ("paused", [people.carys.name]),
    ):
        assert listed(client, f"/people?availability={key}") == names


@pytest.mark.parametrize(("heading", "field", "words"), SHOWN)
@pytest.mark.parametrize("audience", ["organisation", "me"])
def test_nobody_is_counted_by_what_they_do_not_show(
    client: Client,
    people: People,
    koha: System,
    heading: str,
    field: str,
    words: str,
    audience: str,
) -> None:
    db.session.add(ProfileField(person_id=people.dev.id, field=field, audience=audience))
    db.session.commit()
    assert counts(client.as_user(people.bilal), "/people", heading) == {words: 1}
    # Amina is of the same organisation; Dev sees all of their own.
    expected = 2 if audience == "organisation" else 1
    assert counts(client.as_user(people.amina), "/people", heading) == {words: expected}
    assert counts(client.as_user(people.dev), "/people", heading) == {words: 2}


@pytest.mark.parametrize("field", ["is_listed", "disabled_at"])
def test_nobody_who_cannot_be_found_is_counted(
    client: Client, people: People, koha: System, field: str
) -> None:
    values = {"is_listed": False, "disabled_at": people.dev.created_at}
    setattr(db.session.get_one(User, people.dev.id), field, values[field])
    db.session.commit()
    client.as_user(people.bilal)
    for heading, _, words in SHOWN:
        assert counts(client, "/people", heading) == {words: 1}
    assert counts(client, "/people", "Region") == {"London": 3, "Midlands": 1}
    assert counts(client, "/people", "Availability") == {"Open to questions": 4}


def test_a_filter_in_use_is_named_and_can_be_taken_away(
    client: Client, people: People, koha: System
) -> None:
    client.as_user(people.bilal)
    page = client.get("/people?system=koha&role=system_manager&letter=D").text
    assert "Role: System manager" in page
    assert "System known: Koha" in page
    assert 'href="/people?letter=D&amp;role=system_manager"' in page
    assert 'href="/people?letter=D&amp;system=koha"' in page
    # Under which nobody stands, it still has its name.
    db.session.add(System(slug="alma", name="Alma"))
    db.session.add(Organisation(ods_code="ZZ09", name="Empty Trust", kind="trust"))
    db.session.commit()
    page = client.get("/people?system=alma&organisation=ZZ09&language=fr&service=none").text
    for words in ("Known: Alma", "Organisation: Empty Trust", "Language: French"):
        assert words.lower() in page.lower()
    assert "Library service: Unknown" in page
    assert "Nobody was found" in page


def test_a_system_that_nobody_shows_has_no_name(
    client: Client, people: People, koha: System
) -> None:
    db.session.add(ProfileField(person_id=people.carys.id, field="systems", audience="me"))
    db.session.get_one(User, people.dev.id).is_listed = False
    db.session.get_one(System, koha.id).name = "A secret name"
    db.session.commit()
    client.as_user(people.bilal)
    for address in ("/people", "/people?all=system", "/people?system=koha"):
        assert "A secret name" not in client.get(address).text
    assert listed(client, "/people?system=koha") == []


def test_values_beyond_the_first_few_are_on_one_page(client: Client, people: People) -> None:
    places = [Organisation(ods_code=f"ZX{n}", name=f"Place {n}", kind="trust") for n in range(9)]
    db.session.add_all(places)
    db.session.flush()
    for number, place in enumerate(places):
        add_people([f"P{number}"], place)
    client.as_user(people.bilal)
    assert len(counts(client, "/people", "Organisation")) == 8
    assert "all=organisation" in client.get("/people").text
    assert len(counts(client, "/people?all=organisation", "Organisation")) == 11
    # What is in use is there, however few have it.
    assert "Place 8" in counts(client, "/people?organisation=ZX8", "Organisation")


def test_who_works_for_a_region_is_in_it(client: Client, people: People) -> None:
    region = db.session.query(Organisation).filter_by(ods_code="Y60").one()
    add_people(["Una"], region)
    client.as_user(people.bilal)
    assert counts(client, "/people", "Region") == {"London": 3, "Midlands": 3}
    assert "Una" in listed(client, "/people?region=Y60")


def test_the_page_is_the_same_part_with_htmx(client: Client, people: People, koha: System) -> None:
    client.as_user(people.bilal)
    address = "/people?system=koha&letter=D"
    part = client.fragment(address).text
    assert part.strip() in client.get(address).text
    assert "System known: Koha" in part


def test_the_directory_costs_the_same_for_few_and_many(
    client: Client, people: People, koha: System, count_statements: Counter
) -> None:
    numbers = []
    for turn in range(2):
        client.as_user(people.bilal).get("/people")
        with count_statements() as statements:
            client.get("/people?role=system_manager&letter=D&q=d")
        numbers.append(len(statements))
        for number in range(20):
            system = System(slug=f"s{turn}{number}", name=f"S{turn}{number}")
            person = User(email=f"p{turn}-{number}@portal.example", name=f"Dee {number}")
            db.session.add_all([system, person])
            db.session.flush()
            say(person, system)
    assert numbers[0] == numbers[1] <= 10
