"""What moderators decide on changes to a published record; the record stays until they agree."""

from collections.abc import Mapping

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.innovations.actions.deciding import decide, rate_evidence, set_reviewed
from portal.innovations.actions.recording import RATED_FIELDS, save
from portal.innovations.errors import NotPossibleError
from portal.innovations.models import Decision, Innovation, PendingVersion
from portal.innovations.requirements import missing_to_publish
from portal.innovations.versions import queries
from portal.innovations.versions.contents import contents_of, difference, fields_of
from portal.innovations.versions.overlay import over
from portal.visibility import Status

OWN = "These changes are yours, or they name you, so another moderator decides."


def claim(innovation: Innovation, moderator: User) -> None:
    """Take the changes from the queue.

    Raises NotPossibleError when they are not in it, someone else has them, or the moderator
    has a part in them.
    """
    pending = _pending(innovation)
    if pending.status == Status.IN_REVIEW and pending.reviewer_id == moderator.id:
        return
    if pending.status != Status.SUBMITTED:
        raise NotPossibleError(
            "Another moderator has claimed these changes, or they are no longer in the queue."
        )
    _must_be_apart(innovation, pending, moderator)
    pending.status = Status.IN_REVIEW
    pending.reviewer_id = moderator.id
    pending.claimed_at = now()
    audit(moderator, "pending:claim", innovation.ref)


def release(innovation: Innovation, moderator: User) -> None:
    """Put the changes back into the queue, for any moderator; their place is kept.

    Raises NotPossibleError when they are not in review.
    """
    pending = _pending(innovation)
    if pending.status != Status.IN_REVIEW:
        raise NotPossibleError("These changes are not in review.")
    pending.status = Status.SUBMITTED
    pending.reviewer_id = pending.claimed_at = None
    audit(moderator, "pending:release", innovation.ref)


def request_changes(
    innovation: Innovation, moderator: User, *, words: str, comments: Mapping[str, str]
) -> Decision:
    """Send the changes back to the owners with what to put right; both words are required.

    Raises NotPossibleError when they are not in this moderator's review.
    """
    pending = _held(innovation, moderator)
    if not words or not comments:
        raise NotPossibleError("Say why, and what to change in at least 1 field.")
    pending.status = Status.CHANGES_REQUESTED
    return decide(
        innovation,
        moderator,
        "changes_requested",
        words=words,
        comments=dict(comments),
        proposed=pending.fields,
    )


def decline(innovation: Innovation, moderator: User, *, reason: str, words: str) -> Decision:
    """Say no to the changes. Their owners keep them as a draft, and the decision keeps them too.

    Raises NotPossibleError when they are not in this moderator's review.
    """
    pending = _held(innovation, moderator)
    pending.status = Status.DRAFT
    pending.submitted_at = pending.reviewer_id = pending.claimed_at = None
    return decide(
        innovation, moderator, "declined", words=words, reason=reason, proposed=pending.fields
    )


def approve(
    innovation: Innovation, moderator: User, *, rating: str, rating_reason: str, words: str = ""
) -> Decision:
    """Write the changes into the record as it is now, and rate what it then says.

    A rating that is left as it was stays that of the person, day and version it is from.

    Raises NotPossibleError when they are not in this moderator's review or something is missing.
    """
    pending = _held(innovation, moderator)
    proposed = over(innovation, pending.fields)
    if missing := missing_to_publish(proposed):
        raise NotPossibleError(
            "It cannot be published yet: " + "; ".join(m.words for m in missing) + "."
        )
    # Read through the record, so that what is not there any more is left out.
    contents = contents_of(proposed)
    changes = difference(contents_of(innovation), contents)
    save(
        innovation,
        moderator,
        fields=fields_of(changes),
        version=innovation.version,
        act="approved",
        by_id=pending.author_id,
    )
    if (innovation.evidence_rating, innovation.rating_reason) != (rating, rating_reason):
        rate_evidence(innovation, moderator, rating=rating, reason=rating_reason)
    set_reviewed(innovation, moderator)
    db.session.delete(pending)
    return decide(innovation, moderator, "published", words=words, proposed=pending.fields)


def changes_what_was_rated(pending: PendingVersion) -> bool:
    """Whether the present rating would lapse with the changes."""
    return bool(RATED_FIELDS & pending.fields.keys())


def _pending(innovation: Innovation) -> PendingVersion:
    pending = queries.pending_of(innovation)
    if pending is None or innovation.status != Status.PUBLISHED:
        raise NotPossibleError("There are no changes to decide on any more.")
    return pending


def _held(innovation: Innovation, moderator: User) -> PendingVersion:
    pending = _pending(innovation)
    if pending.status != Status.IN_REVIEW or pending.reviewer_id != moderator.id:
        raise NotPossibleError("Claim these changes before you decide on them.")
    _must_be_apart(innovation, pending, moderator)
    return pending


def has_part(innovation: Innovation, pending: PendingVersion, person: User) -> bool:
    """Whether the person wrote the changes, or is named in the record or by the changes."""
    named = {row["user_id"] for row in pending.fields.get("people", ())}
    return person.id in innovation.involved_ids | named | {pending.author_id}


def _must_be_apart(innovation: Innovation, pending: PendingVersion, moderator: User) -> None:
    if has_part(innovation, pending, moderator):
        raise NotPossibleError(OWN)
