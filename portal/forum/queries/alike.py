"""What may answer a question before it is asked: similar records, and the same title."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select

from portal.clock import now
from portal.extensions import db
from portal.forum.models import Community, Thread
from portal.forum.vocabulary import State
from portal.records import AnyRow
from portal.search import Card
from portal.search.similar import similar

KINDS: Final = ("thread", "innovation")
MOST: Final = 5
RECENT: Final = timedelta(days=7)


def similar_to(title: str, reader: Any, *, text: str = "", topics: str = "") -> list[Card]:
    """Cards of threads and innovations like a thread with this title, the most alike first."""
    if not title:
        return []
    like = {"title": title, "body": text, "topics": topics}
    return similar(like, reader, kinds=KINDS, limit=MOST, is_whole=True)


def same_title(title: str, community: Community) -> Sequence[AnyRow]:
    """Threads of the community with this title from the last 7 days: id, title, created_at."""
    query = select(Thread.id, Thread.title, Thread.created_at).where(
        Thread.community_id == community.id,
        Thread.state == State.PUBLISHED,
        Thread.created_at > now() - RECENT,
        # SQLite makes only the letters of English small.
        func.lower(Thread.title).in_([title.lower(), func.lower(title)]),
    )
    return db.session.execute(query.order_by(Thread.id.desc()).limit(MOST)).all()
