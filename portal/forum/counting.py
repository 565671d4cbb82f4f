"""Post numbers, and what a thread says of its posts.

A number comes from one atomic update, so that replies sent at the same moment lose nothing; what
a thread says of its posts is worked out from the posts that are published, never added to.
"""

from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.extensions import db
from portal.forum.models import Post, Thread
from portal.forum.vocabulary import State

_TAKE = (
    update(Thread)
    .where(Thread.id == bindparam("thread_id"))
    .values(next_no=Thread.next_no + bindparam("count"))
    .returning(Thread.next_no, Thread.state)
    .execution_options(synchronize_session=False)
)
_SET = update(Thread).execution_options(synchronize_session=False)
_PUBLISHED = (Post.thread_id == bindparam("thread_id"), Post.state == State.PUBLISHED)
_STANDING = select(
    func.count(), func.min(Post.no), func.max(Post.no), func.max(Post.id), func.max(Post.created_at)
).where(*_PUBLISHED)


def take_numbers(thread: Thread, count: int = 1) -> range:
    """The next ``count`` post numbers of a thread. Nobody else gets them, ever.

    From here to the end of the transaction other writers of this thread wait.
    """
    last, state = db.session.execute(_TAKE, {"thread_id": thread.id, "count": count}).one()
    # Known to the object without being written back: others may have moved it on by then.
    set_committed_value(thread, "next_no", last)
    set_committed_value(thread, "state", state)
    return range(last - count + 1, last + 1)


def hold(thread: Thread) -> None:
    """Let other writers of the thread wait until the end of the transaction."""
    take_numbers(thread, 0)


def recount(thread: Thread) -> None:
    """Set what the thread says of its posts to what is true, in the transaction that changed it.

    ``reply_count`` is the published posts but for the opening post. A thread of which no post is
    published keeps its place in the lists.
    """
    db.session.flush()
    count, first, last, last_id, last_at = db.session.execute(
        _STANDING, {"thread_id": thread.id}
    ).one()
    opening = db.session.scalar(select(func.min(Post.no)).where(Post.thread_id == thread.id))
    figures: dict[str, Any] = {
        "last_no": last or 0,
        "reply_count": count - (1 if first is not None and first == opening else 0),
    }
    if last_id is not None:
        figures |= {"last_post_id": last_id, "last_post_at": last_at}
    # Always written: what the object knows may be older than what others have written since.
    db.session.execute(_SET.where(Thread.id == thread.id).values(**figures))
    for name, value in figures.items():
        set_committed_value(thread, name, value)
