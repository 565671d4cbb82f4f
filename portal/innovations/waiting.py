"""What waits for a moderator: records, and changes to records that are published."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Subquery, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation, PendingVersion
from portal.organisations.models import Organisation
from portal.visibility import Status

WAITING = (Status.SUBMITTED, Status.IN_REVIEW)

Waiting = Innovation | PendingVersion
_RECORD_WAITS = (Innovation.status.in_(WAITING),)
# Changes to a record that is hidden or retired wait for nobody.
_PENDING_WAITS = (
    PendingVersion.status.in_(WAITING),
    PendingVersion.innovation_id == Innovation.id,
    Innovation.status == Status.PUBLISHED,
)


def waiting() -> Subquery:
    """A row for each: what it is about, who raised it, who has it and since when.

    ``id`` is that of the record; ``is_pending`` says that it is changes to it.
    """
    records = _named(
        Innovation,
        Innovation.appealed_at,
        Innovation.declined_by_id,
        Innovation.topic_suggestion,
        is_pending=False,
    ).where(*_RECORD_WAITS)
    suggestion = PendingVersion.fields["topic_suggestion"].as_string()
    changes = _named(
        PendingVersion, null(), null(), func.coalesce(suggestion, ""), is_pending=True
    ).where(*_PENDING_WAITS)
    return union_all(records, changes).subquery("waiting")


def _named(
    kind: type[Waiting], appealed_at: Any, declined_by_id: Any, suggestion: Any, *, is_pending: bool
) -> Any:
    author, reviewer = aliased(User), aliased(User)
    query = select(
        Innovation.id,
        Innovation.identifier,
        Innovation.title,
        Organisation.name.label("organisation"),
        kind.status.label("status"),
        kind.submitted_at.label("submitted_at"),
        kind.claimed_at.label("claimed_at"),
        kind.author_id.label("author_id"),
        author.name.label("author"),
        kind.reviewer_id.label("reviewer_id"),
        reviewer.name.label("reviewer"),
        appealed_at.label("appealed_at"),
        declined_by_id.label("declined_by_id"),
        suggestion.label("topic_suggestion"),
        literal(is_pending, Boolean).label("is_pending"),
    ).select_from(kind)
    if is_pending:
        query = query.join(Innovation, Innovation.id == PendingVersion.innovation_id)
    return (
        query.outerjoin(Organisation, Organisation.id == Innovation.organisation_id)
        .join(author, author.id == kind.author_id)
        .outerjoin(reviewer, reviewer.id == kind.reviewer_id)
    )


def queue_counts(due_before: datetime) -> tuple[int, int]:
    """How many wait for a decision, and how many of them since before ``due_before``."""
    since = _since()
    total, overdue = db.session.execute(
        select(func.count(), func.count().filter(since.c.submitted_at < due_before)).select_from(
            since
        )
    ).one()
    return total, overdue


def place_in_queue(one: Waiting) -> int:
    """1 for what has waited longest, records and changes together; those in review count."""
    since = _since()
    ahead = select(func.count()).where(since.c.submitted_at < one.submitted_at)
    return (db.session.scalar(ahead) or 0) + 1


def _since() -> Subquery:
    return union_all(
        select(Innovation.submitted_at).where(*_RECORD_WAITS),
        select(PendingVersion.submitted_at).where(*_PENDING_WAITS),
    ).subquery("since")
