"""How often one may search a minute: counted in the database, for all processes together.

Nobody waits for the counting: it is done once the answer is sent, and left out when others write.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.clock import now
from portal.extensions import db, read_rows
from portal.outbox import Message, commit
from portal.search.models import SearchCount
from portal.web.afterwards import afterwards

FORGET: Final = "search.forget_counts"
_MINUTE: Final = 60
_TABLE: Final[Any] = SearchCount.__table__
_COUNT = select(SearchCount.count).where(
    SearchCount.searcher == bindparam("searcher"), SearchCount.minute == bindparam("minute")
)


def searcher_of(reader: Any, address: str, secret: str) -> str:
    """Who searches: a person, or an address, of which only a keyed hash is kept."""
    if reader.is_authenticated:
        return f"person-{reader.id}"
    return hmac.new(secret.encode(), f"search:{address}".encode(), hashlib.sha256).hexdigest()


def seconds_to_wait(searcher: str, most: int) -> int:
    """How long until one may search again; 0 for now."""
    seconds = int(now().timestamp())
    values = {"searcher": searcher, "minute": seconds // _MINUTE}
    count = read_rows(_COUNT, values).scalar() or 0
    return 0 if count < most else _MINUTE - seconds % _MINUTE


def count_later(searcher: str, response: Response) -> None:
    """Count a search once the reader has the answer."""
    minute = int(now().timestamp()) // _MINUTE

    def count(session: Session) -> None:
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        new = insert(_TABLE).values(searcher=searcher, minute=minute, count=1)
        session.execute(
            new.on_conflict_do_update(
                index_elements=["searcher"],
                set_={
                    "minute": minute,
                    "count": case((_TABLE.c.minute == minute, _TABLE.c.count + 1), else_=1),
                },
            )
        )

    afterwards(response, count, "a search was not counted")


def is_first(session: Session, reader_id: int, text: str, secret: str) -> bool:
    """Whether the reader did not say the same in the last hour; only a keyed hash of it is kept."""
    key = hmac.new(secret.encode(), f"said:{reader_id}:{text}".encode(), hashlib.sha256).hexdigest()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    minute = int(now().timestamp()) // _MINUTE
    new = insert(_TABLE).values(searcher=key, minute=minute, count=1)
    made = session.execute(
        new.on_conflict_do_nothing(index_elements=["searcher"]).returning(_TABLE.c.searcher)
    )
    return made.first() is not None


def forget_in_time(_message: Message) -> None:
    """Delete what counts no more; the worker does it every day."""
    minute = int((now() - timedelta(hours=1)).timestamp()) // _MINUTE
    db.session.execute(delete(SearchCount).where(SearchCount.minute < minute))
    commit()
