"""Starting a thread and replying in it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.clock import now
from portal.extensions import db
from portal.forum.counting import recount, take_numbers
from portal.forum.models import Community, Post, Thread
from portal.forum.telling import announce_post, announce_thread, tell_posted
from portal.forum.texts import Prepared, keep, prepare
from portal.forum.vocabulary import Resolution, ThreadKind
from portal.records import Actor
from portal.topics.models import Topic


def start_thread(
    author: Actor,
    community: Community,
    *,
    kind: str,
    title: str,
    text: str | Prepared,
    topics: Sequence[int] = (),
    is_anonymous: bool = False,
) -> Thread:
    """A new thread with its opening post; ``topics`` are ids, ``text`` is Markdown.

    Raises NotPossibleError for a text that cannot be prepared.
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
    add_post(author, thread, text=text, is_anonymous=is_anonymous)
    announce_thread(thread)
    return thread


def reply(
    author: Actor,
    thread: Thread,
    *,
    text: str | Prepared,
    reply_to_id: int | None = None,
    is_anonymous: bool = False,
) -> Post:
    """A new post at the end of a thread."""
    return add_post(author, thread, text=text, reply_to_id=reply_to_id, is_anonymous=is_anonymous)


def add_post(author: Actor, thread: Thread, *, text: str | Prepared, **fields: Any) -> Post:
    """A post with the next number of its thread; the thread's figures are made right.

    Raises NotPossibleError for a text that cannot be prepared.
    """
    if isinstance(text, str):
        text = prepare(text, db.session.get_one(Community, thread.community_id))
    (no,) = take_numbers(thread)
    post = Post(thread_id=thread.id, no=no, author_id=author.id, created_at=now(), **fields)
    keep(post, text)
    recount(thread)
    announce_post(post)
    tell_posted(post)
    return post
