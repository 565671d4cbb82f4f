"""A profile shows each reader what its person lets them see, and nothing more."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.clock import today
from portal.extensions import db
from portal.people.models import (
    ExperienceStatement,
    Expertise,
    PersonLanguage,
    PinnedWork,
    Profile,
    ProfileField,
    RoleHeld,
    System,
    SystemKnown,
)
from tests.client import Client
from tests.factories import make_topic
from tests.people import People

WORDS = {
    "pronouns": "she/her",
    "about": "I moved our loans",
    "email": "amina@portal.example",
    "phone": "020 7946 0000",
    "contact": "Ask at the desk",
    "orcid": "0000-0002-1825-0097",
    "languages": "Welsh",
    "roles": "Project manager",
    "systems": "Koha",
    "offers": "Outreach",
    "wants": "Cataloguing",
    "statements": "Moved 12 services",
    "mentoring": "Willing to mentor",
    "backup": "Dev Patel",
}


@pytest.fixture
def page(app: Flask, people: People) -> str:
    """The address of Amina, who said something in every field."""
    amina = people.amina.id
    outreach, cataloguing = make_topic("Outreach"), make_topic("Cataloguing")
    koha = System(slug="koha", name="Koha")
    db.session.add(koha)
    db.session.flush()
    db.session.add_all(
        [
            Profile(
                person_id=amina,
                pronouns="she/her",
                about="I moved our loans",
                about_html="<p>I moved our loans</p>",
                orcid="0000-0002-1825-0097",
                phone="020 7946 0000",
                contact="Ask at the desk",
                is_mentor=True,
                backup_id=people.dev.id,
            ),
            PersonLanguage(person_id=amina, language="cy"),
            RoleHeld(person_id=amina, role="project_manager", from_month=date(2022, 3, 1)),
            SystemKnown(person_id=amina, system_id=koha.id, level=4, last_used=2026),
            Expertise(person_id=amina, topic_id=outreach.id, kind="offers", level=3),
            Expertise(person_id=amina, topic_id=cataloguing.id, kind="wants"),
            ExperienceStatement(person_id=amina, position=1, text="Moved 12 services", year=2022),
        ]
    )
    db.session.commit()
    return f"/people/{amina}"


def choose(people: People, audience: str) -> None:
    db.session.add_all(
        ProfileField(person_id=people.amina.id, field=field, audience=audience) for field in WORDS
    )
    db.session.commit()


def seen(client: Client, reader: Any, page: str) -> set[str]:
    """The fields whose words stand on the page."""
    text = client.as_user(reader).get(page).text.partition("<main")[2]
    return {field for field, words in WORDS.items() if words in text}


def test_members_see_all_but_email_and_phone_at_first(
    client: Client, people: People, page: str
) -> None:
    assert seen(client, people.carys, page) == WORDS.keys() - {"email", "phone"}
    assert seen(client, people.dev, page) == WORDS.keys() - {"email", "phone"}
    assert seen(client, people.amina, page) == WORDS.keys()


def test_a_field_for_colleagues_is_seen_by_them_alone(
    client: Client, people: People, page: str
) -> None:
    choose(people, "organisation")
    assert seen(client, people.dev, page) == WORDS.keys()
    assert seen(client, people.carys, page) == set()
    assert seen(client, people.erin, page) == set()


def test_a_field_for_oneself_is_seen_by_nobody_else(
    client: Client, people: People, page: str
) -> None:
    choose(people, "me")
    assert seen(client, people.amina, page) == WORDS.keys()
    assert seen(client, people.dev, page) == set()
    assert seen(client, people.bilal, page) == set()


def test_the_person_sees_the_page_as_others_do(client: Client, people: People, page: str) -> None:
    choose(people, "organisation")
    assert seen(client, people.amina, f"{page}?as=members") == set()
    assert seen(client, people.amina, f"{page}?as=organisation") == WORDS.keys()
    assert "They see nothing" in client.get(f"{page}?as=nobody").text
    people.amina.is_listed = False
    db.session.add(people.amina)
    db.session.commit()
    assert "nobody but you" in client.get(f"{page}?as=organisation").text


def test_nobody_sees_more_of_others_by_asking_as_somebody(
    client: Client, people: People, page: str
) -> None:
    choose(people, "organisation")
    assert seen(client, people.carys, f"{page}?as=organisation") == set()


def test_topics_and_systems_lead_to_the_finder_for_exactly_them(
    client: Client, people: People, page: str
) -> None:
    text = client.as_user(people.carys).get(page).text
    assert '<a href="/people/find?topic=outreach">Outreach</a>' in text
    assert '<a href="/people/find?system=koha">Koha</a>' in text
    assert 'href="https://orcid.org/0000-0002-1825-0097"' in text


def test_a_pause_is_said_with_the_backup_and_ends_by_itself(
    client: Client, people: People, page: str
) -> None:
    profile = db.session.get_one(Profile, people.amina.id)
    profile.availability, profile.paused_until = "paused", today()
    db.session.commit()
    text = client.as_user(people.carys).get(page).text
    assert "takes no questions until" in text
    assert f'Ask <a href="/people/{people.dev.id}">Dev Patel</a> instead' in text
    assert f"{page}/ask" not in text
    profile = db.session.get_one(Profile, people.amina.id)
    profile.paused_until = today() - timedelta(days=1)
    db.session.commit()
    text = client.get(page).text
    assert "takes no questions" not in text
    assert f"{page}/ask" in text


def test_a_backup_who_is_not_listed_is_not_named(client: Client, people: People, page: str) -> None:
    people.dev.is_listed = False
    db.session.add(people.dev)
    db.session.commit()
    assert "backup" not in seen(client, people.carys, page)


def test_a_pinned_work_that_the_reader_may_not_see_is_not_there(
    client: Client, people: People, page: str
) -> None:
    db.session.add(PinnedWork(person_id=people.amina.id, position=1, ref="innovation:999"))
    db.session.commit()
    assert "Pinned works" not in client.as_user(people.carys).get(page).text


def test_people_who_are_not_listed_are_there_for_nobody_else(
    client: Client, people: People, page: str
) -> None:
    people.amina.is_listed = False
    db.session.add(people.amina)
    db.session.commit()
    assert client.as_user(people.bilal).get(page).status_code == 404
    assert client.get("/people/999").status_code == 404
    assert client.as_user(people.amina).get(page).status_code == 200
    response = client.as_user(None).get(page)
    assert response.status_code == 302
    assert "/sign-in" in response.location
    assert client.as_user(people.amina).post(page).status_code == 405
    assert client.get("/people/x").status_code == 404


def test_who_said_nothing_has_a_page_all_the_same(client: Client, people: People) -> None:
    text = client.as_user(people.amina).get(f"/people/{people.carys.id}").text
    assert "Carys Evans" in text
    assert "Thamesby Trust" in text
    assert "Open to questions" in text


def test_a_fuller_profile_asks_no_more_of_the_database(
    client: Client,
    people: People,
    page: str,
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    client.as_user(people.carys).get(page)
    with count_statements() as few:
        client.get(page)
    amina = people.amina.id
    for number in range(20):
        topic, system = make_topic(f"Topic {number}"), System(slug=f"s{number}", name=f"S{number}")
        db.session.add(system)
        db.session.flush()
        db.session.add_all(
            [
                Expertise(person_id=amina, topic_id=topic.id, kind="offers", level=2),
                SystemKnown(person_id=amina, system_id=system.id, level=1),
                RoleHeld(person_id=amina, role="trainer", system_id=system.id),
                ExperienceStatement(person_id=amina, position=number + 2, text="Did it"),
            ]
        )
    db.session.commit()
    with count_statements() as many:
        assert "Topic 19" in client.get(page).text
    assert len(many) == len(few) <= 25
