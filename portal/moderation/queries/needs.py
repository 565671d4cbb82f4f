"""What waits for a moderator, in numbers, for the front page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.clock import today
from portal.extensions import db
from portal.innovations.waiting import queue_counts
from portal.outbox import Message
from portal.permissions import Action, allowed
from portal.working_days import older_than


@dataclass(frozen=True)
class Needs:
    """Counts; ``failed_jobs`` is 0 for those who may not see jobs."""

    waiting: int = 0
    overdue: int = 0
    failed_jobs: int = 0

    def __bool__(self) -> bool:
        return bool(self.waiting or self.failed_jobs)


def needs_moderator(reader: Any, *, due_days: int) -> Needs:
    """What waits for the reader as a moderator; nothing for anyone else. At most 2 statements."""
    if not allowed(reader, Action.QUEUE_VIEW):
        return Needs()
    waiting, overdue = queue_counts(older_than(due_days, today()))
    failed = 0
    if allowed(reader, Action.JOB_VIEW):
        query = select(func.count()).where(Message.due_at.is_(None))
        failed = db.session.scalar(query) or 0
    return Needs(waiting, overdue, failed)
