"""What owners do with a record that is written: hand it in, take it back, ask for a second look."""

from datetime import datetime

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.innovations.actions.telling import announce, tell_owners
from portal.innovations.errors import NotPossibleError
from portal.innovations.models import Innovation
from portal.innovations.requirements import missing_to_submit
from portal.outbox import put
from portal.visibility import Status


def submit(innovation: Innovation, owner: User, *, at: datetime | None = None) -> None:
    """Hand the record in: into the queue, or back to the moderator who asked for changes.

    Raises NotPossibleError when something is missing or it is not the owner's turn.
    """
    if innovation.status not in (Status.DRAFT, Status.CHANGES_REQUESTED):
        raise NotPossibleError("This record has already been submitted.")
    if missing := missing_to_submit(innovation):
        raise NotPossibleError(f"{missing[0].words}. Then you can submit it.")
    returning = innovation.status == Status.CHANGES_REQUESTED and innovation.reviewer_id
    innovation.status = Status.IN_REVIEW if returning else Status.SUBMITTED
    innovation.submitted_at = at or now()
    _changed(innovation, owner, "innovation:submit")
    tell_owners("innovations.submitted", innovation)
    if returning:
        put("innovations.returned", innovation.ref)


def withdraw(innovation: Innovation, owner: User) -> None:
    """Take the record back to a draft before it is decided.

    Raises NotPossibleError when it is not waiting for a decision.
    """
    waiting = (Status.SUBMITTED, Status.IN_REVIEW, Status.CHANGES_REQUESTED)
    if innovation.status not in waiting:
        raise NotPossibleError("Only a record that waits for a decision can be taken back.")
    innovation.status = Status.DRAFT
    innovation.reviewer_id = innovation.claimed_at = None
    _changed(innovation, owner, "innovation:withdraw")


def appeal(innovation: Innovation, owner: User, *, words: str) -> None:
    """Ask, once, that another moderator looks at a declined record.

    Raises NotPossibleError when it was not declined, or an appeal was made before.
    """
    if innovation.status != Status.DECLINED:
        raise NotPossibleError("You can only appeal against a record being declined.")
    if innovation.appealed_at:
        raise NotPossibleError("You have already appealed once. The decision is final.")
    innovation.status = Status.SUBMITTED
    innovation.appealed_at = innovation.submitted_at = now()
    innovation.appeal_words = words
    innovation.reviewer_id = innovation.claimed_at = None
    _changed(innovation, owner, "innovation:appeal")
    tell_owners("innovations.submitted", innovation)


def _changed(innovation: Innovation, owner: User, act: str) -> None:
    innovation.updated_at = now()
    audit(owner, act, innovation.ref, status=innovation.status)
    announce(innovation.ref)
