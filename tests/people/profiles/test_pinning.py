"""A work is pinned by the address that its person copied."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import PinnedWork
from portal.people.queries import sections
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People

WORKS = "/account/profile/works"


@pytest.mark.parametrize(
    "address",
    [
        "/innovations/{id}",
        "/innovations/{identifier}",
        " https://portal.example/innovations/{id}/history?page=2 ",
        "/innovations/{id}#costs",
    ],
)
def test_a_work_is_pinned_by_any_address_of_it(
    client: Client, people: People, address: str
) -> None:
    record = make_innovation(people.carys)
    given = address.format(id=record.id, identifier=record.identifier)
    version = sections.version_of(sections.read(people.amina, "works"))
    db.session.commit()
    data = {"address": given, "see_works": "members", "version": version}
    assert client.as_user(people.amina).post(WORKS, data=data).status_code == 303
    assert db.session.scalars(select(PinnedWork.ref)).all() == [record.ref]
