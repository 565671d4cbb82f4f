"""How people come into a community: they join, ask to be let in, or are invited."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from portal import audit
from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.forum.actions import members
from portal.forum.errors import NotPossibleError
from portal.forum.models import Community, Invitation, JoinRequest, Membership
from portal.forum.seeing import STEWARDS
from portal.forum.telling import tell_joining
from portal.forum.vocabulary import INVITATION_DAYS
from portal.records import Actor
from portal.turns import take_turns

CLOSED = "This community is closed. It can be read, and nobody joins it any more."


@dataclass
class Invited:
    """What became of a list of addresses."""

    new: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    """They are in it already."""
    waiting: list[str] = field(default_factory=list)
    """They were invited before and have time left to answer."""


def join(community: Community, person: Actor) -> None:
    """Come into an open community. Raises NotPossibleError when it is closed."""
    _must_be_open(community)
    members.add(community, person, person)


def ask(community: Community, person: Actor, *, words: str) -> None:
    """Ask those who run the community to be let in; they are told. Asked again, nothing happens.

    Raises NotPossibleError when it is closed.
    """
    _must_be_open(community)
    take_turns(f"community-people-{community.id}")
    if open_request(community, person) is not None:
        return
    db.session.add(JoinRequest(community_id=community.id, person_id=person.id, words=words))
    audit.record(person, "community:request", community.ref)
    who_run = select(Membership.person_id).where(
        Membership.community_id == community.id, Membership.role.in_(STEWARDS)
    )
    tell_joining(community, "requested", db.session.scalars(who_run), person)


def take_back(community: Community, person: Actor) -> None:
    """Withdraw one's own request; nothing when there is none."""
    request = open_request(community, person)
    if request is not None:
        _answer(request, "withdrawn", person)
        audit.record(person, "community:request-withdraw", community.ref)


def admit(community: Community, request: JoinRequest, actor: Actor) -> None:
    """Let in who asked, who is told. Raises NotPossibleError when it was answered before."""
    person = _asker(community, request)
    members.add(community, person, actor, act="community:admit")
    _answer(request, "accepted", actor)
    tell_joining(community, "admitted", [person.id], actor)


def decline(community: Community, request: JoinRequest, actor: Actor, *, reason: str) -> None:
    """Who asked is told why. Raises NotPossibleError when it was answered before."""
    person = _asker(community, request)
    request.reason = reason
    _answer(request, "declined", actor)
    audit.record(actor, "community:decline", community.ref, person=person.id)
    tell_joining(community, "declined", [person.id], actor)


def open_request(community: Community, person: Actor) -> JoinRequest | None:
    """The person's request that is not answered."""
    return db.session.scalar(
        select(JoinRequest).where(
            JoinRequest.community_id == community.id,
            JoinRequest.person_id == person.id,
            JoinRequest.answer.is_(None),
        )
    )


def invite(community: Community, actor: Actor, *, addresses: Iterable[str], role: str) -> Invited:
    """Invite people by their addresses, all at once; those who can sign in are told.

    Who is in it already is left alone, and so is an invitation that can still be accepted.
    Raises NotPossibleError when the community is closed.
    """
    _must_be_open(community)
    take_turns(f"community-people-{community.id}")
    wanted = list(dict.fromkeys(address.lower() for address in addresses))
    people = _people(wanted)
    inside = _inside(community, people.values())
    before = _open_invitations(community, wanted)
    said = Invited()
    for address in wanted:
        if people.get(address) in inside:
            said.members.append(address)
        elif address in before and before[address].expires_at > now():
            said.waiting.append(address)
        else:
            said.new.append(address)
            _invite(community, actor, address, role, before.get(address))
    db.session.flush()
    if said.new:
        audit.record(actor, "community:invite", community.ref, role=role, people=len(said.new))
    told = [people[address] for address in said.new if address in people]
    tell_joining(community, "invited", told, actor)
    return said


def accept(invitation: Invitation, person: Actor) -> None:
    """Accepted twice, the second does nothing.

    Raises NotPossibleError when the invitation does not hold any more.
    """
    _take_turn(invitation)
    if invitation.answer == "accepted":
        return
    _must_hold(invitation)
    _answer(invitation, "accepted")
    members.add(invitation.community, person, person, role=invitation.role, act="community:accept")


def refuse(invitation: Invitation, person: Actor) -> None:
    """The person does not want to come in."""
    _take_turn(invitation)
    if invitation.answer is None:
        _answer(invitation, "declined")
        audit.record(person, "community:invitation-decline", invitation.community.ref)


def uninvite(community: Community, invitation: Invitation, actor: Actor) -> None:
    """Take an invitation back. Raises NotPossibleError when it was answered before."""
    _take_turn(invitation)
    if invitation.answer == "withdrawn":
        return
    if invitation.answer is not None:
        raise NotPossibleError("This invitation was answered meanwhile.")
    _answer(invitation, "withdrawn")
    audit.record(actor, "community:invitation-withdraw", community.ref, invitation=invitation.id)


def _must_be_open(community: Community) -> None:
    if community.closed_at is not None:
        raise NotPossibleError(CLOSED)


def _take_turn(invitation: Invitation) -> None:
    """Who takes an invitation back and who answers it at that moment see what the other did."""
    take_turns(f"community-people-{invitation.community_id}")
    db.session.refresh(invitation, ["answer", "expires_at"])


def _must_hold(invitation: Invitation) -> None:
    if invitation.answer == "withdrawn":
        raise NotPossibleError("This invitation was taken back.")
    if invitation.answer is not None:
        raise NotPossibleError("You have answered this invitation before.")
    if invitation.expires_at <= now():
        raise NotPossibleError(
            f"This invitation has expired: it held for {INVITATION_DAYS} days. "
            "Ask who invited you to do it again."
        )


def _asker(community: Community, request: JoinRequest) -> User:
    take_turns(f"community-people-{community.id}")
    db.session.refresh(request)
    if request.answer is not None:
        raise NotPossibleError("This request was answered meanwhile.")
    return db.session.get_one(User, request.person_id)


def _answer(asked: JoinRequest | Invitation, answer: str, actor: Actor | None = None) -> None:
    asked.answer = answer
    asked.answered_at = now()
    if isinstance(asked, JoinRequest):
        asked.answered_by_id = actor.id if actor else None
    db.session.flush()


def _people(addresses: list[str]) -> dict[str, int]:
    """The ids of those who can sign in with one of the addresses."""
    query = select(func.lower(User.email), User.id).where(
        func.lower(User.email).in_(addresses), User.disabled_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _inside(community: Community, person_ids: Iterable[int]) -> set[int]:
    query = select(Membership.person_id).where(
        Membership.community_id == community.id, Membership.person_id.in_(list(person_ids))
    )
    return set(db.session.scalars(query))


def _open_invitations(community: Community, addresses: list[str]) -> dict[str, Invitation]:
    query = select(Invitation).where(
        Invitation.community_id == community.id,
        Invitation.email.in_(addresses),
        Invitation.answer.is_(None),
    )
    return {invitation.email: invitation for invitation in db.session.scalars(query)}


def _invite(
    community: Community, actor: Actor, address: str, role: str, expired: Invitation | None
) -> None:
    """An expired one that was never answered begins anew: there is one open of each address."""
    invitation = expired or Invitation(community_id=community.id, email=address)
    invitation.role = role
    invitation.invited_by_id = actor.id
    invitation.created_at = now()
    invitation.expires_at = invitation.created_at + timedelta(days=INVITATION_DAYS)
    db.session.add(invitation)
