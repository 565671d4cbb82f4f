"""Putting work into the outbox inside a transaction, and doing it afterwards.

Handlers read the database and act on something else (the index, a mail
server); jobs take long, and may write and commit. Both are run again after a
crash, so both must be safe to repeat.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select, update

from portal.clock import now
from portal.extensions import db, reading
from portal.outbox.models import Message
from portal.outbox.wake import wake

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
JOB_LEASE = timedelta(hours=6)
# After the last of these waits a message stays, marked as failed, until someone tries it again.
WAITS = tuple(timedelta(seconds=s) for s in (2, 10, 60, 300, 1800, 7200))

Handler = Callable[[Message], None]
BatchHandler = Callable[[list[Message]], None]

_handlers: dict[str, BatchHandler] = {}
_jobs: dict[str, Handler] = {}


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register what is done with each message of ``topic``."""

    def register(handler: Handler) -> Handler:
        def one_by_one(messages: list[Message]) -> None:
            for message in messages:
                handler(message)

        _handlers[topic] = one_by_one
        return handler

    return register


def handles_batch(topic: str) -> Callable[[BatchHandler], BatchHandler]:
    """Register what is done with all due messages of ``topic`` at once."""

    def register(handler: BatchHandler) -> BatchHandler:
        _handlers[topic] = handler
        _batched.add(topic)
        return handler

    return register


_batched: set[str] = set()


def job(topic: str) -> Callable[[Handler], Handler]:
    """Register long work, run by the job queue of the worker."""

    def register(handler: Handler) -> Handler:
        _jobs[topic] = handler
        return handler

    return register


def put(topic: str, subject: str, **payload: Any) -> None:
    """Write down work for after the commit of the transaction that is going on."""
    db.session.add(Message(topic=topic, subject=subject, payload=payload))


def commit() -> None:
    """Commit, then wake the worker: how everything outside this package writes."""
    db.session.commit()
    wake()


def waiting(topic: str) -> frozenset[str]:
    """The subjects of all messages of ``topic`` that are not done, failed ones included."""
    return frozenset(db.session.scalars(select(Message.subject).where(Message.topic == topic)))


def drain(launch: Callable[[int], None] | None = None, limit: int = 500) -> int:
    """Do what is due, in order, and return how many messages were taken.

    ``launch`` hands the id of a job's message to the job queue; without it
    jobs run here and now.
    """
    messages = _take(limit)
    for topic, group in groupby(messages, key=lambda message: message.topic):
        batch = list(group)
        if topic in _jobs:
            for message in batch:
                (launch or run_job)(message.id)
        elif not (topic in _batched and len(batch) > 1 and _attempt(batch, last_word=False)):
            for message in batch:
                _attempt([message])
    return len(messages)


def run_job(message_id: int) -> None:
    """Run the job of one message; nothing when it is already done."""
    with reading():
        message = db.session.get(Message, message_id)
        db.session.expunge_all()
        db.session.rollback()
    if message is not None:
        _attempt([message])


def release_leases() -> None:
    """Make due at once what a worker that died had taken. Only where there is one worker."""
    db.session.execute(update(Message).where(Message.due_at.is_not(None)).values(due_at=now()))
    db.session.commit()


def retry(message: Message) -> None:
    """Try a failed message again from the start."""
    message.attempts = 0
    message.due_at = now()


def _take(limit: int) -> list[Message]:
    """Lease what is due, so that no other worker takes it as well."""
    due = Message.due_at <= now()
    with reading():
        idle = db.session.scalar(select(Message.id).where(due).limit(1)) is None
        db.session.rollback()
    if idle:
        return []
    query = select(Message).where(due).order_by(Message.id).limit(limit)
    messages = list(db.session.scalars(query.with_for_update(skip_locked=True)))
    for message in messages:
        message.due_at = now() + (JOB_LEASE if message.topic in _jobs else LEASE)
    db.session.flush()
    db.session.expunge_all()
    db.session.commit()
    return messages


def _attempt(messages: list[Message], *, last_word: bool = True) -> bool:
    """Handle the messages; delete them, or keep them with the error when it has the last word."""
    try:
        _handle(messages)
    except Exception as error:  # one failing subscriber must not stop the others
        db.session.rollback()
        if last_word:
            log.exception("outbox %s %s", messages[0].topic, messages[0].subject)
            _keep_failed(messages[0], error)
        return False
    db.session.rollback()
    done = [message.id for message in messages]
    db.session.execute(delete(Message).where(Message.id.in_(done)))
    db.session.commit()
    return True


def _handle(messages: list[Message]) -> None:
    topic = messages[0].topic
    if topic in _jobs:
        _jobs[topic](messages[0])
    elif topic in _handlers:
        with reading():
            _handlers[topic](messages)
            db.session.rollback()
    else:
        raise LookupError(f"nothing handles {topic}")


def _keep_failed(message: Message, error: Exception) -> None:
    wait = WAITS[message.attempts] if message.attempts < len(WAITS) else None
    db.session.execute(
        update(Message)
        .where(Message.id == message.id)
        .values(
            attempts=message.attempts + 1,
            last_error=f"{type(error).__name__}: {error}"[:2000],
            due_at=now() + wait if wait else None,
        )
    )
    db.session.commit()
