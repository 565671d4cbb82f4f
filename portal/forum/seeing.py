"""Who may see a community, a thread and a post: as a WHERE clause and as labels of the index.

What everyone who signs in may read follows from the privacy of the community; what only its
members may read is read by nobody else, not by the moderators of the portal either
(docs/adr/0024).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, false, or_, select, true
from sqlalchemy.sql.roles import ExpressionElementRole

from portal.extensions import read_rows
from portal.forum.models import Community, Membership, Thread
from portal.forum.vocabulary import MemberRole, Privacy, State
from portal.records import AnySelect
from portal.visibility import Standing, standing_of, values_in_sql

ReaderId = int | ExpressionElementRole[Any] | None

SHARED: Sequence[str] = (Privacy.OPEN, Privacy.RESTRICTED)
LISTED: Sequence[str] = (Privacy.OPEN, Privacy.RESTRICTED, Privacy.PRIVATE)
STEWARDS: Sequence[str] = (MemberRole.MODERATOR, MemberRole.MANAGER)


def readable_communities(reader: Any) -> ColumnElement[bool]:
    """The communities whose threads the reader may see."""
    return readable_by(standing_of(reader), reader.id)


def readable_by(standing: Standing, reader_id: ReaderId) -> ColumnElement[bool]:
    """The same for a statement that is built once: ``reader_id`` is a bound parameter then."""
    if standing is Standing.VISITOR:
        return Community.is_public.is_(true())
    return or_(Community.privacy.in_(values_in_sql(SHARED)), Community.id.in_(_of(reader_id)))


def listed_communities(reader: Any) -> ColumnElement[bool]:
    """The communities whose names the reader may see."""
    if standing_of(reader) is Standing.VISITOR:
        return Community.is_public.is_(true())
    return or_(Community.privacy.in_(values_in_sql(LISTED)), Community.id.in_(_of(reader.id)))


def visible_threads(reader: Any) -> ColumnElement[bool]:
    """The threads that the reader may see, for a query that joins Thread and Community."""
    return threads_visible_by(standing_of(reader), reader.id)


def threads_visible_by(standing: Standing, reader_id: ReaderId) -> ColumnElement[bool]:
    """The same for a statement that is built once.

    A hidden thread is there for its author and for those who may restore it.
    """
    readable = readable_by(standing, reader_id)
    published = Thread.state == State.PUBLISHED
    if standing is Standing.VISITOR:
        return readable & published
    steward: ColumnElement[bool] = Community.id.in_(_of(reader_id, STEWARDS))
    if standing is Standing.MODERATOR:
        steward = or_(steward, Community.privacy.in_(values_in_sql(SHARED)))
    hidden = (Thread.state == State.HIDDEN) & or_(Thread.author_id == reader_id, steward)
    return readable & or_(published, hidden)


def can_read(community: Community, person_id: ReaderId) -> ColumnElement[bool]:
    """Whether a person who signs in may read the community: the id may be a column."""
    if community.privacy in SHARED:
        return true()
    return exists().where(
        Membership.community_id == community.id, Membership.person_id == person_id
    )


def label_of(community_id: int) -> str:
    """The readers whom the threads of a community admit; stored in the search index.

    It names the community and not its privacy: that is asked of the database with each search, so
    that what becomes private is gone from results, counts and suggestions at once.
    """
    return f"community-{community_id}"


def labels_of_reader(reader: Any) -> frozenset[str]:
    """The labels a reader holds: those of the communities that they may read."""
    rows = read_rows(_readable(standing_of(reader)), {"reader_id": reader.id}).scalars()
    return frozenset(map(label_of, rows))


@cache
def _readable(standing: Standing) -> AnySelect:
    return select(Community.id).where(readable_by(standing, bindparam("reader_id", type_=Integer)))


def _of(reader_id: ReaderId, roles: Sequence[str] = ()) -> Any:
    """The ids of the communities that the reader is in, in one of the roles."""
    if reader_id is None:
        return select(Membership.community_id).where(false())
    query = select(Membership.community_id).where(Membership.person_id == reader_id)
    return query.where(Membership.role.in_(values_in_sql(roles))) if roles else query
