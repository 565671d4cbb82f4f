"""Reading drafts: only ever the reader's own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.drafts.models import Draft
from portal.extensions import db


def at_place(reader: Any, place: str) -> Sequence[Draft]:
    """The drafts of the reader at a place, the newest first."""
    if not reader.is_authenticated:
        return []
    query = select(Draft).where(Draft.person_id == reader.id, Draft.place == place)
    return db.session.scalars(query.order_by(Draft.updated_at.desc(), Draft.copy)).all()


def under(reader: Any, prefix: str) -> Sequence[Draft]:
    """The reader's drafts at all places that begin with ``prefix``, the newest first."""
    query = select(Draft).where(
        Draft.person_id == reader.id, Draft.place.startswith(prefix, autoescape=True)
    )
    return db.session.scalars(query.order_by(Draft.updated_at.desc(), Draft.id)).all()
