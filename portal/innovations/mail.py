"""Mails about a record: the receipt, the word to its reviewer, and every decision.

They are written when they are sent, from what the database then says: who is
not an owner any more, or cannot sign in any more, gets none.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import mail
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import vocabulary as v
from portal.innovations.models import ContactMessage, Decision, Innovation
from portal.innovations.parts import LABELS
from portal.innovations.versions.queries import pending_of
from portal.innovations.waiting import place_in_queue
from portal.mail.texts import text_of
from portal.outbox import Message, handles
from portal.permissions import Action, allowed
from portal.records import parse_ref
from portal.visibility import Status

SUBJECTS = {
    "published": "Published",
    "changes_requested": "Changes requested",
    "declined": "Declined",
    "retired": "Retired",
    "hidden": "Hidden by a moderator",
    "restored": "Shown again",
    "merged": "Merged with another record",
    "rated": "Evidence rated",
}
# Of decisions on changes to a published record.
SUBJECTS_OF_CHANGES = {
    "published": "Changes published",
    "changes_requested": "Changes sent back",
    "declined": "Changes declined",
}
REASONS = {
    "declined": v.DECLINE_REASONS,
    "retired": v.RETIRE_REASONS,
    "hidden": v.HIDE_REASONS,
}
UNDECIDED = (Status.SUBMITTED, Status.IN_REVIEW)
RETURNED = "Back for review"
RECEIVED = "Received"


@handles("innovations.decided", slow=True)
def tell_decision(message: Message) -> None:
    """Tell an owner what was decided, why, and how to answer."""
    decision = db.session.scalar(
        select(Decision)
        .where(Decision.id == message.payload["decision_id"])
        .options(joinedload(Decision.decided_by))
    )
    innovation = _record(message)
    owner = _owner(message, innovation)
    if decision is None or innovation is None or owner is None:
        return
    _send(
        owner,
        innovation,
        template=f"pending/{decision.kind}" if decision.is_on_pending else decision.kind,
        subject=(SUBJECTS_OF_CHANGES if decision.is_on_pending else SUBJECTS)[decision.kind],
        message_id=f"decision-{decision.id}-{owner.id}",
        decision=decision,
        reason=REASONS.get(decision.kind, {}).get(decision.reason or "", ""),
        is_final=bool(innovation.appealed_at and innovation.appealed_at < decision.at),
        rating=v.RATINGS.get(innovation.evidence_rating or "", "").lower(),
        comments=[(LABELS.get(name, name), said) for name, said in decision.comments.items()],
    )


@handles("innovations.submitted", slow=True)
def tell_submitted(message: Message) -> None:
    """Send an owner a receipt."""
    innovation = _record(message)
    owner = _owner(message, innovation)
    if innovation is None or owner is None or innovation.status not in UNDECIDED:
        return
    _send(
        owner,
        innovation,
        template="received",
        subject=RECEIVED,
        message_id=f"submitted-{innovation.id}-{message.id}",
        reviewer=innovation.reviewer if _came_back(innovation) else None,
        is_appeal=innovation.appealed_at == innovation.submitted_at,
        place=place_in_queue(innovation),
    )


@handles("innovations.returned", slow=True)
def tell_returned(message: Message) -> None:
    """Send the record's reviewer word that it is back."""
    innovation = _record(message)
    if innovation is None or innovation.status not in UNDECIDED or not _came_back(innovation):
        return
    reviewer = innovation.reviewer
    if reviewer and reviewer.is_active and allowed(reviewer, Action.INNOVATION_DECIDE, innovation):
        _send(
            reviewer,
            innovation,
            template="returned",
            subject=RETURNED,
            message_id=f"returned-{innovation.id}-{message.id}",
        )


@handles("innovations.proposed", slow=True)
def tell_proposed(message: Message) -> None:
    """Send an owner a receipt for changes to a published record."""
    innovation = _record(message)
    owner = _owner(message, innovation)
    pending = pending_of(innovation) if innovation and owner else None
    if innovation and owner and pending and pending.status in UNDECIDED:
        _send(
            owner,
            innovation,
            template="pending/received",
            subject=RECEIVED,
            message_id=f"proposed-{innovation.id}-{message.id}",
            pending=pending,
            place=place_in_queue(pending),
        )


@handles("innovations.proposed_again", slow=True)
def tell_proposed_again(message: Message) -> None:
    """Send the moderator who sent changes back word that they are there again."""
    innovation = _record(message)
    pending = pending_of(innovation) if innovation else None
    if innovation is None or pending is None or pending.status != Status.IN_REVIEW:
        return
    reviewer = pending.reviewer
    if reviewer and reviewer.is_active and allowed(reviewer, Action.INNOVATION_DECIDE, innovation):
        _send(
            reviewer,
            innovation,
            template="pending/returned",
            subject=RETURNED,
            message_id=f"proposed-again-{innovation.id}-{message.id}",
        )


@handles("innovations.contacted", slow=True)
def tell_contacted(message: Message) -> None:
    """Pass a reader's message on to an owner, with the reader's address to answer to."""
    contact = db.session.scalar(
        select(ContactMessage)
        .where(ContactMessage.id == message.payload["contact_id"])
        .options(joinedload(ContactMessage.person))
    )
    innovation = _record(message)
    owner = _owner(message, innovation)
    if contact is None or innovation is None or owner is None:
        return
    _send(
        owner,
        innovation,
        template="contacted",
        subject="A message about your record",
        message_id=f"contact-{contact.id}-{owner.id}",
        sender=contact.person,
        words=contact.words,
    )


def _came_back(innovation: Innovation) -> bool:
    """Whether it was submitted to the moderator who had claimed it before."""
    claimed, submitted = innovation.claimed_at, innovation.submitted_at
    return bool(claimed and submitted and claimed < submitted)


def _owner(message: Message, innovation: Innovation | None) -> User | None:
    """The person whom the message is for, if they still own the record and can sign in."""
    person = db.session.get(User, message.payload["person_id"])
    owns = person and innovation and person.id in innovation.owner_ids
    return person if person and owns and person.is_active else None


def _record(message: Message) -> Innovation | None:
    return db.session.scalar(
        select(Innovation)
        .where(Innovation.id == parse_ref(message.subject)[1])
        .options(joinedload(Innovation.reviewer))
    )


def _send(
    person: User,
    innovation: Innovation,
    *,
    template: str,
    subject: str,
    message_id: str,
    **context: Any,
) -> None:
    text = text_of(
        f"innovations/mail/{template}.txt", person=person, innovation=innovation, **context
    )
    mail.send(
        to=person.email,
        name=person.own_name,
        subject=f"{subject}: {innovation.title}",
        text=text,
        message_id=message_id,
    )
