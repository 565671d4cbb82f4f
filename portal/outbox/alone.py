"""One worker to a data folder and to a database, and whether it runs.

The worker owns the search index in the folder and every job in the database:
a second one would do them again. On PostgreSQL the server holds the lock, so
that workers and web processes on other machines know of it.
"""

import fcntl
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from portal.extensions import db
from portal.outbox.wake import is_heard

# Two numbers of our own name the lock among all others of a database.
LOCK = {"space": 1886351988, "key": 1}
_TAKE = text("SELECT pg_try_advisory_lock(:space, :key)")
_IS_HELD = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND classid = :space AND objid = :key AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
# The server lets go of the lock half a minute after a machine went without a word.
_NOTICE_A_DEAD_MACHINE = text(
    "SELECT set_config('tcp_keepalives_idle', '10', false),"
    " set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '4', false)"
)


class WorkerRunningError(Exception):
    """Another worker already uses this data folder or this database."""


class OnlyWorker:
    """Held by the worker for as long as it runs.

    Raises WorkerRunningError on entering when there is one already.
    """

    def __init__(self, app: Flask) -> None:
        self._folders = {Path(app.config["DATA_DIR"])}
        self._connection: Connection | None = None
        self._stack = ExitStack()

    def __enter__(self) -> "OnlyWorker":
        if _on_sqlite():
            self._folders.add(Path(str(db.engine.url.database)).resolve().parent)
        with ExitStack() as stack:
            for folder in sorted(self._folders):
                file = stack.enter_context((folder / "worker.lock").open("w"))
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise WorkerRunningError("another worker uses this data folder") from error
            self.keep()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: Any) -> None:
        if self._connection is not None:
            self._connection.close()
        self._stack.close()

    def keep(self) -> None:
        """Make sure of the lock in the database: it is gone when the server was away.

        Raises WorkerRunningError when another worker took it meanwhile, and
        DBAPIError while the server is away.
        """
        if _on_sqlite():
            return
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return
            except DBAPIError:
                self._connection.close()
                self._connection = None
        connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # It must not go back to the pool: the lock lives as long as this connection.
        connection.detach()
        connection.execute(_NOTICE_A_DEAD_MACHINE)
        if not connection.scalar(_TAKE, LOCK):
            connection.close()
            raise WorkerRunningError("another worker uses this database")
        self._connection = connection


def is_running() -> bool:
    """Whether a worker runs: on this machine with SQLite, on any with PostgreSQL.

    Raises SQLAlchemyError when the database cannot be asked.
    """
    return is_heard() if _on_sqlite() else bool(db.session.scalar(_IS_HELD, LOCK))


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
