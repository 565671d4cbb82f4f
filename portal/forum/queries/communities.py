"""Communities as lists and pages show them, and where the reader stands in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.accounts.queries import listed_id
from portal.clock import now
from portal.extensions import db
from portal.forum.models import (
    Community,
    CommunityReader,
    Invitation,
    JoinRequest,
    Membership,
)
from portal.forum.seats import Seat, seat_from
from portal.forum.seeing import STEWARDS, listed_communities
from portal.forum.vocabulary import Level, MemberRole
from portal.organisations.models import Organisation
from portal.records import AnyRow, AnySelect

NEW_FOR = timedelta(days=7)
MOST_NAMED = 12
"""Of the people who run a community; the others are on the page of its people."""

_PEOPLE = (
    select(func.count())
    .where(Membership.community_id == Community.id)
    .correlate(Community)
    .scalar_subquery()
)
_RANK = case(
    (Membership.role == MemberRole.MANAGER, 0),
    (Membership.role == MemberRole.MODERATOR, 1),
    else_=2,
)


@dataclass(frozen=True)
class Place:
    """A community whose name the reader may see, and where the reader stands in it."""

    community: Community
    seat: Seat
    is_readable: bool
    """Whether the reader may see what is in it, not only its name."""
    is_new: bool
    """Whether the reader came in lately, so that the welcome is for them."""
    level: str
    people: int
    request_id: int | None
    """Their request to be let in that is not answered yet."""
    invitation_id: int | None
    """Their invitation that is not answered yet."""
    waiting: int
    """Requests of others that are not answered yet."""


def place(slug: str, reader: Any) -> Place | None:
    """The community with this slug, if the reader may see its name; one statement.

    A visitor has no id, so nothing that belongs to a person is found for them.
    """
    own = (Membership.community_id == Community.id) & (Membership.person_id == reader.id)
    asked = and_(JoinRequest.community_id == Community.id, JoinRequest.answer.is_(None))
    around = and_(
        CommunityReader.community_id == Community.id, CommunityReader.person_id == reader.id
    )
    query = (
        select(
            Community,
            Membership.role,
            Membership.joined_at,
            CommunityReader.level,
            _PEOPLE.label("people"),
            select(JoinRequest.id)
            .where(asked, JoinRequest.person_id == reader.id)
            .scalar_subquery()
            .label("request_id"),
            select(Invitation.id)
            .where(Invitation.community_id == Community.id, _is_for(reader))
            .scalar_subquery()
            .label("invitation_id"),
            select(func.count()).where(asked).scalar_subquery().label("waiting"),
        )
        .outerjoin(Membership, own)
        .outerjoin(CommunityReader, around)
        .options(joinedload(Community.region))
        .where(Community.slug == slug, listed_communities(reader))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    seat = seat_from(row.Community, row.role)
    return Place(
        community=row.Community,
        seat=seat,
        is_readable=row.Community.is_public
        or (reader.is_authenticated and (seat.is_shared or bool(row.role))),
        is_new=row.joined_at is not None and row.joined_at > now() - NEW_FOR,
        level=row.level or Level.NORMAL,
        people=row.people,
        request_id=row.request_id,
        invitation_id=row.invitation_id,
        waiting=row.waiting,
    )


def listed(reader: Any, *, kind: str = "", own: bool = False) -> AnySelect:
    """Rows for the list, by name; ``own`` are those that the reader is in."""
    mine = and_(Membership.community_id == Community.id, Membership.person_id == reader.id)
    query = (
        select(
            *(Community.slug, Community.name, Community.kind, Community.privacy),
            *(Community.summary, Community.closed_at, Community.is_public),
            Membership.role,
            _PEOPLE.label("people"),
        )
        .outerjoin(Membership, mine)
        .where(listed_communities(reader))
        .order_by(Community.closed_at.is_not(None), func.lower(Community.name))
    )
    if kind:
        query = query.where(Community.kind == kind)
    return query.where(Membership.role.is_not(None)) if own else query


def for_operators(*, without_manager: bool) -> Sequence[AnyRow]:
    """All communities by name, for who works at the machine and sees them all."""
    managers = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.person_id)
        .where(
            Membership.community_id == Community.id,
            Membership.role == MemberRole.MANAGER,
            User.disabled_at.is_(None),
        )
        .correlate(Community)
        .scalar_subquery()
    )
    query = select(
        *(Community.slug, Community.name, Community.kind, Community.privacy, Community.closed_at),
        _PEOPLE.label("people"),
        managers.label("managers"),
    ).order_by(func.lower(Community.name))
    return db.session.execute(query.where(managers == 0) if without_manager else query).all()


def stewards(community_id: int, reader: Any) -> Sequence[AnyRow]:
    """Name, role and organisation of those who run the community, managers first."""
    query = _members(community_id).where(Membership.role.in_(STEWARDS), _can_be_found(reader))
    return db.session.execute(query.limit(MOST_NAMED)).all()


def members(
    community_id: int, reader: Any, words: str = "", role: str = "", *, is_whole: bool = False
) -> AnySelect:
    """Rows of the people in it, those who run it first; ``words`` are of their names.

    Only if the list ``is_whole``, also those whom nobody is to find.
    """
    query = _members(community_id)
    if not is_whole:
        query = query.where(_can_be_found(reader))
    if role:
        query = query.where(Membership.role == role)
    for word in words.split()[:5]:
        query = query.where(User.name.icontains(word, autoescape=True))
    return query


def member(community_id: int, person_id: int) -> AnyRow | None:
    """One person in it."""
    query = _members(community_id).where(Membership.person_id == person_id)
    return db.session.execute(query).one_or_none()


def requests(community_id: int) -> AnySelect:
    """Requests to be let in that are not answered, the oldest first."""
    return (
        select(
            *(JoinRequest.id, JoinRequest.words, JoinRequest.created_at, User.name),
            *(User.job_title, Organisation.name.label("organisation")),
        )
        .join(User, User.id == JoinRequest.person_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(JoinRequest.community_id == community_id, JoinRequest.answer.is_(None))
        .order_by(JoinRequest.id)
    )


def request(community_id: int, request_id: int) -> AnyRow | None:
    """One request that is not answered."""
    query = requests(community_id).where(JoinRequest.id == request_id)
    return db.session.execute(query).one_or_none()


def own_request(community_id: int, reader: Any) -> JoinRequest | None:
    """The reader's own request that is not answered."""
    return db.session.scalar(
        select(JoinRequest).where(
            JoinRequest.community_id == community_id,
            JoinRequest.person_id == reader.id,
            JoinRequest.answer.is_(None),
        )
    )


def invitations(community_id: int) -> AnySelect:
    """Invitations that are not answered, expired ones among them, the newest first."""
    return (
        select(
            *(Invitation.id, Invitation.email, Invitation.role, Invitation.created_at),
            *(Invitation.expires_at, User.name.label("invited_by")),
        )
        .join(User, User.id == Invitation.invited_by_id)
        .where(Invitation.community_id == community_id, Invitation.answer.is_(None))
        .order_by(Invitation.id.desc())
    )


def invitation(community_id: int, invitation_id: int) -> Invitation | None:
    """One invitation of a community, whatever became of it."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.community_id == community_id, Invitation.id == invitation_id
        )
    )


def invitations_of(reader: Any) -> AnySelect:
    """The communities that the reader was asked into and has not answered."""
    return (
        select(
            *(Invitation.id, Invitation.role, Invitation.expires_at, Community.name),
            *(Community.kind, Community.privacy, Community.summary),
            User.name.label("invited_by"),
        )
        .join(Community, Community.id == Invitation.community_id)
        .join(User, User.id == Invitation.invited_by_id)
        .where(_is_for(reader))
        .order_by(Invitation.id.desc())
    )


def invitation_to(reader: Any, invitation_id: int) -> Invitation | None:
    """An invitation of the reader, whatever became of it."""
    return db.session.scalar(
        select(Invitation)
        .options(joinedload(Invitation.community))
        .where(Invitation.id == invitation_id, Invitation.email == _address(reader))
    )


def _members(community_id: int) -> AnySelect:
    return (
        select(
            *(User.id, User.name, User.job_title, User.disabled_at, Membership.role),
            *(Membership.joined_at, Organisation.name.label("organisation")),
            listed_id().label("listed_id"),
        )
        .join(Membership, Membership.person_id == User.id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(Membership.community_id == community_id)
        .order_by(_RANK, User.name, User.id)
    )


def _can_be_found(reader: Any) -> ColumnElement[bool]:
    return or_(User.is_listed, User.id == reader.id)


def _is_for(reader: Any) -> ColumnElement[bool]:
    """An invitation of the reader that they can accept now."""
    return and_(
        Invitation.email == _address(reader),
        Invitation.answer.is_(None),
        Invitation.expires_at > now(),
    )


def _address(reader: Any) -> str:
    """No invitation has an empty one."""
    return (reader.email or "").lower() if reader.is_authenticated else ""
