"""Innovations are searched, and search admits exactly the readers that the database admits."""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Visitor
from portal.extensions import db
from portal.innovations import search as innovations
from portal.innovations.models import Innovation
from portal.organisations.models import Organisation
from portal.outbox import commit, put
from portal.search import Named, indexing, sources
from portal.search.service import find
from portal.visibility import Audience, Status
from tests.client import Client
from tests.factories import make_innovation, make_topic
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
    assert sum(value.count for f in found.facets if f.name == "kind" for value in f.values) == len(
        visible
    )


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


def test_what_named_words_are_looked_for_in_is_shown_on_the_record(
    app: Flask, people: People
) -> None:
    broader, topic = make_topic("Library systems"), make_topic("Discovery")
    topic.parent_id = broader.id
    record = make_innovation(
        people.amina,
        reviewer=people.bilal,
        topics=[topic.id],
        partners=[people.carys.organisation_id],
        people=[
            {"user_id": None, "name": "Sam Shown", "role": "owner", "is_shown": True},
            {"user_id": None, "name": "Hal Hidden", "role": "sponsor", "is_shown": False},
        ],
    )
    lead = db.session.get_one(Organisation, record.organisation_id)
    partner = db.session.get_one(Organisation, people.carys.organisation_id)
    region = db.session.get_one(Organisation, record.region_id)
    (document,) = innovations.documents([record.id])
    assert {name: set(texts) for name, texts in document.named.items()} == {
        "author": {"Sam Shown"},
        "topic": {"Discovery", "Library systems"},
        "organisation": {lead.name, lead.ods_code, partner.name, partner.ods_code},
        "region": {region.name, region.ods_code},
        "kind": {"project", "Project"},
    }


def test_a_record_is_stale_90_days_after_a_year_without_a_change(
    app: Flask, people: People
) -> None:
    published, changed = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    record = make(people, published_at=published, updated_at=changed)
    (document,) = innovations.documents([record.id])
    assert datetime.fromtimestamp(document.sorts["stale_at"], UTC) == datetime(
        2026, 4, 1, tzinfo=UTC
    )


def test_all_facets_get_their_words_in_one_statement(
    app: Flask, people: People, count_statements: Counting
) -> None:
    topic = make_topic("Discovery")
    place = db.session.get_one(Organisation, people.amina.organisation_id)
    wanted = {
        "topic": [topic.slug, "unknown"],
        "organisation": [place.ods_code],
        "region": [place.ods_code],
        "kind": ["project", topic.slug],
        "year": ["2026"],
    }
    with count_statements() as statements:
        words = sources.labels_of_facets(wanted, Visitor())
    assert len([s for s in statements if not s.startswith("BEGIN")]) == 1
    assert words == {
        "topic": {topic.slug: "Discovery", "unknown": "unknown"},
        "organisation": {place.ods_code: place.name},
        "region": {place.ods_code: place.name},
        "kind": {"project": "Project", topic.slug: topic.slug},
        "year": {"2026": "2026"},
    }


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
