"""Others who are asked instead: chosen by who asks, or by who was asked first."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.people.models import Enquiry, Profile
from tests.client import Client
from tests.people import People

QUESTION = {"subject": "Moving loans", "words": "You moved loans in May. What went wrong?"}


def ask(client: Client, by: User, whom: User, **data: Any) -> Any:
    return client.as_user(by).post(f"/people/{whom.id}/ask", data=QUESTION | data)


def newest() -> int:
    found = db.session.scalars(select(Enquiry.id).order_by(Enquiry.id.desc()).limit(1)).one()
    db.session.commit()
    return found


@pytest.fixture
def stand_ins(people: People) -> People:
    """Carys and Dev stand in for each other."""
    db.session.add(Profile(person_id=people.carys.id, backup_id=people.dev.id))
    db.session.add(Profile(person_id=people.dev.id, backup_id=people.carys.id))
    db.session.commit()
    return people


def test_a_question_does_not_come_back_to_who_passed_it_on(
    client: Client, stand_ins: People
) -> None:
    carys, dev = stand_ins.carys, stand_ins.dev
    ask(client, stand_ins.amina, carys)
    data = {"person": dev.id, "words": ""}
    client.as_user(carys)
    assert client.post(f"/enquiries/{newest()}/pass-on", data=data).status_code == 303
    address = f"/enquiries/{newest()}/pass-on"
    assert carys.name not in client.as_user(dev).get(address).text
    assert client.post(address, data={"person": carys.id, "words": ""}).status_code == 422


def test_a_question_that_was_sent_to_another_instead_is_no_draft_any_more(
    client: Client, people: People
) -> None:
    first = f"/people/{people.carys.id}/ask"
    client.as_user(people.amina)
    kept = QUESTION | {"draft_place": first, "draft_key": "one"}
    assert client.post("/drafts", data=kept).status_code == 303
    assert QUESTION["words"] in client.get(first).text
    # As the button “Ask Dev Patel instead” does.
    assert ask(client, people.amina, people.dev, draft_key="one").status_code == 303
    assert QUESTION["words"] not in client.get(first).text
