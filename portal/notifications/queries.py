"""Reading notices: only ever the reader's own, and only about what they may still see."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, func, select

from portal.extensions import db, read_rows
from portal.notifications.models import Notification
from portal.notifications.senders import visible_by
from portal.records import AnySelect
from portal.visibility import Standing, standing_of

MOST_COUNTED = 100
"""A badge says 99+ from here on."""


def of(reader: Any, *, unread_only: bool = False) -> AnySelect:
    """The notices of a reader, the newest first."""
    query = select(Notification).where(
        Notification.person_id == reader.id, visible_by(standing_of(reader), reader.id)
    )
    if unread_only:
        query = query.where(Notification.read_at.is_(None))
    return query.order_by(Notification.updated_at.desc(), Notification.id.desc())


def count_unread(reader: Any) -> int:
    """How many notices the reader has not read, at most ``MOST_COUNTED``; 0 for a visitor."""
    if not reader.is_authenticated:
        return 0
    found = read_rows(_unread(standing_of(reader)), {"reader_id": reader.id}).scalar()
    return found or 0


def is_unread(reader: Any, about: str, about_id: int) -> bool:
    """Whether the reader was told something about a record that they have not read."""
    query = select(Notification.id).where(
        Notification.person_id == reader.id,
        Notification.about == about,
        Notification.about_id == about_id,
        Notification.read_at.is_(None),
    )
    return db.session.scalar(query.limit(1)) is not None


@lru_cache(maxsize=4)
def _unread(standing: Standing) -> AnySelect:
    reader_id = bindparam("reader_id", type_=Integer)
    few = (
        select(Notification.id)
        .where(
            Notification.person_id == reader_id,
            Notification.read_at.is_(None),
            visible_by(standing, reader_id),
        )
        .limit(MOST_COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(few)
