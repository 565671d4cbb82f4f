"""What owners want to change in a published record; readers see it when a moderator agrees.

Kept are only the fields that differ from the record. A field that is set back is dropped, and
without any difference nothing is kept at all.
"""

from collections.abc import Mapping
from typing import Any

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.innovations.actions.telling import tell_owners
from portal.innovations.errors import NotPossibleError, StaleVersionError
from portal.innovations.models import Innovation, PendingVersion
from portal.innovations.requirements import missing_to_publish
from portal.innovations.versions import queries
from portal.innovations.versions.contents import as_json, contents_of, difference
from portal.innovations.versions.overlay import over
from portal.outbox import put
from portal.turns import take_turns
from portal.visibility import Status

EDITABLE = (Status.DRAFT, Status.CHANGES_REQUESTED)
NOT_READ = "This is not as you last saw it, so nothing was done. Look at it again."
TAKE_BACK = "Your changes are waiting for a moderator. Take them back before you change them."


def token(innovation: Innovation, pending: PendingVersion | None) -> str:
    """What both texts are at, for a form to send back: the version of the record and the changes.

    Their id may be given again after they are deleted; the moment they were begun is not.
    """
    if pending is None:
        return str(innovation.versions_kept)
    begun = round(pending.created_at.timestamp() * 1_000_000)
    return f"{innovation.versions_kept}.{begun}.{pending.version}"


def must_be_read(innovation: Innovation, seen: str) -> None:
    """Raises NotPossibleError when a page showed the texts at ``seen``, and they are not so now."""
    take_turns(f"pending:{innovation.id}")
    if seen and seen != token(innovation, queries.pending_of(innovation)):
        raise NotPossibleError(NOT_READ)


def as_proposed(innovation: Innovation, pending: PendingVersion | None) -> Innovation:
    """The record as it would read with the changes in place; its ``version`` is the token."""
    record = over(innovation, pending.fields if pending else {})
    record.__dict__["version"] = token(innovation, pending)
    return record


def propose(innovation: Innovation, owner: User, *, fields: Mapping[str, Any], seen: str) -> None:
    """Put what ``owner`` wrote (as ``actions.save`` takes it) among the changes that wait.

    ``seen`` is the token of the texts that they read.

    Raises StaleVersionError when either of the texts has changed since, NotPossibleError when
    a moderator has the changes or the record is not published.
    """
    _must_be_published(innovation)
    take_turns(f"pending:{innovation.id}")
    pending = queries.pending_of(innovation)
    if seen != token(innovation, pending):
        raise StaleVersionError
    if pending and pending.status not in EDITABLE:
        raise NotPossibleError(TAKE_BACK)
    written = as_json(fields)
    now_said = contents_of(innovation)
    if "contact" in written and written["contact"] != now_said["contact"]:
        # Whoever shows their address chooses it, and not the moderator who agrees to it.
        written["contact_person_id"] = owner.id if written["contact"] == "email" else None
    elif "contact" in written:
        written["contact_person_id"] = now_said["contact_person_id"]
    asked = (pending.fields if pending else {}) | written
    changes = difference(now_said, asked)
    if pending is None and changes:
        db.session.add(
            PendingVersion(
                innovation_id=innovation.id,
                fields=changes,
                based_on=innovation.versions_kept,
                author_id=owner.id,
            )
        )
    elif pending and not changes:
        db.session.delete(pending)
    elif pending and changes != pending.fields:
        pending.fields = changes
        pending.updated_at = now()
        pending.author_id = owner.id
    else:
        return
    audit(owner, "pending:save", innovation.ref, fields=sorted(difference(now_said, written)))


def submit(innovation: Innovation, owner: User) -> None:
    """Hand the changes in: into the queue, or back to the moderator who asked for others.

    Raises NotPossibleError when something is missing or it is not the owner's turn.
    """
    pending = _pending(innovation)
    if pending.status not in EDITABLE:
        raise NotPossibleError("These changes have already been submitted.")
    if not difference(contents_of(innovation), pending.fields):
        raise NotPossibleError("The record says all this already. There is nothing to submit.")
    if missing := missing_to_publish(over(innovation, pending.fields)):
        raise NotPossibleError(f"{missing[0].words}. Then you can submit your changes.")
    returning = pending.status == Status.CHANGES_REQUESTED and pending.reviewer_id
    pending.status = Status.IN_REVIEW if returning else Status.SUBMITTED
    pending.submitted_at = now()
    pending.author_id = owner.id
    audit(owner, "pending:submit", innovation.ref)
    tell_owners("innovations.proposed", innovation)
    if returning:
        put("innovations.proposed_again", innovation.ref)


def withdraw(innovation: Innovation, owner: User) -> None:
    """Take the changes back, to work on them.

    Raises NotPossibleError when they do not wait for a decision.
    """
    pending = _pending(innovation)
    if pending.status == Status.DRAFT:
        raise NotPossibleError("These changes have not been submitted.")
    pending.status = Status.DRAFT
    pending.submitted_at = pending.reviewer_id = pending.claimed_at = None
    audit(owner, "pending:withdraw", innovation.ref)


def delete(innovation: Innovation, owner: User) -> None:
    """Delete the changes; the record stays as readers see it.

    Raises NotPossibleError when there are none.
    """
    db.session.delete(_pending(innovation))
    audit(owner, "pending:delete", innovation.ref)


def _pending(innovation: Innovation) -> PendingVersion:
    _must_be_published(innovation)
    if pending := queries.pending_of(innovation):
        return pending
    raise NotPossibleError("There are no changes to this record.")


def _must_be_published(innovation: Innovation) -> None:
    if innovation.status != Status.PUBLISHED:
        raise NotPossibleError("This record is not published any more.")
