"""Innovations are searched, and search admits exactly the readers that the database admits."""

import itertools

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Visitor
from portal.extensions import db
from portal.innovations import search as innovations
from portal.innovations.models import Innovation
from portal.outbox import commit, put
from portal.search import indexing, sources
from portal.search.service import find
from portal.visibility import Audience, Status
from tests.client import Client
from tests.people import People
from tests.search.conftest import work

STATES = list(itertools.product(Status, Audience))


@pytest.fixture(autouse=True)
def index(app: Flask) -> None:
    sources.register(innovations)
    indexing.rebuild()


def make(people: People, **fields: object) -> Innovation:
    """A record of Amina's that says nothing but its title."""
    number = (db.session.scalar(select(func.count(Innovation.id))) or 0) + 1
    record = Innovation(
        **{
            "identifier": f"INN-2026-{number:04}",
            "kind": "project",
            "title": f"Record {number}",
            "author_id": people.amina.id,
            "organisation_id": people.amina.organisation_id,
            "status": Status.PUBLISHED,
            "audience": Audience.PUBLIC,
            **fields,
        }
    )
    db.session.add(record)
    db.session.flush()
    put(indexing.SYNC, record.ref)
    return record


@pytest.mark.parametrize("who", ["amina", "bilal", "carys", "dev", "erin", "nobody"])
def test_search_admits_the_readers_that_the_database_admits(
    app: Flask, people: People, who: str
) -> None:
    people = People(*(db.session.merge(person) for person in people))
    for status, audience in STATES:
        make(people, status=status, audience=audience, title=f"{status} {audience}")
    commit()
    work()
    reader = Visitor() if who == "nobody" else db.session.merge(getattr(people, who))
    visible = set(
        db.session.scalars(
            select(Innovation.title).where(
                Innovation.visible_to(reader), Innovation.status.not_in(innovations.UNSEARCHED)
            )
        )
    )
    found = find("", reader)
    titles = {str(card.title) for card in found.cards}
    assert found.total == len(visible)
    assert titles <= visible
    assert sum(value.count for value in found.facets.get("kind", ())) == len(visible)


def test_a_published_record_is_found_by_visitors_and_counted(
    client: Client, people: People
) -> None:
    make(people, title="Lending laptops", summary="Forty laptops for student nurses")
    commit()
    work()
    page = client.get("/search?q=nurse+laptop").text
    assert "Forty <mark>laptops</mark> for student <mark>nurses</mark>" in page
    assert 'href="/search?q=nurse+laptop&amp;kind=project"' in page


def test_a_record_that_is_hidden_leaves_search_at_once(client: Client, people: People) -> None:
    record = make(people, title="Lending laptops")
    commit()
    work()
    record = db.session.merge(record)
    record.status = Status.HIDDEN
    put(indexing.SYNC, record.ref)
    commit()
    for _ in range(2):
        assert "Lending" not in client.get("/search?q=laptops").text
        work()


def test_the_identifier_leads_to_the_record(client: Client, people: People) -> None:
    record = make(people)
    identifier, path = record.identifier, record.path
    commit()
    work()
    assert client.get(f"/search?q={identifier.lower()}").location == path
