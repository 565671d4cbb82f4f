"""Writing SQLite's file anew after something was erased for good.

What is deleted stays in its free pages and in the log of writes until others write there.
PostgreSQL has a vacuum of its own; docs/dev/operations.md says how to have it overwrite that.
"""

from typing import Any, Final

from sqlalchemy import select

from portal.clock import now
from portal.extensions import db
from portal.outbox.models import Message
from portal.outbox.service import put

OVERWRITE: Final = "outbox.overwrite"


class BusyError(Exception):
    """Somebody reads what should be overwritten; the outbox tries again."""


def overwrite_afterwards() -> None:
    """Have it done once the transaction is committed; one that waits already will do."""
    waits = select(Message.id).where(Message.topic == OVERWRITE, Message.due_at <= now())
    if db.session.scalar(waits.limit(1).with_for_update(skip_locked=True)) is None:
        put(OVERWRITE, "database")


def overwrite(_message: Message) -> None:
    """Raises BusyError while somebody reads what stands in the log."""
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("VACUUM").close()
        ((is_busy, _, _),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if is_busy:
            raise BusyError("the log of the database is being read")
