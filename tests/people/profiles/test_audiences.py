"""The two faces of one rule, who sees a field of a profile: the clause, and the list of one."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.people import vocabulary as v
from portal.people.models import ProfileField
from portal.people.queries.profiles import Stranger
from portal.people.seeing import AnyReader, audiences_of, seen_fields, shows
from portal.visibility import values_of
from tests.people import People


def readers(people: People) -> list[Any]:
    """Themself, a colleague, somebody of another organisation, and somebody of none."""
    return [people.amina, people.dev, people.carys, Stranger()]


@pytest.mark.parametrize("audience", [*v.AUDIENCES, None])
def test_statements_and_pages_show_the_same_fields_to_the_same_readers(
    people: People, audience: str | None
) -> None:
    amina = people.amina
    if audience:
        rows = (ProfileField(person_id=amina.id, field=key, audience=audience) for key in v.FIELDS)
        db.session.add_all(rows)
        db.session.commit()
    seen_by = []
    for reader in readers(people):
        page = seen_fields(amina, reader, audiences_of(amina.id))
        for which, values in ((reader, {}), (AnyReader, values_of(reader))):
            shown = {
                field
                for field in v.FIELDS
                if db.session.scalar(
                    select(User.id).where(User.id == amina.id, shows(field, which)), values
                )
            }
            assert shown == page
        seen_by.append(len(page))
    every = len(v.FIELDS)
    usual = sum(chosen == "members" for chosen in v.DEFAULT_AUDIENCES.values())
    assert (
        seen_by
        == {
            "members": [every] * 4,
            "organisation": [every, every, 0, 0],
            "me": [every, 0, 0, 0],
            None: [every, *([usual] * 3)],
        }[audience]
    )
