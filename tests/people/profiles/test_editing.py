"""People edit their own profile, section by section, and say who sees each field."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.people.forms.sections import FORMS
from portal.people.models import Expertise, Profile, ProfileField, System, SystemKnown
from portal.people.orcid import as_orcid
from portal.people.queries import sections
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_topic
from tests.people import People

INDEX = "/account/profile"


@pytest.fixture
def amina(client: Client, people: People) -> User:
    client.as_user(people.amina)
    return people.amina


def stands(person: User, section: str) -> dict[str, Any]:
    """What a section holds now, as its form is first filled."""
    db.session.remove()
    return sections.read(db.session.get_one(User, person.id), section)


def save(client: Client, person: User, section: str, **data: Any) -> Any:
    """Send a section as it stands now, with other data."""
    held = stands(person, section)
    plain = {key: value for key, value in held.items() if isinstance(value, str)}
    data.setdefault("version", sections.version_of(held))
    return client.post(f"{INDEX}/{section}", data=plain | data)


def test_every_section_has_a_page_for_oneself(client: Client, people: People, amina: User) -> None:
    assert client.get(INDEX).status_code == 200
    for section in FORMS:
        assert client.get(f"{INDEX}/{section}").status_code == 200
        fragment = client.fragment(f"{INDEX}/{section}").text
        assert "<html" not in fragment
        assert 'id="section-form"' in fragment
    assert client.get(f"{INDEX}/nothing").status_code == 404
    assert client.put(f"{INDEX}/basics").status_code == 405
    client.as_user(None)
    for path in (INDEX, f"{INDEX}/basics", f"{INDEX}/listing", "/systems/options?q=k"):
        assert "/sign-in" in client.get(path).location


def test_the_basics_are_saved_with_their_audiences(
    client: Client, people: People, amina: User
) -> None:
    response = save(
        client,
        amina,
        "basics",
        job_title="Systems librarian",
        pronouns="she/her",
        see_pronouns="organisation",
        about="I know **loans**.",
        orcid="https://orcid.org/0000-0002-1825-0097",
    )
    assert (response.status_code, response.location) == (303, INDEX)
    page = client.get(f"/people/{amina.id}").text
    assert "Systems librarian" in page
    assert "<strong>loans</strong>" in page
    assert "0000-0002-1825-0097" in page
    assert "she/her" in page
    assert "she/her" not in client.as_user(people.carys).get(f"/people/{amina.id}").text
    assert "she/her" in client.as_user(people.dev).get(f"/people/{amina.id}").text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", None),
        ("0000-0002-1825-009", None),
        ("X000-0002-1825-0097", None),
    ],
)
def test_an_orcid_id_is_checked_by_its_last_digit(typed: str, found: str | None) -> None:
    assert as_orcid(typed) == found


def test_a_wrong_orcid_id_is_said_at_its_field_and_nothing_is_lost(
    client: Client, amina: User
) -> None:
    response = save(client, amina, "basics", about="Much text", orcid="0000-0002-1825-0098")
    assert response.status_code == 422
    assert 'href="#orcid"' in response.text
    assert "Much text" in response.text


def test_two_profiles_have_no_orcid_id_in_common(
    client: Client, people: People, amina: User
) -> None:
    save(client, amina, "basics", orcid="0000-0002-1825-0097")
    client.as_user(people.carys)
    response = save(client, people.carys, "basics", orcid="0000-0002-1825-0097", about="Mine")
    assert response.status_code == 422
    assert "on another profile already" in response.text
    assert "Mine" in response.text


def test_contact_is_for_oneself_until_the_person_says_otherwise(
    client: Client, people: People, amina: User
) -> None:
    assert stands(amina, "contact")["see_email"] == "me"
    page = f"/people/{amina.id}"
    assert amina.email is not None
    assert amina.email not in client.as_user(people.dev).get(page).text
    client.as_user(amina)
    save(client, amina, "contact", see_email="members", phone="020 7946 0000")
    text = client.as_user(people.carys).get(page).text
    assert amina.email in text
    assert "020 7946 0000" not in text


def test_systems_are_made_as_they_are_named_and_once(
    client: Client, people: People, amina: User
) -> None:
    rows = {"systems-0-name": "Koha", "systems-0-level": "4", "systems-0-last_used": "2026"}
    assert save(client, amina, "systems", **rows).status_code == 303
    client.as_user(people.carys)
    rows = {"systems-0-name": " KOHA ", "systems-0-level": "2", "systems-0-last_used": ""}
    assert save(client, people.carys, "systems", **rows).status_code == 303
    assert db.session.scalars(select(System.name)).all() == ["Koha"]
    assert db.session.scalar(select(func.count()).select_from(SystemKnown)) == 2
    assert client.get("/systems/options?systems-0-name=ko").text == '<option value="Koha"></option>'
    assert client.get("/systems/options").text == ""


def test_a_system_is_named_once_and_with_a_year(client: Client, amina: User) -> None:
    rows = {f"systems-{at}-name": "Koha" for at in (0, 1)} | {
        f"systems-{at}-level": "4" for at in (0, 1)
    }
    response = save(client, amina, "systems", **rows)
    assert response.status_code == 422
    assert "Name each system once" in response.text
    rows = {"systems-0-name": "Koha", "systems-0-level": "9", "systems-0-last_used": "last year"}
    response = save(client, amina, "systems", **rows)
    assert response.status_code == 422
    assert "Enter a year of 4 numbers" in response.text
    assert "last year" in response.text
    rows["systems-0-last_used"] = str(today().year + 1)
    assert "Enter this year or an earlier one" in save(client, amina, "systems", **rows).text


def test_topics_are_offered_with_a_level_and_wanted_without(client: Client, amina: User) -> None:
    outreach, metadata = make_topic("Outreach"), make_topic("Cataloguing")
    db.session.commit()
    data = {
        "offers-0-topic": str(outreach.id),
        "offers-0-level": "4",
        "wants": [str(metadata.id)],
        "see_wants": "me",
    }
    assert save(client, amina, "topics", **data).status_code == 303
    rows = db.session.execute(select(Topic.label, Expertise.kind, Expertise.level).join(Expertise))
    assert set(rows) == {("Outreach", "offers", 4), ("Cataloguing", "wants", None)}
    assert "Outreach" in client.get(INDEX).text


def test_roles_have_months_and_may_be_about_a_system(client: Client, amina: User) -> None:
    data = {
        "roles-0-role": "system_manager",
        "roles-0-system": "Alma",
        "roles-0-from_month-month": "3",
        "roles-0-from_month-year": "2022",
        "roles-1-role": "chair",
    }
    assert save(client, amina, "roles", **data).status_code == 303
    text = client.get(f"/people/{amina.id}").text
    assert '<a href="/people/find?system=alma">Alma</a>' in text
    assert "March 2022" in text
    assert "Chair of a group" in text
    data |= {"roles-0-until_month-month": "1", "roles-0-until_month-year": "2020"}
    response = save(client, amina, "roles", **data)
    assert response.status_code == 422
    assert "The end must not be before the start" in response.text


def test_a_row_can_be_added_without_javascript(client: Client, amina: User) -> None:
    response = save(client, amina, "experience", add_row="statements")
    assert response.status_code == 200
    assert 'name="statements-0-text"' in response.text


def test_experience_and_languages_are_saved(client: Client, amina: User) -> None:
    data = {"statements-0-text": "Moved 12 services", "statements-0-year": "2022"}
    assert save(client, amina, "experience", **data).status_code == 303
    assert save(client, amina, "languages", languages=["cy", "en"]).status_code == 303
    assert save(client, amina, "languages", languages=["xx"]).status_code == 422
    text = client.get(f"/people/{amina.id}").text
    assert "Moved 12 services (2022)" in text
    assert "English, Welsh" in text


def test_a_pause_has_a_last_day_and_a_backup(client: Client, people: People, amina: User) -> None:
    data = {"availability": "paused", "paused_until": "1/1/2020"}
    assert save(client, amina, "availability", **data).status_code == 422
    data["paused_until"] = "1/1/2090"
    assert save(client, amina, "availability", **data, backup=[amina.id]).status_code == 422
    people.erin.is_listed = False
    db.session.add(people.erin)
    db.session.commit()
    assert save(client, amina, "availability", **data, backup=[people.erin.id]).status_code == 422
    answer = save(client, amina, "availability", **data, backup=[people.dev.id], is_mentor="y")
    assert answer.status_code == 303
    text = client.as_user(people.carys).get(f"/people/{amina.id}").text
    assert "Willing to mentor" in text
    assert "1 January 2090" in text


def test_only_what_is_there_can_be_pinned(client: Client, amina: User) -> None:
    response = save(client, amina, "works", address="/innovations/999")
    assert response.status_code == 422
    assert "no innovation and no thread" in response.text
    response = save(client, amina, "works", address="https://example.org/")
    assert response.status_code == 422


def test_a_section_that_was_changed_meanwhile_is_not_overwritten(
    client: Client, amina: User
) -> None:
    old = sections.version_of(stands(amina, "basics"))
    save(client, amina, "basics", about="First tab")
    response = save(client, amina, "basics", about="Second tab", version=old)
    assert response.status_code == 409
    assert "Second tab" in response.text
    assert stands(amina, "basics")["about"] == "First tab"
    assert sections.version_of(stands(amina, "basics")) in response.text
    # Another section is not in the way.
    contact = sections.version_of(stands(amina, "contact"))
    save(client, amina, "languages", languages=["cy"])
    assert save(client, amina, "contact", phone="1", version=contact).status_code == 303


def test_a_form_that_is_sent_twice_is_saved_once(client: Client, amina: User) -> None:
    key = "k" * 22
    data = {"draft_key": key, "phone": "1"}
    version = sections.version_of(stands(amina, "contact"))
    for _ in range(2):
        assert save(client, amina, "contact", version=version, **data).status_code == 303
    assert db.session.get_one(Profile, amina.id).version == 1


def test_hints_say_what_is_missing_and_why(client: Client, amina: User) -> None:
    assert "People find you by them" in client.get(INDEX).text
    topic = make_topic("Outreach")
    db.session.commit()
    save(client, amina, "topics", **{"offers-0-topic": topic.id, "offers-0-level": "3"})
    assert "People find you by them" not in client.get(INDEX).text


def test_a_section_is_never_called_saved_that_was_not(client: Client, amina: User) -> None:
    sent = {"draft_key": "one-form", "phone": "1"}
    assert save(client, amina, "contact", **sent).location == INDEX
    again = save(client, amina, "contact", **(sent | {"phone": "2"}))
    assert again.location == f"{INDEX}/contact"
    page = client.get(f"{INDEX}/contact").text
    assert "This was sent before you changed it" in page
    assert 'value="2"' in page


def test_opting_out_is_at_once_and_can_be_taken_back(
    client: Client, people: People, amina: User
) -> None:
    page = f"/people/{amina.id}"
    assert client.post(f"{INDEX}/listing", data={"is_listed": ""}).status_code == 422
    assert client.post(f"{INDEX}/listing", data={"is_listed": "no"}).status_code == 303
    assert "Nobody can find you" in client.get(INDEX).text
    assert client.get(page).status_code == 200
    client.as_user(people.carys)
    assert client.get(page).status_code == 404
    assert accounts.matching("Amina") == []
    client.as_user(amina)
    assert client.post(f"{INDEX}/listing", data={"is_listed": "yes"}).status_code == 303
    assert client.as_user(people.carys).get(page).status_code == 200


def test_a_choice_that_is_as_it_would_be_is_not_kept(
    app: Flask, client: Client, amina: User
) -> None:
    save(client, amina, "contact", phone="1")
    assert db.session.scalars(select(ProfileField.field)).all() == []
