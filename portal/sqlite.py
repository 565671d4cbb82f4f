"""How a SQLite file is opened, so that pages can still be read when the disk is full.

In WAL mode SQLite writes two small files beside the database even to read it.
While a process keeps one connection open they are there already; where they
are not and cannot be made, the file is opened as one that does not change.
docs/adr/0010-full-disk.md says what was tried.
"""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "cache_size=-8192",
    "temp_store=MEMORY",
)
# Seconds between two tries to get the write lock; not the same for all who wait.
PAUSES = (0.001, 0.003)
IMMUTABLE = "opened as immutable"


def listen() -> None:
    """Open every SQLite file of the process in this way."""
    event.listen(Engine, "do_connect", _connect)
    event.listen(Engine, "checkin", _forget_immutable)


def hold_open(engine: Engine) -> PoolProxiedConnection:
    """An idle connection, to be kept for as long as the process runs.

    It holds no transaction, so it stands in nobody's way.
    """
    return engine.raw_connection()


@contextmanager
def waiting_for_nobody(connection: Connection) -> Iterator[None]:
    """On this connection a lock that another holds is an error at once."""
    driver: Any = connection.connection.driver_connection
    ((usual,),) = driver.execute("PRAGMA busy_timeout").fetchall()
    driver.execute("PRAGMA busy_timeout=0").close()
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={usual}").close()


def begin_writing(connection: Connection) -> None:
    """Take the write lock as soon as another gives it back, for as long as ``busy_timeout`` says.

    SQLite's own waiting sleeps up to a tenth of a second between two tries. Of four processes
    that write without a pause one was refused after 5 seconds, though the lock had been free
    hundreds of times: whoever gives it back is always the first to ask again.
    """
    driver: Any = connection.connection.driver_connection
    ((patience,),) = driver.execute("PRAGMA busy_timeout").fetchall()
    deadline = time.monotonic() + patience / 1000
    with waiting_for_nobody(connection):
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
                if code != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
                time.sleep(random.uniform(*PAUSES))  # noqa: S311  # nosec B311  # no secret
            else:
                return


def _connect(
    dialect: Dialect, record: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]
) -> Any:
    if dialect.name != "sqlite":
        return None
    connection = dialect.connect(*arguments, **options)
    try:
        _set_up(connection)
    except sqlite3.OperationalError:
        connection.close()
        path = Path(arguments[0])
        if not _is_complete(path):
            raise
        address = f"{path.as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, **{**options, "uri": True})
        _set_up(connection)
        record.info[IMMUTABLE] = True
    return connection


def _set_up(connection: Any) -> None:
    """Raises sqlite3.OperationalError when the files of the write-ahead log cannot be had."""
    # The driver's own transaction handling is switched off; _begin does it, see docs/adr/0003.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    connection.execute("PRAGMA schema_version").close()


def _is_complete(path: Path) -> bool:
    """Whether all that was committed is in the database file itself and nothing in the log."""
    log = path.with_name(path.name + "-wal")
    return path.is_file() and (not log.exists() or log.stat().st_size == 0)


def _forget_immutable(_: Any, record: ConnectionPoolEntry) -> None:
    """Open the file anew next time: by then there may be space, and others may have written."""
    if record.info.pop(IMMUTABLE, False):
        record.invalidate()
