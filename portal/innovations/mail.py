"""Mails about a record: the receipt, the word to its reviewer, and every decision.

They are written when they are sent, from what the database then says: who is
not an owner any more, or cannot sign in any more, gets none.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import mail
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import queries
from portal.innovations import vocabulary as v
from portal.innovations.models import ContactMessage, Decision, Innovation
from portal.innovations.parts import LABELS
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
}
REASONS = {
    "declined": v.DECLINE_REASONS,
    "retired": v.RETIRE_REASONS,
    "hidden": v.HIDE_REASONS,
}
RETURNED = "Back for review"
RECEIVED = "Received"


@handles("innovations.decided")
def tell_decision(message: Message) -> None:
    """Tell the owners what was decided, why, and how to answer."""
    decision = db.session.scalar(
        select(Decision)
        .where(Decision.id == message.payload["decision_id"])
        .options(joinedload(Decision.decided_by))
    )
    innovation = _record(message)
    if decision is None or innovation is None:
        return
    context = {
        "decision": decision,
        "reason": REASONS.get(decision.kind, {}).get(decision.reason or "", ""),
        "is_final": bool(innovation.appealed_at and innovation.appealed_at < decision.at),
        "rating": v.RATINGS.get(innovation.evidence_rating or "", "").lower(),
        "comments": [(LABELS.get(name, name), said) for name, said in decision.comments.items()],
    }
    for owner in owners(innovation):
        # Who retired their own record knows it.
        if owner.id != decision.decided_by_id:
            _send(
                owner,
                innovation,
                template=decision.kind,
                subject=SUBJECTS[decision.kind],
                # The id of an outbox row is given again once it is done; that of a decision never.
                message_id=f"decision-{decision.id}-{owner.id}",
                **context,
            )


@handles("innovations.submitted")
def tell_submitted(message: Message) -> None:
    """Send the owners a receipt, and the record's reviewer word that it is back."""
    innovation = _record(message)
    if innovation is None or innovation.status not in (Status.SUBMITTED, Status.IN_REVIEW):
        return
    moment = f"{message.created_at:%Y%m%d%H%M%S%f}"
    key = f"submitted-{innovation.id}-{moment}"
    reviewer = innovation.reviewer if _came_back(innovation) else None
    for owner in owners(innovation):
        _send(
            owner,
            innovation,
            template="received",
            subject=RECEIVED,
            message_id=f"{key}-{owner.id}",
            reviewer=reviewer,
            is_appeal=innovation.appealed_at == innovation.submitted_at,
            place=queries.place_in_queue(innovation),
        )
    if reviewer and reviewer.is_active and allowed(reviewer, Action.INNOVATION_DECIDE, innovation):
        _send(
            reviewer,
            innovation,
            template="returned",
            subject=RETURNED,
            message_id=f"{key}-{reviewer.id}",
        )


@handles("innovations.asked")
def tell_asked(message: Message) -> None:
    """Pass a reader's message on to the owners, with the reader's address to answer to."""
    asked = db.session.scalar(
        select(ContactMessage)
        .where(ContactMessage.id == message.payload["contact_id"])
        .options(joinedload(ContactMessage.person))
    )
    innovation = _record(message)
    if asked is None or innovation is None:
        return
    for owner in owners(innovation):
        _send(
            owner,
            innovation,
            template="asked",
            subject="A message about your record",
            message_id=f"asked-{asked.id}-{owner.id}",
            asker=asked.person,
            words=asked.words,
        )


def _came_back(innovation: Innovation) -> bool:
    """Whether it was submitted to the moderator who had claimed it before."""
    claimed, submitted = innovation.claimed_at, innovation.submitted_at
    return bool(claimed and submitted and claimed < submitted)


def owners(innovation: Innovation) -> Sequence[User]:
    """The owners who have an account and can sign in."""
    return db.session.scalars(
        select(User)
        .where(User.id.in_(innovation.owner_ids), User.disabled_at.is_(None))
        .order_by(User.id)
    ).all()


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
        name=person.name,
        subject=f"{subject}: {innovation.title}",
        text=text,
        message_id=message_id,
    )
