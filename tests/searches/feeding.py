"""Records to be read in feeds, and feeds for feed readers, made as people make them."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.search import indexing
from portal.searches.models import FeedToken
from tests.application import MadeOnce
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People
from tests.search.conftest import work

FEED = "/search/feed.atom?q=catalogue"
TOPIC = "/topics/library-management-systems/feed.atom"
BASE = "https://portal.example"
ADDRESS = re.compile(r'<input class="nhsuk-input" id="address-\d+" value="([^"]+)" readonly')


@pytest.fixture
def records(client: Client, people: People, made_once: MadeOnce) -> dict[str, int]:
    """Records for everyone, for members, and for Carys' organisation, which Bilal shares."""
    client.application.config["BASE_URL"] = BASE
    return made_once(records, lambda: make_records(people))


def make_records(people: People) -> dict[str, int]:
    made = {
        audience: make_innovation(
            people.bilal,
            reviewer=people.erin,
            audience=audience,
            title=f"Catalogue for {audience}",
        ).id
        for audience in ("public", "members", "organisation")
    }
    indexing.rebuild()
    work()
    return made


def made_by(client: Client, person: User, path: str = FEED) -> str:
    """The address, without the site, of a feed that a person makes for their feed reader."""
    answer = client.as_user(person).post("/feeds", data={"path": path})
    assert (answer.status_code, answer.location) == (303, "/feeds")
    address = unescape(ADDRESS.findall(client.get("/feeds").text)[0])
    client.as_user(None)
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == BASE
    return f"{parts.path}?{parts.query}"


def leaves() -> list[FeedToken]:
    return list(db.session.scalars(select(FeedToken).order_by(FeedToken.id)))
