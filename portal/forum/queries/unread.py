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
FORUM_MARK: Final = func.coalesce(
    select(ForumReader.read_upto_post_id).where(ForumReader.person_id == READER).scalar_subquery(),
    0,
)


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
        or_(Thread.last_post_id > FORUM_MARK, Mark.is_kept_unread),
        Thread.last_no > func.coalesce(Mark.last_read_no, 0),
        or_(Thread.last_post_id > func.coalesce(Around.read_upto_post_id, 0), Mark.is_kept_unread),
        func.coalesce(Mark.level, Level.NORMAL) != Level.MUTED,
        or_(func.coalesce(Around.level, Level.NORMAL) != Level.MUTED, followed),
    )


def count_unread(reader: Any) -> int:
    """How many threads are unread for the reader, at most ``MOST_COUNTED``; 0 for a visitor."""
    if not reader.is_authenticated:
        return 0
    found: int = read_rows(_few(standing_of(reader)), {"reader_id": reader.id}).scalar_one()
    return min(found, MOST_COUNTED)


def candidates() -> Any:
    """The ids of the threads that can be unread: no others need be looked at.

    They have a post behind the reader's mark for the whole forum, or the reader marked them
    unread. Each half is found by an index; both in one condition would look at every thread.
    """
    return _behind_the_mark().union(_kept_unread())


def _behind_the_mark() -> Any:
    return select(Thread.id).where(
        Thread.state == State.PUBLISHED, Thread.last_post_id > FORUM_MARK
    )


def _kept_unread() -> Any:
    return select(ThreadReader.thread_id).where(
        ThreadReader.person_id == READER, ThreadReader.is_kept_unread
    )


@cache
def _few(standing: Standing) -> AnySelect:
    """Two counts that stop at the first hundred each."""
    behind = _unread(standing, Thread.last_post_id > FORUM_MARK)
    kept = _unread(standing, Thread.last_post_id <= FORUM_MARK, Thread.id.in_(_kept_unread()))
    return select(behind + kept)


def _unread(standing: Standing, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    found = (
        with_marks(
            select(Thread.id)
            .select_from(Thread)
            .join(Community, Community.id == Thread.community_id)
        )
        .where(
            Thread.state == State.PUBLISHED,
            readable_by(standing, READER),
            is_unread(),
            *conditions,
        )
        .limit(MOST_COUNTED)
        .subquery()
    )
    count: ColumnElement[int] = select(func.count()).select_from(found).scalar_subquery()
    return count
