"""The communities and threads that a reader may post in."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from portal.extensions import db
from portal.forum.models import Community, Membership, Thread
from portal.forum.queries import finding
from portal.forum.seeing import readable_communities, visible_threads
from portal.forum.vocabulary import Privacy
from portal.records import AnySelect


def community(slug: str, reader: Any) -> Community | None:
    """A community whose threads the reader may see."""
    query = select(Community).where(Community.slug == slug, readable_communities(reader))
    return db.session.scalar(query)


def thread(thread_id: int, reader: Any) -> Thread | None:
    """A thread with its community; of a merged one that into which it went."""
    found = _thread(thread_id, reader)
    if found is None and (target := finding.merged_into(thread_id)):
        return _thread(target, reader)
    return found


def _thread(thread_id: int, reader: Any) -> Thread | None:
    query = (
        select(Thread)
        .join(Thread.community)
        .options(contains_eager(Thread.community))
        .where(Thread.id == thread_id, visible_threads(reader))
    )
    return db.session.scalar(query)


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
