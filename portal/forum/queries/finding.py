"""Where a post stands, and where a reader goes on reading."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from portal.extensions import read_rows
from portal.forum.models import (
    Community,
    CommunityReader,
    ForumReader,
    Post,
    PostAlias,
    Thread,
    ThreadReader,
)
from portal.forum.seeing import threads_visible_by
from portal.forum.vocabulary import State
from portal.records import AnySelect
from portal.visibility import Standing, standing_of

FARTHEST = 10
"""Merges that are followed: each thread was merged into one that was merged later."""

_READER = bindparam("reader_id", type_=Integer)
_THREAD = bindparam("thread_id", type_=Integer)
_NO = bindparam("no", type_=Integer)
_MERGED = select(Thread.merged_into_id).where(Thread.id == _THREAD, Thread.state == State.MERGED)
_PLACED = select(Post.id).where(
    or_(
        and_(Post.thread_id == _THREAD, Post.no == _NO),
        Post.id.in_(
            select(PostAlias.post_id).where(PostAlias.thread_id == _THREAD, PostAlias.no == _NO)
        ),
    )
)


class Place(NamedTuple):
    """Where a post stands now."""

    thread_id: int
    post_id: int
    before: int
    """How many posts stand before it."""

    def path(self, per_page: int) -> str:
        """The address of the post on its page of the thread."""
        number = self.before // per_page + 1
        query = f"?page={number}" if number > 1 else ""
        return f"/threads/{self.thread_id}{query}#post-{self.post_id}"


def place(post_id: int, reader: Any) -> Place | None:
    """Where a post stands that the reader may see, if only as a stub."""
    values = {"post_id": post_id, "reader_id": reader.id}
    row = read_rows(_place(standing_of(reader)), values).first()
    return Place(*row) if row else None


def at_number(thread_id: int, no: int) -> int | None:
    """The id of the post that has, or once had, a number in a thread."""
    found: int | None = read_rows(_PLACED, {"thread_id": thread_id, "no": no}).scalar()
    return found


def merged_into(thread_id: int) -> int | None:
    """The thread into which one was merged, at the end of all merges; not asked whether visible."""
    found = None
    for _ in range(FARTHEST):
        target: int | None = read_rows(_MERGED, {"thread_id": found or thread_id}).scalar()
        if target is None:
            return found
        found = target
    return None


def first_unread(thread_id: int, reader: Any) -> int | None:
    """The id of the post at which the reader goes on: the first unread one, else the last.

    None when the thread is not there for the reader.
    """
    values = {"thread_id": thread_id, "reader_id": reader.id}
    found: int | None = read_rows(_first_unread(standing_of(reader)), values).scalar()
    return found


@cache
def _place(standing: Standing) -> AnySelect:
    earlier = aliased(Post)
    before = select(func.count()).where(earlier.thread_id == Post.thread_id, earlier.no < Post.no)
    return (
        select(Post.thread_id, Post.id, before.scalar_subquery())
        .join(Thread, Thread.id == Post.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .where(
            Post.id == bindparam("post_id", type_=Integer), threads_visible_by(standing, _READER)
        )
    )


@cache
def _first_unread(standing: Standing) -> AnySelect:
    mark, around, forum = ThreadReader, CommunityReader, ForumReader
    upto = func.coalesce(mark.last_read_no, 0)
    published = (Post.thread_id == Thread.id, Post.state == State.PUBLISHED)
    not_marked = or_(
        func.coalesce(mark.is_kept_unread, False),
        and_(
            Post.id > func.coalesce(forum.read_upto_post_id, 0),
            Post.id > func.coalesce(around.read_upto_post_id, 0),
        ),
    )
    unread = select(Post.id).where(*published, Post.no > upto, not_marked).order_by(Post.no)
    last = select(Post.id).where(Post.thread_id == Thread.id).order_by(Post.no.desc())
    return (
        select(func.coalesce(unread.limit(1).scalar_subquery(), last.limit(1).scalar_subquery()))
        .select_from(Thread)
        .join(Community, Community.id == Thread.community_id)
        .outerjoin(mark, and_(mark.thread_id == Thread.id, mark.person_id == _READER))
        .outerjoin(
            around, and_(around.community_id == Thread.community_id, around.person_id == _READER)
        )
        .outerjoin(forum, forum.person_id == _READER)
        .where(Thread.id == _THREAD, threads_visible_by(standing, _READER))
    )
