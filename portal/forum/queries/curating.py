"""A thread and what can be done with it: for its asker, its helpers and those who run it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.extensions import db
from portal.forum.models import Community, Membership, Post, Thread
from portal.forum.seats import Seat, seat_in
from portal.forum.seeing import STEWARDS, readable_communities, visible_threads
from portal.forum.vocabulary import Privacy, State
from portal.records import AnyRow, AnySelect
from portal.visibility import Standing, standing_of


def thread(thread_id: int, reader: Any) -> Thread | None:
    """A thread with its community; a merged one is not there any more."""
    query = (
        select(Thread)
        .join(Thread.community)
        .options(contains_eager(Thread.community))
        .where(Thread.id == thread_id, visible_threads(reader))
    )
    return db.session.scalar(query)


def post(post_id: int, reader: Any) -> Post | None:
    """A published post with its thread and community."""
    query = (
        select(Post)
        .join(Post.thread)
        .join(Thread.community)
        .options(contains_eager(Post.thread).contains_eager(Thread.community))
        .where(Post.id == post_id, Post.state == State.PUBLISHED, visible_threads(reader))
    )
    return db.session.scalar(query)


def seat_at(thread: Thread, reader: Any) -> Seat:
    """The seat of the reader at a thread. Who has replied in it is a helper."""
    opening = select(func.min(Post.no)).where(Post.thread_id == thread.id).scalar_subquery()
    replied = select(Post.id).where(
        Post.thread_id == thread.id,
        Post.author_id == reader.id,
        Post.state == State.PUBLISHED,
        Post.no > opening,
    )
    is_other = reader.is_authenticated and reader.id != thread.author_id
    return seat_in(thread.community, reader).at(
        author_id=thread.author_id,
        is_locked=thread.locked_at is not None,
        is_helper=is_other and db.session.scalar(replied.limit(1)) is not None,
    )


def run_by(reader: Any) -> Sequence[Community]:
    """The communities that are not closed and whose threads the reader may curate."""
    own = select(Membership.community_id).where(
        Membership.person_id == reader.id, Membership.role.in_(STEWARDS)
    )
    runs: ColumnElement[bool] = Community.id.in_(own)
    if standing_of(reader) is Standing.MODERATOR:
        runs = or_(runs, Community.privacy.in_((Privacy.OPEN, Privacy.RESTRICTED)))
    query = select(Community).where(
        runs, readable_communities(reader), Community.closed_at.is_(None)
    )
    return db.session.scalars(query.order_by(Community.name, Community.id)).all()


def to_split(thread_id: int) -> AnySelect:
    """The posts behind the opening post: id, no, state, html, created_at and author's name."""
    opening = select(func.min(Post.no)).where(Post.thread_id == thread_id).scalar_subquery()
    return (
        select(Post)
        .where(Post.thread_id == thread_id, Post.no > opening)
        .options(joinedload(Post.author))
        .order_by(Post.no)
    )


def communities_named(ids: set[int], reader: Any) -> dict[int, AnyRow]:
    """Name and slug of the communities that the reader may read, by id."""
    query = select(Community.id, Community.name, Community.slug).where(
        Community.id.in_(ids), readable_communities(reader)
    )
    return {row.id: row for row in db.session.execute(query)}
