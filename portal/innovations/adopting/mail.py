"""Mails about adoptions, written when they are sent, from what the database then says."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import mail
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import vocabulary as v
from portal.innovations.adopting.queries import Adopted
from portal.innovations.models import Adoption, AdoptionMessage, Innovation
from portal.mail.texts import text_of
from portal.outbox import Message, handles
from portal.permissions import Action, allowed
from portal.records import parse_ref
from portal.visibility import OPEN


@handles("adoptions.said", slow=True)
def tell_said(message: Message) -> None:
    """Ask an owner of the record to confirm what was said."""
    if (found := _found(message)) is None:
        return
    person, innovation, adoption = found
    is_theirs = allowed(person, Action.ADOPTION_DECIDE, Adopted(adoption, innovation))
    if is_theirs and adoption.state == "waiting":
        _send(message, person, innovation, "said", "Someone does this too", adoption=adoption)


@handles("adoptions.decided", slow=True)
def tell_decided(message: Message) -> None:
    """Tell who said it what the owners say to it."""
    if (found := _found(message)) is None:
        return
    person, innovation, adoption = found
    if adoption.state == "waiting":
        return
    is_confirmed = adoption.state == "confirmed"
    subject = "Confirmed" if is_confirmed else "Not confirmed"
    _send(message, person, innovation, adoption.state, subject, adoption=adoption)


@handles("adoptions.edited", slow=True)
def tell_edited(message: Message) -> None:
    """Tell who said it that a moderator changed it."""
    if (found := _found(message)) is None:
        return
    person, innovation, adoption = found
    _send(message, person, innovation, "edited", "Changed by a moderator", adoption=adoption)


@handles("adoptions.taken_up", slow=True)
def tell_taken_up(message: Message) -> None:
    """Tell who looked after it that a colleague does so now."""
    if (found := _found(message)) is None:
        return
    person, innovation, adoption = found
    colleague = db.session.get(User, message.payload["by_id"])
    if colleague is not None and adoption.person_id != person.id:
        subject = "A colleague looks after this now"
        _send(message, person, innovation, "taken_up", subject, colleague=colleague)


@handles("adoptions.removed", slow=True)
def tell_removed(message: Message) -> None:
    """Tell who said it that it was taken away, and why."""
    person, innovation = _person(message), _record(message)
    if person and innovation:
        organisation, words = message.payload["organisation"], message.payload["words"]
        _send(
            message,
            person,
            innovation,
            "removed",
            "Removed",
            organisation=organisation,
            words=words,
        )


@handles("adoptions.contacted", slow=True)
def tell_contacted(message: Message) -> None:
    """Pass a reader's message on, with the reader's address to answer to."""
    found = _found(message)
    contact = db.session.scalar(
        select(AdoptionMessage)
        .where(AdoptionMessage.id == message.payload["contact_id"])
        .options(joinedload(AdoptionMessage.person))
    )
    if found is None or contact is None:
        return
    person, innovation, adoption = found
    if adoption.person_id == person.id:
        _send(
            message,
            person,
            innovation,
            "contacted",
            "A message about your use",
            sender=contact.person,
            words=contact.words,
        )


def _found(message: Message) -> tuple[User, Innovation, Adoption] | None:
    """Who the message is for, the record and the adoption, while all of them are there."""
    person, innovation = _person(message), _record(message)
    adoption = db.session.scalar(
        select(Adoption)
        .where(Adoption.id == message.payload["adoption_id"])
        .options(joinedload(Adoption.organisation), joinedload(Adoption.person))
    )
    return (person, innovation, adoption) if person and innovation and adoption else None


def _person(message: Message) -> User | None:
    person = db.session.get(User, message.payload["person_id"])
    return person if person and person.is_active else None


def _record(message: Message) -> Innovation | None:
    """The record, while others than its owners can see it."""
    innovation = db.session.get(Innovation, parse_ref(message.subject)[1])
    return innovation if innovation and innovation.status in OPEN else None


def _send(
    message: Message,
    person: User,
    innovation: Innovation,
    template: str,
    subject: str,
    **context: Any,
) -> None:
    text = text_of(
        f"innovations/adopting/mail/{template}.txt",
        person=person,
        innovation=innovation,
        stages=v.ADOPTION_STAGES,
        **context,
    )
    mail.send(
        to=person.email,
        name=person.own_name,
        subject=f"{subject}: {innovation.title}",
        text=text,
        message_id=f"adoption-{template}-{message.id}-{person.id}",
    )
