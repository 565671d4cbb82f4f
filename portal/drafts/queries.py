"""Reading drafts: only ever the reader's own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.drafts.models import Draft, SentForm
from portal.extensions import db
from portal.records import AnySelect


def at_place(reader: Any, place: str) -> Sequence[Draft]:
    """The drafts of the reader at a place, the newest first."""
    if not reader.is_authenticated:
        return []
    query = select(Draft).where(Draft.person_id == reader.id, Draft.place == place)
    return db.session.scalars(query.order_by(Draft.updated_at.desc(), Draft.id.desc())).all()


def mine(reader: Any) -> AnySelect:
    """All drafts of the reader, the newest first."""
    query = select(Draft).where(Draft.person_id == reader.id)
    return query.order_by(Draft.updated_at.desc(), Draft.id.desc())


def result_of(reader: Any, key: str) -> str | None:
    """Where the form with this key led when it was sent; None when it was not."""
    return db.session.scalar(
        select(SentForm.result).where(SentForm.person_id == reader.id, SentForm.key == key)
    )
