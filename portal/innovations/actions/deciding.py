"""What moderators decide. Every decision has a reason, and its owners are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now, today
from portal.extensions import db
from portal.innovations.actions.telling import announce, tell_owners
from portal.innovations.errors import NotPossibleError
from portal.innovations.keeping.dates import next_review
from portal.innovations.models import Decision, Innovation
from portal.innovations.requirements import missing_to_publish
from portal.innovations.versions.ending import end
from portal.innovations.versions.kept import keep_first
from portal.visibility import OPEN, Status


def claim(innovation: Innovation, moderator: User) -> None:
    """Take a record from the queue.

    Raises NotPossibleError when it is not in the queue, someone else has it, or the
    moderator declined it before and it is an appeal.
    """
    if innovation.status == Status.IN_REVIEW and innovation.reviewer_id == moderator.id:
        return
    if innovation.status != Status.SUBMITTED:
        raise NotPossibleError(
            "Another moderator has claimed this record, or it is no longer in the queue."
        )
    if innovation.appealed_at and innovation.declined_by_id == moderator.id:
        raise NotPossibleError(
            "You declined this record. Another moderator must decide the appeal."
        )
    innovation.status = Status.IN_REVIEW
    innovation.reviewer_id = moderator.id
    innovation.claimed_at = now()
    _changed(innovation, moderator, "innovation:claim")


def release(innovation: Innovation, moderator: User) -> None:
    """Put a claimed record back into the queue, for any moderator; its place is kept.

    Raises NotPossibleError when it is not in review.
    """
    if innovation.status != Status.IN_REVIEW:
        raise NotPossibleError("This record is not in review.")
    innovation.status = Status.SUBMITTED
    innovation.reviewer_id = innovation.claimed_at = None
    _changed(innovation, moderator, "innovation:release")


def request_changes(
    innovation: Innovation, moderator: User, *, words: str, comments: Mapping[str, str]
) -> Decision:
    """Send the record back to its owners with what to change; both kinds of words are required.

    Raises NotPossibleError when it is not in this moderator's review.
    """
    _must_hold(innovation, moderator)
    if not words or not comments:
        raise NotPossibleError("Say why, and what to change in at least 1 field.")
    innovation.status = Status.CHANGES_REQUESTED
    return decide(innovation, moderator, "changes_requested", words=words, comments=dict(comments))


def decline(innovation: Innovation, moderator: User, *, reason: str, words: str) -> Decision:
    """Say no, with a reason of DECLINE_REASONS and words.

    Raises NotPossibleError when it is not in this moderator's review.
    """
    _must_hold(innovation, moderator)
    innovation.status = Status.DECLINED
    innovation.declined_by_id = moderator.id
    return decide(innovation, moderator, "declined", reason=reason, words=words)


def approve(
    innovation: Innovation,
    moderator: User,
    *,
    rating: str,
    rating_reason: str,
    words: str = "",
    at: datetime | None = None,
) -> Decision:
    """Publish the record with a rating of its evidence.

    Raises NotPossibleError when it is not in this moderator's review or something is missing.
    """
    _must_hold(innovation, moderator)
    if missing := missing_to_publish(innovation):
        raise NotPossibleError(
            "It cannot be published yet: " + "; ".join(m.words for m in missing) + "."
        )
    innovation.status = Status.PUBLISHED
    innovation.published_at = innovation.published_at or at or now()
    rate_evidence(innovation, moderator, rating=rating, reason=rating_reason)
    set_reviewed(innovation, moderator)
    return decide(innovation, moderator, "published", words=words)


def rate(innovation: Innovation, moderator: User, *, rating: str, reason: str) -> Decision:
    """Rate the evidence of a published record, for the first time or again.

    Raises NotPossibleError when it is not published.
    """
    if innovation.status != Status.PUBLISHED:
        raise NotPossibleError("Only a published record can be rated.")
    rate_evidence(innovation, moderator, rating=rating, reason=reason)
    return decide(innovation, moderator, "rated", words=reason)


def rate_evidence(innovation: Innovation, moderator: User, *, rating: str, reason: str) -> None:
    """Write the rating into the record, for what it says now."""
    keep_first(innovation)
    innovation.evidence_rating = rating
    innovation.rating_reason = reason
    innovation.rated_by_id = moderator.id
    innovation.rated_on = today()
    innovation.rated_version = innovation.versions_kept


def set_reviewed(innovation: Innovation, moderator: User) -> None:
    """Note who last read the record, and when it has to be looked at again."""
    innovation.reviewed_at = now()
    innovation.reviewed_by_id = moderator.id
    innovation.review_on = next_review(today())
    innovation.last_reminder = None


def retire(
    innovation: Innovation,
    person: User,
    *,
    reason: str,
    words: str,
    superseded_by_id: int | None = None,
) -> Decision:
    """Take a published record out of use. Its page says so, or is gone where consent was withdrawn.

    Changes that wait are dropped; the decision keeps them.

    Raises NotPossibleError when it is not published.
    """
    if innovation.status != Status.PUBLISHED:
        raise NotPossibleError("Only a published record can be retired.")
    is_withdrawn = reason == "consent_withdrawn"
    innovation.status = Status.CONSENT_WITHDRAWN if is_withdrawn else Status.RETIRED
    innovation.retire_reason = reason
    innovation.superseded_by_id = superseded_by_id
    decision = decide(innovation, person, "retired", reason=reason, words=words)
    decision.proposed = end(innovation)
    return decision


def hide(innovation: Innovation, moderator: User, *, reason: str, words: str) -> Decision:
    """Hide a record from everyone but its owners and the moderators.

    Raises NotPossibleError when nobody else can see it anyway.
    """
    if innovation.status not in OPEN:
        raise NotPossibleError("Only a record that others can see can be hidden.")
    innovation.status_before = innovation.status
    innovation.status = Status.HIDDEN
    return decide(innovation, moderator, "hidden", reason=reason, words=words)


def restore(innovation: Innovation, moderator: User, *, words: str) -> Decision:
    """Show a hidden record again, in the state it had.

    Raises NotPossibleError when it is not hidden.
    """
    if innovation.status != Status.HIDDEN or not innovation.status_before:
        raise NotPossibleError("This record is not hidden.")
    innovation.status = innovation.status_before
    innovation.status_before = None
    return decide(innovation, moderator, "restored", words=words)


def _must_hold(innovation: Innovation, moderator: User) -> None:
    if innovation.status != Status.IN_REVIEW or innovation.reviewer_id != moderator.id:
        raise NotPossibleError("Claim this record before you decide on it.")


def decide(
    innovation: Innovation,
    person: User,
    kind: str,
    *,
    words: str,
    reason: str | None = None,
    comments: dict[str, str] | None = None,
    proposed: Mapping[str, Any] | None = None,
) -> Decision:
    """Keep what ``person`` decided on the record as it is now, and tell its owners.

    ``proposed`` are the changes to a published record that it was on; that they were
    declined or sent back changes nothing that readers see.
    """
    keep_first(innovation)
    decision = Decision(
        innovation_id=innovation.id,
        kind=kind,
        reason=reason,
        words=words,
        comments=comments or {},
        is_on_pending=proposed is not None,
        version_number=innovation.versions_kept,
        proposed=dict(proposed or {}),
        decided_by_id=person.id,
        at=now(),
    )
    db.session.add(decision)
    db.session.flush()
    if proposed is None:
        _changed(innovation, person, f"innovation:{kind}", reason=reason)
    else:
        audit(person, f"pending:{kind}", innovation.ref, reason=reason)
    tell_owners("innovations.decided", innovation, besides=person, decision_id=decision.id)
    return decision


def _changed(innovation: Innovation, person: User, act: str, **details: str | None) -> None:
    innovation.updated_at = now()
    audit(person, act, innovation.ref, status=innovation.status, **details)
    announce(innovation.ref)
