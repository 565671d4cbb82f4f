"""The list of unmet needs: words for which nobody was found."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.people.models import UnmetNeed
from portal.records import Actor, ref

MOST: Final = 2_000
"""Needs that are kept: nobody fills the table by looking for nonsense."""
_KEPT: Final = timedelta(days=365)
_TABLE: Any = UnmetNeed.__table__


def note(session: Session, words: str) -> None:
    """Write down that nobody was found; words that a moderator had dealt with are open again."""
    known = session.scalar(select(UnmetNeed.id).where(UnmetNeed.words == words))
    if known is None and (session.scalar(select(func.count(UnmetNeed.id))) or 0) >= MOST:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    moment = now()
    new = insert(_TABLE).values(words=words, count=1, first_at=moment, last_at=moment, outcome="")
    again = {"count": _TABLE.c.count + 1, "last_at": moment, "settled_at": None}
    session.execute(new.on_conflict_do_update(index_elements=["words"], set_=again))


def settle(need: UnmetNeed, moderator: Actor, outcome: str) -> None:
    """Say what was done about it; a second time the words are changed."""
    need.settled_at, need.settled_by_id, need.outcome = now(), moderator.id, outcome
    audit(moderator, "need:settle", ref("need", need.id))


def forget() -> None:
    """Let go of what nobody looked for in a year."""
    old = now() - _KEPT
    db.session.execute(
        delete(UnmetNeed).where(
            UnmetNeed.last_at < old, or_(UnmetNeed.settled_at.is_(None), UnmetNeed.settled_at < old)
        )
    )
