"""The people whose pages a reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.extensions import db
from portal.people.models import System
from portal.people.seeing import listed, visible_people


def person(person_id: int, reader: Any) -> User | None:
    """The person; None when they are not there for the reader."""
    return db.session.scalar(select(User).where(User.id == person_id, visible_people(reader)))


def listed_by_ids(ids: Sequence[int]) -> Sequence[tuple[int, str, str | None]]:
    """Id, name and organisation of those of the people who are listed, in the order of the ids.

    For pickers: whoever sends the id of a person who is not listed does not get a name for it.
    """
    there = set(db.session.scalars(select(User.id).where(User.id.in_(ids), listed())))
    return accounts.by_ids([key for key in ids if key in there])


def system(slug: str) -> System | None:
    """The system with this slug."""
    return db.session.scalar(select(System).where(System.slug == slug))


@dataclass(frozen=True)
class About:
    """Whom something is about: what the rules ask of a person."""

    person_id: int
