"""A record that a reader may not see does not exist for them, whatever door they try."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.actions.telling import announce
from portal.innovations.models import Innovation, RelatedInnovation
from portal.outbox import drain
from portal.permissions import Role
from portal.visibility import Audience, Status
from tests.application import MadeOnce
from tests.client import Client
from tests.innovations.records import newest, recorded
from tests.people import People

TITLE = "Zebrafish loans"

DOORS = {
    "page": lambda record: f"/innovations/{record.id}",
    "list": lambda record: "/innovations",
    "filtered list": lambda record: "/innovations?kind=project&stage=local_use",
    "front page": lambda record: "/",
    "search": lambda record: "/search?q=zebrafish",
    "search by its name": lambda record: f"/search?q={record.identifier}",
    "facets": lambda record: "/search?kind=project",
    "identifier": lambda record: f"/innovations/identifier/{record.identifier}",
    "sitemap": lambda record: "/sitemap.xml",
    "part of the sitemap": lambda record: "/sitemap-1.xml",
    "linked data": lambda record: f"/innovations/{record.id}.jsonld",
    "linked data of another": lambda record: f"/innovations/{record.id - 1}.jsonld",
    "link set": lambda record: f"/innovations/{record.id}/linkset.json",
    "feed": lambda record: "/search/feed.atom?q=zebrafish",
    "feed of its organisation": lambda record: "/organisations/ZZ01/feed.atom",
    "harvest": lambda record: "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "harvest of one": lambda record: (
        f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{record.identifier}"
    ),
    "related": lambda record: f"/innovations/{record.id - 1}",
    "related from": lambda record: f"/innovations/{record.id + 1}",
    "similar": lambda record: f"/innovations/{record.id}/similar",
    "similar to another": lambda record: f"/innovations/{record.id + 1}/similar",
    "impact": lambda record: f"/innovations/{record.id}/impact",
    "merge": lambda record: f"/innovations/{record.id}/merge",
    "alike": lambda record: "/innovations/alike?title=zebrafish+loans",
    "contact": lambda record: f"/innovations/{record.id}/contact",
    "offer": lambda record: f"/innovations/{record.id}/offer",
    "backup owner": lambda record: f"/innovations/{record.id}/backup-owner",
    "offered": lambda record: "/offers",
    "files": lambda record: f"/innovations/{record.id}/files",
    "tasks": lambda record: f"/innovations/{record.id}/tasks",
    "search as JSON": lambda record: "/search/export.json",
    "list as CSV": lambda record: "/innovations/export.csv",
    "reference": lambda record: f"/innovations/{record.id}.ris",
    "Markdown": lambda record: f"/innovations/{record.id}.md",
    "paper": lambda record: f"/innovations/{record.id}/print",
    "review": lambda record: f"/innovations/{record.id}/review",
    "history": lambda record: f"/innovations/{record.id}/history",
    "version": lambda record: f"/innovations/{record.id}/history/1",
    "review of changes": lambda record: f"/innovations/{record.id}/changes/review",
    "adoptions": lambda record: f"/innovations/{record.id}/adoptions",
    "we do this too": lambda record: f"/innovations/{record.id}/adoptions/new",
}
FINDING = {"list", "front page", "search"}


@pytest.fixture
def record_id(client: Client, people: People, made_once: MadeOnce) -> int:
    made = made_once("three records", lambda: make_records(client, people))
    client.as_user(people.amina)
    return made


def make_records(client: Client, people: People) -> int:
    recorded(client, people.amina, title="Open to all")
    first = newest()
    first.status = Status.PUBLISHED
    recorded(client, people.amina, title=TITLE)
    second = newest()
    first.related = [RelatedInnovation(target_id=second.id, relation="builds_on")]
    recorded(client, people.amina, title="Open as well")
    third = newest()
    third.status = Status.PUBLISHED
    second.related = [RelatedInnovation(target_id=third.id, relation="builds_on")]
    db.session.commit()
    return second.id


def set_to(record_id: int, status: Status, audience: Audience) -> None:
    record = db.session.get_one(Innovation, record_id)
    record.status, record.audience = status, audience
    record.published_at = datetime(2026, 1, 1, tzinfo=UTC)
    announce(record.ref)
    db.session.commit()


def drain_all() -> None:
    while drain():
        pass


def open_doors(client: Client, record_id: int, doors: Iterable[str] = DOORS) -> list[str]:
    """The doors that show the record."""
    record = db.session.get_one(Innovation, record_id)
    addresses = {door: DOORS[door](record) for door in doors}
    shown = []
    for door, address in addresses.items():
        response = client.get(address, follow_redirects=True)
        text = response.text.replace("<mark>", "").replace("</mark>", "")
        # In a sitemap, in a link set.
        ways = (f"/innovations/{record_id}{end}" for end in ("<", '"'))
        found = TITLE in text or any(way in response.text for way in ways)
        if response.status_code == 200 and found:
            shown.append(door)
    return shown


CLOSED = [
    (Status.DRAFT, Audience.PUBLIC, "carys"),
    (Status.DRAFT, Audience.PUBLIC, "bilal"),
    (Status.SUBMITTED, Audience.PUBLIC, "carys"),
    (Status.DECLINED, Audience.PUBLIC, "dev"),
    (Status.HIDDEN, Audience.PUBLIC, "carys"),
    (Status.CONSENT_WITHDRAWN, Audience.PUBLIC, "carys"),
    (Status.PUBLISHED, Audience.MEMBERS, None),
    (Status.PUBLISHED, Audience.ORGANISATION, "carys"),
    (Status.PUBLISHED, Audience.ORGANISATION, None),
]


@pytest.mark.parametrize(("status", "audience", "who"), CLOSED)
def test_no_door_shows_a_closed_record(
    client: Client, people: People, record_id: int, status: Status, audience: Audience, who: str
):
    # First indexed as public, then closed: the index still has it when the reader comes.
    set_to(record_id, Status.PUBLISHED, Audience.PUBLIC)
    drain_all()
    set_to(record_id, status, audience)
    client.as_user(getattr(people, who) if who else None)
    assert open_doors(client, record_id) == []
    drain_all()
    assert open_doors(client, record_id) == []


@pytest.mark.parametrize(
    ("audience", "who"),
    [(Audience.PUBLIC, None), (Audience.MEMBERS, "carys"), (Audience.ORGANISATION, "dev")],
)
def test_those_it_is_for_find_it(
    client: Client, people: People, record_id: int, audience: Audience, who: str
):
    set_to(record_id, Status.PUBLISHED, audience)
    drain_all()
    client.as_user(getattr(people, who) if who else None)
    assert set(open_doors(client, record_id, FINDING)) == FINDING


def test_a_lost_role_counts_at_once(client: Client, people: People, record_id: int):
    set_to(record_id, Status.SUBMITTED, Audience.PUBLIC)
    drain_all()
    client.as_user(people.bilal)
    assert open_doors(client, record_id, ["page", "search"]) == ["page", "search"]
    db.session.get_one(User, people.bilal.id).role = Role.MEMBER
    db.session.commit()
    assert open_doors(client, record_id, ["page", "search"]) == []


def test_withdrawn_consent_answers_gone_to_those_who_could_see_it(
    client: Client, people: People, record_id: int
):
    set_to(record_id, Status.CONSENT_WITHDRAWN, Audience.MEMBERS)
    path = f"/innovations/{record_id}"
    gone = client.as_user(people.carys).get(path)
    assert gone.status_code == 410
    assert TITLE not in gone.text
    assert client.as_user(None).get(path).status_code == 404
    assert client.as_user(people.amina).get(path).status_code == 200


def test_unknown_and_hidden_get_the_same_page(client: Client, people: People, record_id: int):
    set_to(record_id, Status.HIDDEN, Audience.PUBLIC)
    hidden = client.as_user(people.carys).get(f"/innovations/{record_id}")
    unknown = client.get("/innovations/99999")
    # The token of the sign-out form holds the second in which it was made.
    token = re.compile('name="csrf_token" value="[^"]*"')
    assert hidden.status_code == unknown.status_code == 404
    assert token.sub("", hidden.text) == token.sub("", unknown.text)
