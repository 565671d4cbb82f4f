"""What the most read pages cost stays the same however much there is to show."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.config import ROOT
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.outbox import drain
from portal.search import indexing
from portal.web.pagination import PER_PAGE
from tests.application import MadeOnce
from tests.client import Client
from tests.factories import make_innovation, make_topic
from tests.people import People

pytestmark = pytest.mark.any_database

MOST_STATEMENTS = 10
MOST_BYTES = 30_000
MOST_FIRST_VIEW = 45_000

Counting = Callable[[], AbstractContextManager[list[str]]]

_ASSET = re.compile(r'(?:<link rel="stylesheet" href|<script\b[^>]* src)="/static/([^"]+)"')


@pytest.fixture
def first(people: People, made_once: MadeOnce) -> int:
    """The id of the one record that there is."""
    return made_once("one record", lambda: make_one(people))


def make_one(people: People) -> int:
    indexing.rebuild()
    record_id = make_innovation(people.bilal, reviewer=people.erin).id
    drain()
    return record_id


def person(name: str) -> User:
    """One of the cast, read anew: the worker has let go of all that was loaded."""
    return db.session.scalars(select(User).where(User.email == f"{name}@portal.example")).one()


def make_many(first: int) -> None:
    """More records than a page shows, each with topics, people, partners and relations."""
    amina, bilal, erin = (person(name) for name in ("amina", "bilal", "erin"))
    places = [amina.organisation_id, bilal.organisation_id]
    topics = [make_topic(f"Topic {n}").id for n in range(6)]
    shown = {"is_shown": True}
    named = [
        {"user_id": bilal.id if role == "owner" else None, "name": role, "role": role, **shown}
        for role in ("owner", "contributor", "sponsor", "champion")
    ]
    for number in range(PER_PAGE + 3):
        make_innovation(
            bilal,
            reviewer=erin,
            title=f"One catalogue for {number} libraries",
            topics=topics,
            partners=places,
            people=named,
            related=[{"target_id": first, "relation": "builds_on"}],
        )
    drain()


PAGES = ("/innovations", "/innovations/{newest}", "/search?q=catalogue", "/search", "/")


def cost(client: Client, counting: Counting, page: str) -> int:
    """The statements of a page that has been asked for before, with what begins a transaction."""
    newest = db.session.scalar(select(func.max(Innovation.id)))
    path = page.format(newest=newest)
    client.get(path)
    with counting() as statements:
        assert client.get(path).status_code == 200
    return len([statement for statement in statements if not statement.startswith("BEGIN")])


@pytest.mark.parametrize("page", PAGES)
def test_more_rows_take_no_more_statements(
    client: Client, first: int, made_once: MadeOnce, count_statements: Counting, page: str
):
    client.as_user(person("amina"))
    few = cost(client, count_statements, page)
    made_once("many records", lambda: make_many(first))
    many = cost(client.as_user(person("amina")), count_statements, page)
    assert few == many <= MOST_STATEMENTS


@pytest.mark.parametrize("page", PAGES)
def test_a_full_page_is_light(client: Client, first: int, made_once: MadeOnce, page: str):
    made_once("many records", lambda: make_many(first))
    path = page.format(newest=first + 1)
    html = client.as_user(person("amina")).get(path).text
    assert len(html.encode()) <= MOST_BYTES
    view = [html.encode(), *(read(name) for name in _ASSET.findall(html))]
    assert sum(len(gzip.compress(content, 6)) for content in view) <= MOST_FIRST_VIEW


def read(name: str) -> bytes:
    """A built style sheet or script; nothing where nothing is built."""
    file: Path = ROOT / "static" / name
    return file.read_bytes() if file.is_file() else b""
