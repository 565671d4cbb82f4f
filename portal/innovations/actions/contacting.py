"""Writing to the owners of a record through the portal, so that their addresses stay hidden."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.innovations.actions.telling import tell_owners
from portal.innovations.errors import NotPossibleError
from portal.innovations.models import AdoptionMessage, ContactMessage, Innovation
from portal.turns import take_turns


def contact(innovation: Innovation, person: User, *, words: str, a_day: int) -> ContactMessage:
    """Send ``words`` to the owners of a record; they answer by email to ``person``.

    Raises NotPossibleError when the owners want no messages, none of them can
    sign in any more, or the person has sent ``a_day`` messages since yesterday.
    """
    if innovation.contact == "none":
        raise NotPossibleError("The owners of this record take no messages.")
    reachable = User.id.in_(innovation.owner_ids) & User.disabled_at.is_(None)
    if db.session.scalar(select(User.id).where(reachable).limit(1)) is None:
        raise NotPossibleError("No owner of this record uses the portal any more. Ask the team.")
    must_not_be_too_many(person, a_day)
    message = ContactMessage(innovation_id=innovation.id, person_id=person.id, words=words)
    db.session.add(message)
    db.session.flush()
    audit(person, "innovation:contact", innovation.ref)
    tell_owners("innovations.contacted", innovation, contact_id=message.id)
    return message


def must_not_be_too_many(person: User, a_day: int) -> None:
    """Count the messages to owners and to adopters that the person has sent since yesterday.

    Raises NotPossibleError when there are ``a_day`` of them; nobody sends another meanwhile.
    """
    take_turns(f"contact:{person.id}")
    since = now() - timedelta(days=1)
    sent = sum(
        db.session.scalar(select(func.count()).where(kind.person_id == person.id, kind.at > since))
        or 0
        for kind in (ContactMessage, AdoptionMessage)
    )
    if sent >= a_day:
        raise NotPossibleError(
            f"You have sent as many messages as you can in a day ({a_day}). Try again tomorrow."
        )
