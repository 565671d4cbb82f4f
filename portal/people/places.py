"""Where a reader stands towards what is known in an organisation: what the rules look at."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.people.models import OrganisationManager


@dataclass(frozen=True)
class Place:
    """An organisation, or one person of it, as one reader stands to it."""

    organisation_id: int | None
    is_managed: bool = False
    """Whether the reader was named as a manager of the organisation."""
    person_id: int | None = None
    """The leaver whom it is about."""
    successor_id: int | None = None
    owner_id: int | None = None
    """Who sees to it that some knowledge is kept."""


def managed_by(reader: Any) -> frozenset[int]:
    """The organisations that the reader was named as a manager of."""
    query = select(OrganisationManager.organisation_id)
    return frozenset(db.session.scalars(query.where(OrganisationManager.person_id == reader.id)))


def place_of(organisation_id: int | None, reader: Any, **more: int | None) -> Place:
    """The place of a reader; ``more`` are the other fields of Place."""
    is_managed = organisation_id is not None and organisation_id in managed_by(reader)
    return Place(organisation_id, is_managed, **more)


def anywhere(reader: Any) -> Place:
    """How a reader stands to what is known, of no organisation in particular."""
    return Place(None, is_managed=bool(managed_by(reader)))
