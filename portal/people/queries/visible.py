"""The people whose pages a reader may open."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.people.models import System
from portal.people.seeing import visible_people


def person(person_id: int, reader: Any) -> User | None:
    """The person; None when they are not there for the reader."""
    return db.session.scalar(select(User).where(User.id == person_id, visible_people(reader)))


def system(slug: str) -> System | None:
    """The system with this slug."""
    return db.session.scalar(select(System).where(System.slug == slug))


@dataclass(frozen=True)
class About:
    """Whom something is about: what the rules ask of a person."""

    person_id: int
