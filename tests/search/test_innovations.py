"""Innovations are searched, and search admits exactly the readers that the database admits."""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Visitor
from portal.extensions import db
from portal.innovations import search as innovations
from portal.innovations.models import Innovation
from portal.outbox import commit, put
from portal.search import Named, indexing, sources
from portal.search.service import find
from portal.visibility import Audience, Status
from tests.client import Client
from tests.people import People
from tests.search.conftest import work

Counting = Callable[[], AbstractContextManager[list[str]]]

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


@pytest.mark.parametrize("who", ["amina", "bilal", "carys", "dev", "erin", "nobody"])
def test_names_are_given_to_whom_results_are_given(app: Flask, people: People, who: str) -> None:
    people = People(*(db.session.merge(person) for person in people))
    refs = [
        make(people, status=status, audience=audience, title=f"{status} {audience}").ref
        for status, audience in STATES
    ]
    commit()
    reader = Visitor() if who == "nobody" else db.session.merge(getattr(people, who))
    cards = sources.cards_of(refs, reader)
    assert cards
    assert sources.named_of(["other:1", *refs], reader) == [
        Named(card.ref, card.title, card.url) for card in cards
    ]


def test_names_take_one_statement(app: Flask, people: People, count_statements: Counting) -> None:
    refs = [make(people).ref for _ in range(5)]
    commit()
    with count_statements() as statements:
        assert len(sources.named_of(refs[::-1], Visitor())) == len(refs)
    assert len([s for s in statements if not s.startswith("BEGIN")]) == 1


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
