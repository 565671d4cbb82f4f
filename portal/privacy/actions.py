"""Asking for an erasure: the account is closed at once, the rest is the worker's."""

from sqlalchemy import delete, func, select

from portal.accounts.models import User
from portal.accounts.sign_in import end_all_sessions
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.forum.models import Invitation
from portal.outbox import put
from portal.people.naming import show_name
from portal.permissions import Role
from portal.privacy.errors import NotPossibleError
from portal.privacy.models import Erasure
from portal.privacy.vocabulary import Extent, LeftName
from portal.turns import take_turns

ERASE = "privacy.erase"


def ask(
    person: User, *, extent: Extent, left_name: LeftName, is_by_command: bool = False
) -> Erasure:
    """Close the account of a person and have them erased.

    Whoever has all their texts erased leaves no name. Raises NotPossibleError while another
    erasure of them goes on, and for the only administrator.
    """
    take_turns("erasures")
    if why := why_not(person):
        raise NotPossibleError(why)
    if extent is Extent.EVERYTHING:
        left_name = LeftName.FORMER
    erasure = Erasure(
        person_id=person.id, extent=extent, left_name=left_name, is_by_command=is_by_command
    )
    db.session.add(erasure)
    db.session.flush()
    audit(
        None if is_by_command else person,
        "data:erase",
        erasure.ref,
        person=person.id,
        extent=extent,
    )
    show_name(person, is_shown=left_name is LeftName.KEPT)
    _close(person)
    put(ERASE, erasure.ref)
    return erasure


def why_not(person: User) -> str:
    """Why a person cannot be erased now; empty if they can."""
    if db.session.scalar(
        select(Erasure.id).where(Erasure.person_id == person.id, Erasure.done_at.is_(None))
    ):
        return "This person is being erased already."
    others = select(func.count()).where(
        User.id != person.id,
        User.role == Role.ADMINISTRATOR,
        User.disabled_at.is_(None),
        User.password_hash.is_not(None),
    )
    if person.has_role(Role.ADMINISTRATOR) and person.is_active and not db.session.scalar(others):
        return "You are the only administrator. Make someone else administrator first."
    return ""


def _close(person: User) -> None:
    """From now on nobody signs in as this person, nobody finds them and nobody writes to them."""
    if person.email is not None:
        invited = func.lower(Invitation.email) == person.email.lower()
        db.session.execute(delete(Invitation).where(invited))
    person.hidden_name = person.email = person.password_hash = None
    person.is_listed = False
    person.role = Role.MEMBER
    person.disabled_at = person.disabled_at or now()
    end_all_sessions(person)
