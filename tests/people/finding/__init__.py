"""Whom the finder finds."""

from sqlalchemy import delete

from portal.extensions import db
from portal.outbox.models import Message
from portal.search import indexing


def reindex() -> None:
    """Index all that is there; what waits in the outbox is then done."""
    db.session.execute(delete(Message))
    db.session.commit()
    indexing.rebuild()
