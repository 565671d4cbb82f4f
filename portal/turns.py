"""Taking turns where a limit is counted before something is written.

Two transactions that count at the same time would both find the limit not
reached. SQLite has one writer at a time anyway; PostgreSQL is asked for locks,
which it gives back at the end of the transaction.
"""

from sqlalchemy import func, select

from portal.extensions import db


def take_turns(*keys: str) -> None:
    """Wait until no other transaction holds one of the keys, then hold them to the end."""
    if db.session.get_bind().dialect.name == "postgresql":
        # In one order for all, so that no two wait for each other.
        for key in sorted(set(keys)):
            db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
