"""The outbox as an administrator sees it: what waits, what failed and why."""

from sqlalchemy import func, select

from portal.extensions import db
from portal.outbox import Message
from portal.records import AnyRow, AnySelect

FILTERS = {"failed": "Failed", "waiting": "Waiting", "all": "All"}


def messages(filter_name: str) -> AnySelect:
    """The messages of the outbox that fit the filter, the oldest first."""
    query = select(Message).order_by(Message.created_at, Message.id)
    if filter_name == "failed":
        return query.where(Message.due_at.is_(None))
    if filter_name == "waiting":
        return query.where(Message.due_at.is_not(None))
    return query


def topics() -> list[AnyRow]:
    """topic, waiting, failed and oldest of each topic in the outbox: one statement."""
    failed = Message.due_at.is_(None)
    return list(
        db.session.execute(
            select(
                Message.topic,
                func.count().filter(~failed).label("waiting"),
                func.count().filter(failed).label("failed"),
                func.min(Message.created_at).label("oldest"),
            )
            .group_by(Message.topic)
            .order_by(Message.topic)
        )
    )


def failed() -> list[Message]:
    """Every message that is not tried again by itself."""
    query = select(Message).where(Message.due_at.is_(None)).order_by(Message.id)
    return list(db.session.scalars(query))
