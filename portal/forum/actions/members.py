"""Who is in a community, and as what. A community always keeps a manager."""

from sqlalchemy import ColumnElement, delete, func, select, update

from portal import audit
from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.forum.errors import NotPossibleError
from portal.forum.models import Community, JoinRequest, Membership
from portal.forum.telling import tell_joining
from portal.forum.vocabulary import MemberRole
from portal.records import Actor
from portal.turns import take_turns

ONLY_MANAGER = "A community always keeps a manager. Make somebody else a manager first."


def add(
    community: Community,
    person: Actor,
    actor: Actor | None,
    *,
    role: str = MemberRole.MEMBER,
    act: str = "community:join",
) -> bool:
    """Let the person in; whoever is in it already stays what they are.

    Returns whether they are new. What they had asked for is answered by that.
    """
    _take_turn(community)
    if role_of(community, person) is not None:
        return False
    db.session.add(Membership(community_id=community.id, person_id=person.id, role=role))
    db.session.execute(
        update(JoinRequest)
        .where(
            JoinRequest.community_id == community.id,
            JoinRequest.person_id == person.id,
            JoinRequest.answer.is_(None),
        )
        .values(answer="accepted", answered_at=now(), answered_by_id=actor.id if actor else None)
    )
    audit.record(actor, act, community.ref, person=person.id, role=role)
    return True


def leave(community: Community, person: Actor) -> None:
    """Raises NotPossibleError for the only manager."""
    _take_turn(community)
    if _take_out(community, person):
        audit.record(person, "community:leave", community.ref)


def remove(community: Community, person: Actor, actor: Actor | None) -> bool:
    """Take somebody out, who is told; whether they were in it.

    Raises NotPossibleError for the only manager.
    """
    _take_turn(community)
    if not _take_out(community, person):
        return False
    audit.record(actor, "community:remove", community.ref, person=person.id)
    tell_joining(community, "removed", [person.id], actor)
    return True


def change_role(community: Community, person: Actor, actor: Actor | None, *, role: str) -> bool:
    """Make a member something else, who is told; whether anything changed.

    Raises NotPossibleError for the only manager, and for who is not in it.
    """
    _take_turn(community)
    before = role_of(community, person)
    if before is None:
        raise NotPossibleError("This person is not in the community any more.")
    if before == role:
        return False
    if before == MemberRole.MANAGER:
        _must_keep_a_manager(community, person)
    db.session.execute(update(Membership).where(*_at(community, person)).values(role=role))
    audit.record(actor, "community:role", community.ref, person=person.id, role=[before, role])
    if actor is None or actor.id != person.id:
        tell_joining(community, "role", [person.id], actor)
    return True


def role_of(community: Community, person: Actor) -> str | None:
    """What the person is in the community now, whatever was read before."""
    return db.session.scalar(select(Membership.role).where(*_at(community, person)))


def _take_turn(community: Community) -> None:
    """Two managers who go at the same moment must not both find the other still there."""
    take_turns(f"community-people-{community.id}")


def _take_out(community: Community, person: Actor) -> bool:
    role = role_of(community, person)
    if role is None:
        return False
    if role == MemberRole.MANAGER:
        _must_keep_a_manager(community, person)
    db.session.execute(delete(Membership).where(*_at(community, person)))
    return True


def _must_keep_a_manager(community: Community, person: Actor) -> None:
    """Who cannot sign in any more manages nothing."""
    others = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.person_id)
        .where(
            Membership.community_id == community.id,
            Membership.role == MemberRole.MANAGER,
            Membership.person_id != person.id,
            User.disabled_at.is_(None),
        )
    )
    if not db.session.scalar(others):
        raise NotPossibleError(ONLY_MANAGER)


def _at(community: Community, person: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Membership.community_id == community.id, Membership.person_id == person.id
