"""Unmet needs, for moderators."""

from sqlalchemy import func, select

from portal.extensions import db
from portal.people.models import UnmetNeed
from portal.records import AnySelect


def needs(*, is_open: bool) -> AnySelect:
    """Those that nobody dealt with, the most wanted first; or the others, the latest first."""
    query = select(UnmetNeed)
    if is_open:
        return query.where(UnmetNeed.settled_at.is_(None)).order_by(
            UnmetNeed.count.desc(), UnmetNeed.last_at.desc(), UnmetNeed.id
        )
    return query.where(UnmetNeed.settled_at.is_not(None)).order_by(
        UnmetNeed.settled_at.desc(), UnmetNeed.id
    )


def need(need_id: int) -> UnmetNeed | None:
    """One of them."""
    return db.session.get(UnmetNeed, need_id)


def count_open_needs() -> int:
    """How many wait for a moderator."""
    query = select(func.count(UnmetNeed.id)).where(UnmetNeed.settled_at.is_(None))
    return db.session.scalar(query) or 0
