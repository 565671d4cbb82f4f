"""What is unread: worked out from marks whenever it is asked, never stored.

A thread is unread for a person who may see it when they have not muted it, its last number is
above the one they have read, and its last post is above their "all read" marks. It never expires.
"""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from portal.extensions import read_rows
from portal.forum.models import Community, CommunityReader, ForumReader, Thread, ThreadReader
from portal.forum.seeing import readable_by
from portal.forum.vocabulary import Level, State
from portal.records import AnySelect
from portal.visibility import Standing, standing_of, values_in_sql

MOST_COUNTED: Final = 100
"""A badge says 99+ from here on."""

READER: Final = bindparam("reader_id", type_=Integer)
TOLD: Final = (Level.FOLLOWING, Level.EVERY_POST)
Mark = aliased(ThreadReader)
Around = aliased(CommunityReader)
_FORUM_MARK = select(ForumReader.read_upto_post_id).where(ForumReader.person_id == READER)


def with_marks(query: Any) -> Any:
    """The query of threads with the marks of the reader beside each."""
    return query.outerjoin(
        Mark, and_(Mark.thread_id == Thread.id, Mark.person_id == READER)
    ).outerjoin(
        Around, and_(Around.community_id == Thread.community_id, Around.person_id == READER)
    )


def is_unread() -> ColumnElement[bool]:
    """Whether a thread is unread, in a query ``with_marks`` of threads that may be seen."""
    followed = Mark.level.in_(values_in_sql(TOLD))
    return and_(
        # First what rules out most threads without looking at anything else.
        or_(
            Thread.last_post_id > func.coalesce(_FORUM_MARK.scalar_subquery(), 0),
            Mark.is_kept_unread,
        ),
        Thread.last_no > func.coalesce(Mark.last_read_no, 0),
        or_(Thread.last_post_id > func.coalesce(Around.read_upto_post_id, 0), Mark.is_kept_unread),
        func.coalesce(Mark.level, Level.NORMAL) != Level.MUTED,
        or_(func.coalesce(Around.level, Level.NORMAL) != Level.MUTED, followed),
    )


def count_unread(reader: Any) -> int:
    """How many threads are unread for the reader, at most ``MOST_COUNTED``; 0 for a visitor."""
    if not reader.is_authenticated:
        return 0
    found = read_rows(_few(standing_of(reader)), {"reader_id": reader.id}).scalar()
    return found or 0


@cache
def _few(standing: Standing) -> AnySelect:
    unread = (
        with_marks(
            select(Thread.id)
            .select_from(Thread)
            .join(Community, Community.id == Thread.community_id)
        )
        .where(Thread.state == State.PUBLISHED, readable_by(standing, READER), is_unread())
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(MOST_COUNTED)
    )
    return select(func.count()).select_from(unread.subquery())
