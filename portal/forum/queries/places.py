"""The communities and threads that a reader may post in."""

from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, or_, select
from sqlalchemy.orm import contains_eager

from portal.extensions import db
from portal.forum.models import Community, Membership, Thread
from portal.forum.queries import finding
from portal.forum.seats import Seat, seat_from
from portal.forum.seeing import readable_communities, threads_visible_by
from portal.forum.vocabulary import Privacy
from portal.records import AnySelect
from portal.visibility import Standing, standing_of


def community(slug: str, reader: Any) -> Community | None:
    """A community whose threads the reader may see."""
    query = select(Community).where(Community.slug == slug, readable_communities(reader))
    return db.session.scalar(query)


def thread(thread_id: int, reader: Any) -> Thread | None:
    """A thread with its community; of a merged one that into which it went."""
    found = seated(thread_id, reader)
    return found[0] if found else None


def seated(thread_id: int, reader: Any) -> tuple[Thread, Seat] | None:
    """A thread with its community, and the seat of the reader at it.

    Of a merged thread that into which it went.
    """
    found = _thread(thread_id, reader)
    if found is None and (target := finding.merged_into(thread_id)):
        return _thread(target, reader)
    return found


def _thread(thread_id: int, reader: Any) -> tuple[Thread, Seat] | None:
    values = {"thread_id": thread_id, "reader_id": reader.id}
    row = db.session.execute(_with_seat(standing_of(reader)), values).first()
    if row is None:
        return None
    found, role = row
    seat = seat_from(found.community, role)
    return found, seat.at(author_id=found.author_id, is_locked=found.locked_at is not None)


@cache
def _with_seat(standing: Standing) -> AnySelect:
    """A thread, and the role of the reader in its community; built once, every reply asks it."""
    reader_id = bindparam("reader_id", type_=Integer)
    own = (Membership.community_id == Community.id) & (Membership.person_id == reader_id)
    return (
        select(Thread, Membership.role)
        .join(Thread.community)
        .outerjoin(Membership, own)
        .options(contains_eager(Thread.community))
        .where(
            Thread.id == bindparam("thread_id", type_=Integer),
            threads_visible_by(standing, reader_id),
        )
    )


def to_post_in(reader: Any) -> AnySelect:
    """Communities in which the person may start a thread, their own first.

    Rows of slug, name, summary, privacy and role.
    """
    own = (Membership.community_id == Community.id) & (Membership.person_id == reader.id)
    return (
        select(
            Community.slug, Community.name, Community.summary, Community.privacy, Membership.role
        )
        .outerjoin(Membership, own)
        .where(
            Community.closed_at.is_(None),
            or_(Community.privacy == Privacy.OPEN, Membership.role.is_not(None)),
        )
        .order_by(Membership.role.is_(None), Community.name, Community.id)
    )
