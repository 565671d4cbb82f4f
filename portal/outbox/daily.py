"""Jobs of every day: the worker puts them into the outbox when it starts and when a day begins.

In the outbox they are tried again when they fail, and administrators see them. They may run more
than once a day, so they must be safe to repeat.
"""

from datetime import date

from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.outbox.models import Message
from portal.outbox.service import Handler, job, put, retry

_topics: list[str] = []


def daily(topic: str, handler: Handler) -> None:
    """Have a job run every day."""
    job(topic)(handler)
    if topic not in _topics:
        _topics.append(topic)


class Days:
    """What a worker remembers of the day that it has put the jobs in for."""

    def __init__(self) -> None:
        self._begun: date | None = None

    def begin(self) -> None:
        """Put the jobs of today into the outbox, unless this worker did.

        A job that is there already is not put in twice; one that failed for good is tried again.
        """
        day = today()
        if day == self._begun:
            return
        query = select(Message).where(Message.topic.in_(_topics)).with_for_update()
        left = db.session.scalars(query).all()
        for message in left:
            if message.due_at is None:
                retry(message)
        for topic in set(_topics).difference(message.topic for message in left):
            put(topic, day.isoformat())
        db.session.commit()
        self._begun = day
