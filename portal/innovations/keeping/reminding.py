"""Mails that keep records true, written when they are sent, from what the database then says."""

from datetime import date
from typing import Any

from portal import mail
from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.innovations import vocabulary as v
from portal.innovations.keeping import queries
from portal.innovations.models import ContactMessage, Innovation, OwnershipOffer
from portal.mail.texts import text_of
from portal.outbox import Message, handles
from portal.records import parse_ref
from portal.visibility import TAKEN_AWAY, Status


@handles("innovations.review_due", slow=True)
def tell_review_due(message: Message) -> None:
    """Remind an owner or the backup owner, unless someone has confirmed the record meanwhile."""
    person, innovation = _found(message)
    if person is None or innovation is None or innovation.status != Status.PUBLISHED:
        return
    due = date.fromisoformat(message.payload["review_on"])
    is_theirs = person.id in innovation.owner_ids or person.id == innovation.backup_owner_id
    if not is_theirs or innovation.review_on != due:
        return
    subject = "Is this still true?" if today() < due else "Please confirm that this is still true"
    name = f"review-{innovation.id}-{due}-{message.payload['days']}-{person.id}"
    is_backup = person.id not in innovation.owner_ids
    _send(person, innovation, "review_due", subject, name, due=due, is_backup=is_backup)


@handles("innovations.backup_named", slow=True)
def tell_backup_named(message: Message) -> None:
    """Tell someone that they stand in for the owners of a record."""
    person, innovation = _found(message)
    by = db.session.get(User, message.payload["by_id"])
    if person and innovation and by and innovation.backup_owner_id == person.id:
        name = f"backup-{message.id}-{person.id}"
        _send(person, innovation, "backup_named", "You stand in for its owners", name, by=by)


@handles("innovations.offered", slow=True)
def tell_offered(message: Message) -> None:
    """Tell someone that a record is offered to them."""
    person, innovation, offer = _offered(message)
    if person and innovation and offer and offer.answer is None:
        _send_of(offer, person, innovation, "offered", "Will you look after this record?")


@handles("innovations.offer_answered", slow=True)
def tell_answered(message: Message) -> None:
    """Tell who offered a record what the answer is."""
    person, innovation, offer = _offered(message)
    if person is None or innovation is None or offer is None:
        return
    contact = db.session.get(ContactMessage, message.payload.get("contact_id") or 0)
    is_accepted = offer.answer == "accepted"
    subject = f"{offer.taker.name} {'looks after it now' if is_accepted else 'said no'}"
    words = contact.words if contact else ""
    _send_of(offer, person, innovation, "offer_answered", subject, words=words)


@handles("innovations.offer_withdrawn", slow=True)
def tell_withdrawn(message: Message) -> None:
    """Tell someone that a record is not offered to them any more."""
    person, innovation, offer = _offered(message)
    if person and innovation and offer:
        _send_of(offer, person, innovation, "offer_withdrawn", "The offer was taken back")


@handles("innovations.offer_expired", slow=True)
def tell_expired(message: Message) -> None:
    """Tell who offered a record, and the moderators, that nobody took it."""
    person, innovation, offer = _offered(message)
    if person is None or innovation is None or offer is None:
        return
    is_giver = person.id == offer.from_id
    if is_giver or innovation.status in queries.LOOKED_AFTER:
        subject = "Nobody answered your offer" if is_giver else "This record needs an owner"
        _send_of(offer, person, innovation, "offer_expired", subject, is_giver=is_giver)


@handles("innovations.purged", slow=True)
def tell_purged(message: Message) -> None:
    """Tell an owner that their record was removed for good; it is named by its identifier alone."""
    person = db.session.get(User, parse_ref(message.subject)[1])
    if person is None or not person.is_active:
        return
    identifier = message.payload["identifier"]
    reason = v.PURGE_REASONS[message.payload["reason"]]
    text = text_of(
        "innovations/keeping/mail/purged.txt", person=person, identifier=identifier, reason=reason
    )
    mail.send(
        to=person.email,
        name=person.own_name,
        subject=f"Removed for good: {identifier}",
        text=text,
        message_id=f"purged-{message.id}-{person.id}",
    )


def _found(message: Message) -> tuple[User | None, Innovation | None]:
    """Who the message is for, if they can sign in, and the record, if it is not taken away."""
    person = db.session.get(User, message.payload["person_id"])
    innovation = db.session.get(Innovation, parse_ref(message.subject)[1])
    return (
        person if person and person.is_active else None,
        innovation if innovation and innovation.status not in TAKEN_AWAY else None,
    )


def _offered(message: Message) -> tuple[User | None, Innovation | None, OwnershipOffer | None]:
    return *_found(message), queries.offer(message.payload["offer_id"])


def _send_of(
    offer: OwnershipOffer,
    person: User,
    innovation: Innovation,
    template: str,
    subject: str,
    **context: Any,
) -> None:
    name = f"{template.replace('_', '-')}-{offer.id}-{person.id}"
    _send(person, innovation, template, subject, name, offer=offer, **context)


def _send(
    person: User,
    innovation: Innovation,
    template: str,
    subject: str,
    message_id: str,
    **context: Any,
) -> None:
    text = text_of(
        f"innovations/keeping/mail/{template}.txt",
        person=person,
        innovation=innovation,
        **context,
    )
    mail.send(
        to=person.email,
        name=person.own_name,
        subject=f"{subject}: {innovation.title}",
        text=text,
        message_id=message_id,
    )
