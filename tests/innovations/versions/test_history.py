"""The history of a record: its versions, and any two side by side."""

import re

import pytest

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation, Version
from portal.innovations.versions.contents import contents_of
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import current
from tests.innovations.versions.typed import hand_in
from tests.people import People


@pytest.fixture
def record(people: People) -> Innovation:
    record = make_innovation(people.amina, reviewer=people.bilal)
    bilal = db.session.merge(people.bilal)
    fields = {
        "results": "Loans tripled in 2025.",
        "champion_quote": "It saved my week",
        "savings_basis": "estimate",
    }
    actions.save(record, bilal, fields=fields, version=record.version)
    db.session.commit()
    return record


def add_versions(record: Innovation, most: int) -> None:
    """As if the record had been changed ``most`` times."""
    record = current(record)
    contents = contents_of(record)
    for number in range(record.versions_kept + 1, most + 1):
        db.session.add(
            Version(
                innovation_id=record.id,
                number=number,
                act="edited",
                fields=contents,
                changed=["title"],
                by_id=record.author_id,
            )
        )
    record.versions_kept = most
    db.session.commit()


def test_it_lists_versions_and_decisions_the_newest_first(client: Client, people: People, record):
    page = client.as_user(people.amina).get(f"{record.path}/history")
    assert page.status_code == 200
    assert page.text.index(">Version 2<") < page.text.index(">Version 1<")
    assert "Changed: Results, Savings, " in page.text
    assert page.text.count(">Public now</strong>") == 1
    assert "Bilal Haddad, " in page.text
    assert "Published by Bilal Haddad" in page.text
    assert client.fragment(f"{record.path}/history").text.strip() in page.text


def test_it_says_which_version_the_rating_speaks_of(client: Client, people: People):
    record = make_innovation(people.amina)
    text = client.as_user(people.amina).get(f"{record.path}/history").text
    assert ">Rated moderate</strong>" in text


def test_two_versions_are_compared_field_by_field(client: Client, people: People, record):
    path = f"{record.path}/history/compare"
    page = client.as_user(people.amina).get(f"{path}?from=1&to=2")
    assert page.status_code == 200
    assert re.search("<ins>[^<]*tripled", page.text)
    assert ">Results</h2>" in page.text
    assert ">Summary</h2>" not in page.text
    back = client.get(f"{path}?from=2&to=1")
    assert "<del>" in back.text
    assert "<ins>tripled" not in back.text
    assert "These two versions say the same." in client.get(f"{path}?from=2&to=2").text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "Enter the number of a version"),
        ("?from=1&to=three", "Enter the number of a version"),
        ("?from=1&to=%00", "Enter the number of a version"),
        ("?from=1&to=3", "There is no version 3"),
        ("?from=0&to=2", "Enter the number of a version"),
        (f"?from=1&to={2**63}", "Enter the number of a version"),
    ],
)
def test_numbers_that_are_none_are_said_at_their_field(
    client: Client, people: People, record, asked: str, words: str
):
    page = client.as_user(people.amina).get(f"{record.path}/history/compare{asked}")
    assert page.status_code == 422
    assert words in page.text
    assert "There is a problem" in page.text


def test_a_version_is_a_page(client: Client, people: People, record):
    page = client.as_user(people.amina).get(f"{record.path}/history/1")
    assert page.status_code == 200
    assert "doubled" in page.text
    assert "tripled" not in page.text
    assert f"{record.path}/history/1/restore" in page.text
    assert client.get(f"{record.path}/history/3").status_code == 404
    assert client.get(f"{record.path}/history/{2**40}").status_code == 404


def test_related_records_that_the_reader_cannot_see_have_no_title(client: Client, people: People):
    secret = make_innovation(people.carys, "draft", title="Zebrafish")
    record = make_innovation(people.amina)
    rows = [{"target_id": secret.id, "relation": "builds_on"}]
    record = current(record)
    editor = db.session.merge(people.bilal)
    actions.save(record, editor, fields={"related": rows}, version=record.version)
    db.session.commit()
    text = client.as_user(people.amina).get(f"{record.path}/history/compare?from=1&to=2").text
    assert "A record that you cannot see" in text
    assert "Zebrafish" not in text
    assert "Zebrafish" not in client.get(f"{record.path}/history/2").text


@pytest.mark.parametrize("place", ["history", "history/1", "history/compare?from=1&to=2"])
def test_only_owners_and_moderators_see_it(client: Client, people: People, record, place: str):
    path = f"{record.path}/{place}"
    for person in (people.amina, people.bilal, people.erin):
        assert client.as_user(person).get(path).status_code == 200
    for person in (people.carys, people.dev):
        assert client.as_user(person).get(path).status_code == 403
    draft = make_innovation(people.amina, "draft")
    assert client.get(f"{draft.path}/{place}").status_code == 404
    assert client.post(path).status_code == 405
    response = client.as_user(None).get(path)
    assert response.status_code == 302
    assert response.location.startswith("/sign-in?next=")


def test_it_costs_the_same_for_1_version_and_for_200(
    client: Client, people: People, count_statements
):
    few, many = make_innovation(people.amina), make_innovation(people.amina)
    add_versions(many, 200)
    numbers = []
    for record, last in ((few, 1), (many, 200)):
        found = []
        places = ("", f"/{last}", f"/compare?from=1&to={last}", f"/{last}/restore")
        for place in places:
            client.as_user(people.amina)
            with count_statements() as statements:
                assert client.get(f"/innovations/{record.id}/history{place}").status_code == 200
            found.append(len(statements))
        numbers.append(found)
    assert numbers[0] == numbers[1]
    assert max(numbers[0]) <= 16


def test_a_long_history_has_pages(client: Client, people: People):
    record = make_innovation(people.amina)
    add_versions(record, 45)
    client.as_user(people.amina)
    assert ">Version 45<" in client.get(f"{record.path}/history").text
    last = client.get(f"{record.path}/history?page=3")
    assert ">Version 1<" in last.text
    assert ">Version 45<" not in last.text
    beyond = client.get(f"{record.path}/history?page=4")
    assert beyond.status_code == 404
    assert "There is no page 4" in beyond.text


def test_what_was_declined_can_be_read_again(client: Client, people: People, record):
    hand_in(client, people.amina, record, starting_advice="Buy our system")
    client.as_user(people.bilal).post(f"{record.path}/changes/claim")
    data = {
        "version": _token(client, record),
        "decision": "declined",
        "decline_reason": "advertising",
        "words": "This is an advert.",
    }
    assert client.post(f"{record.path}/changes/review", data=data).status_code == 303
    text = client.as_user(people.amina).get(f"{record.path}/history").text
    link = text.split(f'href="{record.path}/history/proposed/')[1].split('"')[0]
    page = client.get(f"{record.path}/history/proposed/{link}")
    assert page.status_code == 200
    assert "Buy our system" in page.text
    assert "This is an advert." in page.text
    assert client.get(f"{record.path}/history/proposed/999").status_code == 404


def _token(client: Client, record: Innovation) -> str:
    page = client.get(f"{record.path}/changes/review").text
    return page.split('name="version" value="')[1].split('"')[0]
