"""Putting work into the outbox inside a transaction, and doing it afterwards.

Handlers read the database and act on something else (the index, a mail
server), or write to it in the transaction that deletes their messages; jobs
take long, and may write and commit. All are run again after a crash, so all
must be safe to repeat.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, delete, select, update

from portal.clock import now
from portal.extensions import db, read_rows, reading
from portal.outbox.models import Message
from portal.outbox.wake import wake

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
JOB_LEASE = timedelta(hours=6)
# Built once: every search asks it.
_WAITING = select(Message.subject).where(Message.topic == bindparam("topic", type_=String))
# After the last of these waits a message stays, marked as failed, until someone tries it again.
WAITS = tuple(timedelta(seconds=s) for s in (2, 10, 60, 300, 1800, 7200))

Handler = Callable[[Message], None]
BatchHandler = Callable[[list[Message]], None]

_handlers: dict[str, BatchHandler] = {}
_batched: set[str] = set()
_writing: set[str] = set()
_slow: set[str] = set()
_jobs: dict[str, Handler] = {}


def handles(topic: str, *, slow: bool = False) -> Callable[[Handler], Handler]:
    """Register what is done with each message of ``topic``.

    What waits for another server is ``slow``: the worker does it apart, so that
    nothing else waits for that server.
    """
    if slow:
        _slow.add(topic)

    def register(handler: Handler) -> Handler:
        def one_by_one(messages: list[Message]) -> None:
            for message in messages:
                handler(message)

        _handlers[topic] = one_by_one
        return handler

    return register


def handles_batch(topic: str, *, writes: bool = False) -> Callable[[BatchHandler], BatchHandler]:
    """Register what is done with all due messages of ``topic`` at once.

    What a handler that ``writes`` leaves in the session is committed together with the deletion
    of its messages; when it fails, nothing is written and they stay.
    """
    if writes:
        _writing.add(topic)

    def register(handler: BatchHandler) -> BatchHandler:
        _handlers[topic] = handler
        _batched.add(topic)
        return handler

    return register


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
    return frozenset(read_rows(_WAITING, {"topic": topic}).scalars())


def drain(
    launch: Callable[[int], None] | None = None,
    limit: int = 1000,
    *,
    slow: bool | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Do what is due and return how many messages were taken.

    In order, but what is slow comes last; ``slow`` chooses only that, or only
    the rest. ``launch`` hands the id of a job's message to the job queue;
    without it jobs run here and now. Once ``stopping`` says so, nothing more
    is begun and the rest is given back.
    """
    messages = sorted(_take(limit, slow), key=lambda message: message.topic in _slow)
    batches = deque(_batches(messages))
    while batches and not stopping():
        batch = batches.popleft()
        if batch[0].topic in _jobs:
            (launch or run_job)(batch[0].id)
        elif not _attempt(batch) and len(batch) > 1:
            batches.extendleft([message] for message in reversed(batch))
    if batches:
        _give_back([message.id for batch in batches for message in batch])
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


def _batches(messages: list[Message]) -> Iterable[list[Message]]:
    """Those of one topic together where its handler takes them so, the others singly."""
    batches: dict[str | int, list[Message]] = {}
    for message in messages:
        key = message.topic if message.topic in _batched else message.id
        batches.setdefault(key, []).append(message)
    return batches.values()


def _give_back(ids: list[int]) -> None:
    db.session.execute(update(Message).where(Message.id.in_(ids)).values(due_at=now()))
    db.session.commit()


def _take(limit: int, slow: bool | None) -> list[Message]:
    """Lease what is due, so that no other worker takes it as well."""
    due: ColumnElement[bool] = Message.due_at <= now()
    if slow is not None:
        due &= Message.topic.in_(_slow) if slow else Message.topic.not_in(_slow)
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


def _attempt(messages: list[Message]) -> bool:
    """Handle the messages and delete them; one alone that fails is kept with its error."""
    writes = messages[0].topic in _writing
    try:
        _handle(messages)
        if writes:
            _delete(messages)
    except Exception as error:  # one failing subscriber must not stop the others
        db.session.rollback()
        if len(messages) == 1:
            log.exception("outbox %s %s", messages[0].topic, messages[0].subject)
            _keep_failed(messages[0], error)
        return False
    if not writes:
        db.session.rollback()
        _delete(messages)
    return True


def _delete(messages: list[Message]) -> None:
    """Commit, with what the handler wrote."""
    done = [message.id for message in messages]
    db.session.execute(delete(Message).where(Message.id.in_(done)))
    db.session.commit()


def _handle(messages: list[Message]) -> None:
    topic = messages[0].topic
    if topic in _jobs:
        _jobs[topic](messages[0])
    elif topic in _writing:
        _handlers[topic](messages)
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
