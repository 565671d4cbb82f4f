"""The addresses of a merged record lead to the one that was kept, for who may see that."""

import pytest

from portal.extensions import db
from portal.innovations.merging.actions import merge
from portal.innovations.models import Innovation
from portal.outbox import drain
from portal.visibility import Audience
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import current
from tests.people import People


@pytest.fixture
def pair(people: People) -> tuple[Innovation, Innovation]:
    """The merged record, and the one that was kept."""
    kept = make_innovation(people.amina, title="Kept for good")
    other = make_innovation(people.amina, title="Gone away")
    return put_together(other, kept, people)


def put_together(
    other: Innovation, kept: Innovation, people: People
) -> tuple[Innovation, Innovation]:
    ids = other.id, kept.id
    moderator = db.session.merge(people.bilal)
    merge(current(other), current(kept), moderator, choices={}, words="The same work.")
    db.session.commit()
    # The drain ends with a rollback; what the test holds must stay readable.
    db.session.expunge_all()
    while drain():
        pass
    gone, there = (db.session.get_one(Innovation, key) for key in ids)
    return gone, there


@pytest.mark.parametrize("page", ["", "/similar", "/impact", "/adoptions", "/print", ".md", ".ris"])
def test_the_old_address_and_its_pages_lead_on(
    client: Client, pair: tuple[Innovation, Innovation], page: str
) -> None:
    other, kept = pair
    response = client.get(f"{other.path}{page}")
    assert (response.status_code, response.location) == (301, kept.path)


def test_the_old_identifier_leads_on(client: Client, pair: tuple[Innovation, Innovation]) -> None:
    other, kept = pair
    response = client.get(f"/innovations/identifier/{other.identifier}")
    assert (response.status_code, response.location) == (301, kept.path)


def test_the_old_identifier_leads_on_from_the_search_box(
    client: Client, pair: tuple[Innovation, Innovation]
) -> None:
    other, kept = pair
    response = client.get(f"/search?q={other.identifier}")
    assert (response.status_code, response.location) == (302, kept.path)


def test_who_may_not_see_the_kept_record_sees_a_retired_one(
    client: Client, people: People, pair: tuple[Innovation, Innovation]
) -> None:
    other, kept = pair
    current(kept).audience = Audience.ORGANISATION
    db.session.commit()
    page = client.get(other.path)
    assert page.status_code == 200
    assert "This record is retired" in page.text
    assert "It is a duplicate" in page.text
    assert "Kept for good" not in page.text
    assert kept.path not in page.text.replace(other.path, "")
    assert client.get(f"/search?q={other.identifier}").status_code == 200
    assert client.as_user(people.dev).get(other.path).location == kept.path


def test_a_chain_leads_to_its_end(
    client: Client, people: People, pair: tuple[Innovation, Innovation]
) -> None:
    other, kept = pair
    last = make_innovation(people.amina, title="The last of them")
    put_together(kept, last, people)
    for record in (other, kept):
        assert client.get(record.path).location == last.path
    assert client.get(f"/innovations/identifier/{other.identifier}").location == last.path


def test_a_hidden_end_leads_nowhere(
    client: Client, people: People, pair: tuple[Innovation, Innovation]
) -> None:
    other, kept = pair
    current(kept).status = "hidden"
    db.session.commit()
    assert client.get(other.path).status_code == 200
    assert client.as_user(people.bilal).get(other.path).location == kept.path


def test_its_owners_still_reach_what_they_look_after(
    client: Client, people: People, pair: tuple[Innovation, Innovation]
) -> None:
    other, _ = pair
    page = client.as_user(people.amina).get(f"{other.path}/tasks")
    assert page.status_code == 200
    assert "The same work." in page.text


def test_a_merged_record_costs_its_readers_few_statements(
    client: Client, pair: tuple[Innovation, Innovation], count_statements: object
) -> None:
    other, _ = pair
    with count_statements() as statements:  # type: ignore[operator]
        client.get(other.path)
    assert len([s for s in statements if s.startswith("SELECT")]) <= 5
