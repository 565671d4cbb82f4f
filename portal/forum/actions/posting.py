"""Starting a thread and replying in it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update

from portal.clock import now
from portal.extensions import db
from portal.files import Taken
from portal.forum import marks
from portal.forum.actions.attaching import set_files
from portal.forum.counting import recount, take_numbers
from portal.forum.errors import ThreadGoneError
from portal.forum.models import Community, Post, Thread, ThreadReader
from portal.forum.telling import announce_post, announce_thread, tell_posted
from portal.forum.texts import Prepared, keep, prepare
from portal.forum.vocabulary import Resolution, State, ThreadKind
from portal.records import Actor
from portal.topics.models import Topic

Files = Sequence[tuple[Taken, str]]
"""Files, each with what it shows if it is a picture."""

_READERS: Any = ThreadReader.__table__
_BEFORE = select(func.max(Post.no)).where(
    Post.thread_id == bindparam("thread"), Post.no < bindparam("number")
)
# Who had read everything before their own post has read everything.
_READ_ON = (
    update(_READERS)
    .where(
        _READERS.c.person_id == bindparam("person"),
        _READERS.c.thread_id == bindparam("thread"),
        _READERS.c.last_read_no >= _BEFORE.scalar_subquery(),
    )
    .values(last_read_no=bindparam("number"))
)


def start_thread(
    author: Actor,
    community: Community,
    *,
    kind: str,
    title: str,
    text: str | Prepared,
    topics: Sequence[int] = (),
    is_anonymous: bool = False,
    files: Files = (),
) -> Thread:
    """A new thread with its opening post; ``topics`` are ids, ``text`` is Markdown.

    Raises NotPossibleError for a text that cannot be prepared or a file that is not there.
    """
    moment = now()
    thread = Thread(
        community=community,
        kind=kind,
        title=title,
        author_id=author.id,
        is_anonymous=is_anonymous,
        resolution=Resolution.OPEN if kind == ThreadKind.QUESTION else None,
        topics=list(db.session.scalars(select(Topic).where(Topic.id.in_(topics)))),
        created_at=moment,
        last_post_at=moment,
    )
    db.session.add(thread)
    db.session.flush()
    add_post(author, thread, text=text, files=files, is_anonymous=is_anonymous)
    marks.follow(db.session(), author.id, thread.id, "started")
    marks.read_upto(db.session(), author.id, thread.id, thread.last_no)
    announce_thread(thread)
    return thread


def reply(
    author: Actor,
    thread: Thread,
    *,
    text: str | Prepared,
    reply_to_id: int | None = None,
    is_anonymous: bool = False,
    files: Files = (),
) -> Post:
    """A new post at the end of a thread; its author follows the thread from now on.

    Raises NotPossibleError for a text that cannot be prepared or a file that is not there, and
    ThreadGoneError for a thread that was merged or hidden a moment ago.
    """
    post = add_post(
        author,
        thread,
        text=text,
        files=files,
        reply_to_id=reply_to_id,
        is_anonymous=is_anonymous,
    )
    # Known since the number was taken: nobody would find the post in a thread that was merged.
    if thread.state != State.PUBLISHED:
        raise ThreadGoneError("Someone has just merged or hidden this thread. Send it again.")
    marks.follow(db.session(), author.id, thread.id, "replied")
    db.session.execute(_READ_ON, {"person": author.id, "thread": thread.id, "number": post.no})
    return post


def add_post(
    author: Actor, thread: Thread, *, text: str | Prepared, files: Files = (), **fields: Any
) -> Post:
    """A post with the next number of its thread; the thread's figures are made right.

    Raises NotPossibleError for a text that cannot be prepared or a file that is not there.
    """
    if isinstance(text, str):
        text = prepare(text, db.session.get_one(Community, thread.community_id))
    (no,) = take_numbers(thread)
    post = Post(thread_id=thread.id, no=no, author_id=author.id, created_at=now(), **fields)
    keep(post, text)
    if files:
        set_files(post, files)
    announce_post(post)
    tell_posted(post)
    recount(thread)
    return post
