"""The people that a form can name."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.extensions import db
from portal.people.seeing import listed


def listed_by_ids(ids: Sequence[int]) -> Sequence[tuple[int, str, str | None]]:
    """Id, name and organisation of those of the people who are listed, in the order of the ids.

    For pickers: whoever sends the id of a person who is not listed does not get a name for it.
    """
    there = set(db.session.scalars(select(User.id).where(User.id.in_(ids), listed())))
    return accounts.by_ids([key for key in ids if key in there])
