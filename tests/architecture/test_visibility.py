"""The three faces of one rule agree for every combination there is."""

import itertools
from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.models import Visitor
from portal.extensions import db
from portal.innovations.models import Innovation, InnovationPerson, OwnershipOffer
from portal.visibility import Audience, Status, labels_of
from tests.people import People

READERS = (*People._fields, "nobody")
Case = tuple[str, str, bool, str | None]


def make_all(people: People) -> dict[int, Case]:
    """A record for every status, audience, with and without an organisation, and for what Carys is
    to it: nothing, an owner, the backup owner, or whom it is offered to.
    """
    cases: dict[int, Case] = {}
    every = itertools.product(Status, Audience, [True, False], [None, "owner", "backup", "taker"])
    for number, case in enumerate(every, start=1):
        status, audience, at_home, beside = case
        record = Innovation(
            identifier=f"INN-2026-{number:04}",
            kind="project",
            title="A record",
            author_id=people.amina.id,
            organisation_id=people.amina.organisation_id if at_home else None,
            status=status,
            audience=audience,
        )
        carys = people.carys
        if beside == "owner":
            record.people = [
                InnovationPerson(user_id=carys.id, name=carys.name, role="owner", position=0)
            ]
        elif beside == "backup":
            record.backup_owner_id = carys.id
        db.session.add(record)
        db.session.flush()
        if beside == "taker":
            # Only the last of them is open.
            for to, answer in ((people.dev, "declined"), (carys, None)):
                db.session.add(
                    OwnershipOffer(
                        innovation_id=record.id,
                        from_id=people.amina.id,
                        to_id=to.id,
                        expires_on=date(2026, 12, 22),
                        answer=answer,
                    )
                )
        cases[record.id] = case
    db.session.commit()
    return cases


@pytest.mark.parametrize("name", READERS)
def test_labels_and_query_agree(app, people: People, name: str) -> None:
    cases = make_all(people)
    reader = Visitor() if name == "nobody" else getattr(people, name)
    by_query = set(db.session.scalars(select(Innovation.id).where(Innovation.visible_to(reader))))
    held = labels_of(reader)
    by_label = {i for i in cases if db.session.get_one(Innovation, i).labels & held}
    assert by_query == by_label


def may_see(name: str, case: Case) -> bool:
    """The rule once more, as the product describes it, in words of its own."""
    status, audience, at_home, beside = case
    if name == "amina" or (name == "carys" and beside == "owner"):
        return True
    if name == "carys" and beside in ("backup", "taker"):
        # Whom the owners asked sees it as they do, until it is taken away.
        return status not in (Status.HIDDEN, Status.CONSENT_WITHDRAWN)
    if name in ("bilal", "erin") and status != Status.DRAFT:
        return True
    if status not in (Status.PUBLISHED, Status.RETIRED):
        return False
    if audience == Audience.PUBLIC:
        return True
    if audience == Audience.MEMBERS:
        return name != "nobody"
    return at_home and name == "dev"


@pytest.mark.parametrize("name", READERS)
def test_the_query_is_the_rule_of_the_product(app, people: People, name: str) -> None:
    cases = make_all(people)
    reader = Visitor() if name == "nobody" else getattr(people, name)
    found = set(db.session.scalars(select(Innovation.id).where(Innovation.visible_to(reader))))
    assert found == {i for i, case in cases.items() if may_see(name, case)}
