"""Taking turns where a limit is counted before something is written.

Two transactions that count at the same time would both find the limit not
reached. SQLite has one writer at a time anyway; PostgreSQL is asked for locks,
which it gives back at the end of the transaction.

Here too: writing what is not worth waiting for.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.sqlite import waiting_for_nobody


def take_turns(*keys: str) -> None:
    """Wait until no other transaction holds one of the keys, then hold them to the end."""
    if db.session.get_bind().dialect.name == "postgresql":
        # In one order for all, so that no two wait for each other.
        for key in sorted(set(keys)):
            db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


@contextmanager
def at_once() -> Iterator[Session]:
    """A session beside that of the request, for something small that may also be left out.

    What the caller does not commit is undone. Raises OperationalError when others hold what it
    needs: it never stands in a queue.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            with waiting_for_nobody(connection), Session(connection) as session:
                yield session
        else:
            with Session(connection) as session:
                session.execute(text("SET LOCAL lock_timeout = '100ms'"))
                yield session
