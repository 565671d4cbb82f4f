"""One post, for a reader who may see its thread."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from portal.clock import now
from portal.drafts.actions import REMEMBERED
from portal.extensions import db
from portal.forum.models import Post, PostMention, PostRevision, Thread, ThreadReader
from portal.forum.seats import Seat, seat_in
from portal.forum.seeing import visible_threads
from portal.forum.vocabulary import State
from portal.permissions import Action, allowed
from portal.records import AnyRow, AnySelect


@dataclass(frozen=True)
class Held:
    """A post with its thread and community, and the seat of the reader at it."""

    post: Post
    seat: Seat
    is_steward: bool
    """Whether the reader may hide and restore it."""
    is_own: bool

    @property
    def thread(self) -> Thread:
        return self.post.thread

    @property
    def is_named(self) -> bool:
        """Whether the reader is told who wrote it."""
        return self.is_own or self.is_steward or not self.post.is_anonymous


def held(post_id: int, reader: Any) -> Held | None:
    """A post whose words the reader may see.

    A withdrawn one is read by nobody, a hidden one by its author and by those who may restore it.
    """
    query = (
        select(Post)
        .join(Post.thread)
        .join(Thread.community)
        .options(
            contains_eager(Post.thread).contains_eager(Thread.community),
            joinedload(Post.author),
            undefer(Post.text),
        )
        .where(Post.id == post_id, Post.state != State.WITHDRAWN, visible_threads(reader))
    )
    post = db.session.scalar(query)
    if post is None:
        return None
    seat = seat_in(post.thread.community, reader).at(
        author_id=post.author_id, is_locked=post.thread.locked_at is not None
    )
    is_steward = allowed(reader, Action.POST_HIDE, seat)
    is_own = reader.is_authenticated and reader.id == post.author_id
    if post.state == State.HIDDEN and not (is_own or is_steward):
        return None
    return Held(post, seat, is_steward, is_own)


def is_unseen(post: Post) -> bool:
    """Whether nobody but its author has read the post or replied after it."""
    thread = db.session.get_one(Thread, post.thread_id)
    others = (
        select(ThreadReader.person_id)
        .where(
            ThreadReader.thread_id == post.thread_id,
            ThreadReader.last_read_no >= post.no,
            ThreadReader.person_id != post.author_id,
        )
        .limit(1)
    )
    return thread.next_no == post.no and db.session.scalar(others) is None


def is_answered(post: Post) -> bool:
    """Whether something stands after the post that may be an answer to it."""
    later = select(Post.id).where(
        Post.thread_id == post.thread_id,
        Post.no > post.no,
        Post.state != State.WITHDRAWN,
    )
    return db.session.scalar(later.limit(1)) is not None


def is_opening(post: Post) -> bool:
    """Whether the thread begins with it."""
    first = select(func.min(Post.no)).where(Post.thread_id == post.thread_id)
    return db.session.scalar(first) == post.no


def was_written(person: Any, text: str) -> bool:
    """Whether the person has posted this text, as it is stored, in the last two days."""
    query = select(Post.id).where(
        Post.author_id == person.id, Post.created_at > now() - REMEMBERED, Post.text == text
    )
    return db.session.scalar(query.limit(1)) is not None


def mentioned(post_id: int) -> frozenset[int]:
    """The ids of the people whom a post names."""
    query = select(PostMention.person_id).where(PostMention.post_id == post_id)
    return frozenset(db.session.scalars(query))


def revisions(post_id: int) -> AnySelect:
    """What a post said before, the newest first: number, text, at, reason."""
    return (
        select(PostRevision.number, PostRevision.text, PostRevision.at, PostRevision.reason)
        .where(PostRevision.post_id == post_id)
        .order_by(PostRevision.number.desc())
    )


def revision(post_id: int, number: int) -> AnyRow | None:
    """Text and time of one revision."""
    query = select(PostRevision.text, PostRevision.at)
    return db.session.execute(
        query.where(PostRevision.post_id == post_id, PostRevision.number == number)
    ).one_or_none()
