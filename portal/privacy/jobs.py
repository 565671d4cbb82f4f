"""What the worker does of an erasure."""

import logging
from typing import Any

from flask import current_app

from portal.extensions import db
from portal.outbox import Message, job
from portal.privacy.actions import ERASE
from portal.privacy.erasing import CLEAN_UP, carry_out
from portal.records import parse_ref

log = logging.getLogger(__name__)


class BusyError(Exception):
    """Somebody reads what should be thrown away; the outbox tries again."""


@job(ERASE)
def erase(message: Message) -> None:
    """Carry an erasure out; after a crash it goes on where it stopped."""
    _, erasure_id = parse_ref(message.subject)
    carry_out(erasure_id, current_app.config["BASE_URL"], _log)


@job(CLEAN_UP)
def clean_up(_message: Message) -> None:
    """Write SQLite's file anew: what is deleted stays in its free pages until then.

    PostgreSQL does it by itself, in its own time; docs/dev/operations.md says how to make it.
    """
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM").close()
            # What was written lately is in the log too. One who reads just now keeps it there.
            ((is_busy, _, _),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if is_busy:
                raise BusyError("the log of the database is being read")


def _log(name: str, done: int) -> None:
    log.info("erased %s %s", done, name)
