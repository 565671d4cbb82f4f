"""What a record's page leads to: records that it names, that name it, and similar ones."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from portal.extensions import db
from portal.innovations.models import Innovation, RelatedInnovation
from portal.outbox import drain
from portal.visibility import Audience
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People

ROBOTS = "Robots fetch books from the basement shelves while readers wait at the desk upstairs"
OTHERS = ("Tea on the ward", "Minutes by hand", "Parking for visitors")


def relate(source: Innovation, target: Innovation, relation: str) -> None:
    db.session.add(
        RelatedInnovation(innovation_id=source.id, target_id=target.id, relation=relation)
    )
    db.session.commit()


@pytest.fixture
def robots(people: People) -> Innovation:
    """A record with one like it, and others that are about other things."""
    records = [
        make_innovation(people.amina, title="Book robots", summary=ROBOTS, what_we_did=ROBOTS),
        make_innovation(people.amina, title="Robots for books", problem=ROBOTS, summary=ROBOTS),
    ]
    for title in OTHERS:
        make_innovation(people.amina, title=title, summary=title, what_we_did=f"{title} works.")
    first = records[0].id
    db.session.expunge_all()
    while drain():
        pass
    return db.session.get_one(Innovation, first)


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("builds_on", "Is built on by"),
        ("replaces", "Is replaced by"),
        ("part_of", "Has as part"),
        ("contradicts", "Is contradicted by"),
    ],
)
def test_a_record_shows_what_names_it(
    client: Client, people: People, relation: str, words: str
) -> None:
    target = make_innovation(people.amina, title="The first")
    source = make_innovation(people.amina, title="The second")
    relate(source, target, relation)
    page = client.get(target.path)
    assert f'{words} <a href="{source.path}">The second</a>' in page.text
    assert words not in client.get(source.path).text


def test_what_a_reader_may_not_see_is_not_named(client: Client, people: People) -> None:
    target = make_innovation(people.amina, title="The first")
    source = make_innovation(people.amina, title="The second", audience=Audience.ORGANISATION)
    relate(source, target, "builds_on")
    assert "The second" not in client.get(target.path).text
    assert "The second" in client.as_user(people.dev).get(target.path).text


def test_the_page_costs_as_much_however_many_name_it(
    client: Client,
    people: People,
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    target = make_innovation(people.amina, title="The first")
    client.get(target.path)
    with count_statements() as alone:
        client.get(target.path)
    for number in range(12):
        relate(make_innovation(people.amina, title=f"No {number}"), target, "builds_on")
    with count_statements() as many:
        client.get(target.path)
    assert len(many) == len(alone)


def test_similar_records_have_a_page_of_their_own(client: Client, robots: Innovation) -> None:
    link = f'<a href="{robots.path}/similar">'
    record = client.get(robots.path).text
    assert link in record
    assert f'data-hx-get="{robots.path}/similar"' in record
    page = client.get(f"{robots.path}/similar")
    assert "Robots for books" in page.text
    assert not any(title in page.text for title in OTHERS)
    fragment = client.fragment(f"{robots.path}/similar")
    assert fragment.text.strip() in page.text
    assert "Robots for books" in fragment.text


def test_a_record_that_is_like_no_other_says_so(client: Client, people: People) -> None:
    alone = make_innovation(people.amina)
    assert "no other record that is much like" in client.get(f"{alone.path}/similar").text


def test_the_similar_page_is_for_who_sees_the_record(client: Client, people: People) -> None:
    record = make_innovation(people.amina, audience=Audience.MEMBERS)
    assert client.get(f"{record.path}/similar").status_code == 404
    assert client.as_user(people.carys).get(f"{record.path}/similar").status_code == 200
    assert client.post(f"{record.path}/similar").status_code == 405
    assert client.get("/innovations/999/similar").status_code == 404


def test_a_rating_that_lapsed_is_said_to_have_lapsed(client: Client, people: People) -> None:
    record = make_innovation(people.amina)
    assert "Rated moderate" in client.get(record.path).text
    record = db.session.get_one(Innovation, record.id)
    record.evidence_rating = record.rated_on = record.rated_version = None
    db.session.commit()
    assert "The rating of the evidence has lapsed" in client.get(record.path).text
