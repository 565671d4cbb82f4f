"""What was done to a thread, with who did it and the other thread that it was about."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, bindparam, case, func, literal_column, select

from portal.accounts.models import User
from portal.extensions import read_rows
from portal.forum.models import Community, Post, Thread, ThreadEvent
from portal.forum.seeing import threads_visible_by
from portal.records import AnyRow, AnySelect, Listing
from portal.visibility import Standing, standing_of

MOST_EVENTS: Final = 60
"""Events behind the posts of one page."""

READER = bindparam("reader_id", type_=Integer)
THREAD = bindparam("thread_id", type_=Integer)


def events(thread_id: int, reader: Any, first: int, last: int) -> Sequence[AnyRow]:
    """What was done to the thread behind the posts ``first`` to ``last``, the newest ones."""
    values = {"thread_id": thread_id, "reader_id": reader.id, "first": first, "last": last}
    return read_rows(_events(standing_of(reader)), values).all()[::-1]


def history(thread_id: int, reader: Any) -> Listing:
    """Everything that was done to a thread, the newest first: the same rows."""
    return Listing(
        _page_of(standing_of(reader)), _TOTAL, {"thread_id": thread_id, "reader_id": reader.id}
    )


@cache
def _events(standing: Standing) -> AnySelect:
    first, last = (bindparam(name, type_=Integer) for name in ("first", "last"))
    behind = ThreadEvent.after_no.between(first, last)
    return _all(standing).where(behind).limit(MOST_EVENTS)


@cache
def _page_of(standing: Standing) -> AnySelect:
    limit, offset = (bindparam(name, type_=Integer) for name in ("limit", "offset"))
    return _all(standing).limit(limit).offset(offset)


def _all(standing: Standing) -> AnySelect:
    """Everything that was done to a thread, the newest first."""
    visible = threads_visible_by(standing, READER)
    event = ThreadEvent
    return (
        select(
            *(event.after_no, event.kind, event.reason, event.at, event.actor_id, event.post_id),
            User.name.label("actor_name"),
            Post.no.label("post_no"),
            literal_column("post.thread_id = thread_event.thread_id").label("is_here"),
            case((visible, Thread.id)).label("other_id"),
            Thread.title.label("other_title"),
        )
        .select_from(event)
        .outerjoin(User, User.id == event.actor_id)
        .outerjoin(Post, Post.id == event.post_id)
        .outerjoin(Thread, Thread.id == event.other_thread_id)
        .outerjoin(Community, Community.id == Thread.community_id)
        .where(event.thread_id == THREAD)
        .order_by(event.after_no.desc(), event.id.desc())
    )


_TOTAL = select(func.count()).select_from(
    select(ThreadEvent.id)
    .where(ThreadEvent.thread_id == THREAD)
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
