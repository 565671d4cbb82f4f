"""A person puts the works that they pinned into another order."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.people.models import PinnedWork
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People

OWN = "/account/profile"
NAMES = ["First", "Second", "Third"]


@pytest.fixture
def works(people: People) -> list[Innovation]:
    made = [make_innovation(people.amina, title=f"{name} work") for name in NAMES]
    pin(people.amina, *(work.ref for work in made))
    return made


def pin(person: User, *refs: str) -> None:
    for position, ref in enumerate(refs, 1):
        db.session.add(PinnedWork(person_id=person.id, position=position, ref=ref))
    db.session.commit()


def move(client: Client, work: Innovation, **data: Any) -> Any:
    return client.post(f"{OWN}/works/innovation/{work.id}/move", data=data)


def order(client: Client, person: User) -> list[str]:
    """The works as everyone sees them."""
    page = client.as_user(person).get(f"/people/{person.id}?as=members").text
    pinned = page.partition("Pinned works</h2>")[2].partition("</ul>")[0]
    return re.findall(r">(\w+) work<", pinned)


def test_buttons_move_a_work_up_and_down(
    client: Client, people: People, works: list[Innovation]
) -> None:
    page = client.as_user(people.amina).get(OWN).text
    forms = re.findall(
        r'action="(/account/profile/works/[^"]+)".*?name="place" value="(\d)"', page, re.S
    )
    first, second, third = (f"{OWN}/works/innovation/{work.id}/move" for work in works)
    assert forms == [(first, "2"), (second, "1"), (second, "3"), (third, "2")]
    response = client.post(third, data={"place": 2})
    assert (response.status_code, response.location) == (303, f"{OWN}#works")
    assert order(client, people.amina) == ["First", "Third", "Second"]
    client.post(first, data={"place": 2})
    assert order(client, people.amina) == ["Third", "First", "Second"]


def test_a_second_click_moves_nothing_more(
    client: Client, people: People, works: list[Innovation]
) -> None:
    client.as_user(people.amina)
    for _ in range(2):
        assert move(client, works[2], place=2).status_code == 303
    assert order(client, people.amina) == ["First", "Third", "Second"]
    edits = select(AuditEntry).where(AuditEntry.action == "profile:edit")
    assert len(db.session.scalars(edits).all()) == 1


@pytest.mark.parametrize(
    ("place", "after"),
    [(-3, ["Second", "First", "Third"]), (9**20, ["First", "Third", "Second"])],
)
def test_a_place_that_is_not_there_is_the_nearest(
    client: Client, people: People, works: list[Innovation], place: int, after: list[str]
) -> None:
    client.as_user(people.amina)
    assert move(client, works[1], place=place).status_code == 303
    assert order(client, people.amina) == after


def test_what_cannot_be_moved_is_not_there(
    client: Client, people: People, works: list[Innovation]
) -> None:
    other = make_innovation(people.amina, title="Other work")
    address = f"{OWN}/works/innovation/{works[0].id}/move"
    client.as_user(people.amina)
    assert move(client, other, place=1).status_code == 404
    for path in ("innovation/0", "nothing/1", f"innovation/{2**63}"):
        assert client.post(f"{OWN}/works/{path}/move", data={"place": 1}).status_code == 404
    assert client.post(f"{OWN}/works/innovation/x/move").status_code == 404
    assert client.post(address).status_code == 400
    assert client.post(address, data={"place": "up"}).status_code == 400
    assert client.get(address).status_code == 405
    # Those of another person.
    assert move(client.as_user(people.dev), works[0], place=2).status_code == 404
    assert client.as_user(None).post(address, data={"place": 2}).status_code == 401
    assert order(client, people.amina) == NAMES


def test_one_work_alone_has_no_buttons(client: Client, people: People) -> None:
    pin(people.amina, make_innovation(people.amina, title="Only work").ref)
    page = client.as_user(people.amina).get(OWN).text
    assert "Only work" in page
    assert "/move" not in page
