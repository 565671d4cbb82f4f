"""Doing what waits: slow work apart and last, and stopping in between."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal import outbox
from portal.clock import now
from portal.extensions import db
from portal.outbox import Message, service
from portal.topics.models import Topic


@pytest.fixture
def done() -> Iterator[list[str]]:
    """The subjects that were handled, of work that is slow, quick or fails."""
    subjects: list[str] = []

    def note(message: Message) -> None:
        subjects.append(message.subject)

    service.handles("test.slow", slow=True)(note)
    service.handles("test.quick")(note)
    service.handles_batch("test.batch")(lambda messages: [note(m) for m in messages][:0] and None)
    yield subjects
    for registered in (service._handlers, service._slow, service._batched, service._writing):
        for name in ("test.slow", "test.quick", "test.batch", "test.writing"):
            registered.pop(name, None) if isinstance(registered, dict) else registered.discard(name)


def put(*names: str) -> None:
    for number, name in enumerate(names, 1):
        outbox.put(name, f"{name}:{number}")
    outbox.commit()


def test_slow_work_stands_in_front_of_nothing(app: Flask, done: list[str]) -> None:
    put("test.slow", "test.quick", "test.slow", "test.batch")
    assert outbox.drain() == 4
    assert done == ["test.quick:2", "test.batch:4", "test.slow:1", "test.slow:3"]


def test_slow_work_can_be_done_apart(app: Flask, done: list[str]) -> None:
    put("test.slow", "test.quick", "test.slow")
    assert outbox.drain(slow=False) == 1
    assert done == ["test.quick:2"]
    assert outbox.drain(slow=True, limit=1) == 1
    assert done == ["test.quick:2", "test.slow:1"]


def test_who_stops_begins_nothing_more_and_gives_the_rest_back(app: Flask, done: list[str]) -> None:
    put("test.quick", "test.quick", "test.batch", "test.batch")
    outbox.drain(stopping=lambda: len(done) == 1)
    assert done == ["test.quick:1"]
    left = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert [message.subject for message in left] == ["test.quick:2", "test.batch:3", "test.batch:4"]
    assert all(message.due_at and message.due_at <= now() for message in left)
    assert outbox.drain() == 3
    assert len(done) == 4


def test_the_mails_of_records_are_slow_and_their_index_is_not(app: Flask) -> None:
    mails = {"innovations.decided", "innovations.submitted", "innovations.returned"}
    assert mails <= service._slow
    assert "search.sync" not in service._slow


@pytest.mark.expects_failed_work
def test_a_batch_that_fails_is_done_one_by_one(app: Flask, done: list[str]) -> None:
    @service.handles_batch("test.batch")
    def refuse_the_second(messages: list[Message]) -> None:
        if any(message.subject.endswith("2") for message in messages):
            raise ValueError("two")
        done.extend(message.subject for message in messages)

    put("test.batch", "test.batch", "test.batch")
    outbox.drain()
    assert done == ["test.batch:1", "test.batch:3"]
    (left,) = db.session.scalars(select(Message))
    assert (left.subject, left.attempts, left.last_error) == ("test.batch:2", 1, "ValueError: two")


def test_a_batch_is_taken_together_whatever_stands_between(app: Flask, done: list[str]) -> None:
    sizes: list[int] = []
    service.handles_batch("test.batch")(lambda messages: sizes.append(len(messages)))
    put("test.batch", "test.quick", "test.batch", "test.quick", "test.batch")
    assert outbox.drain() == 5
    assert sizes == [3]
    assert done == ["test.quick:2", "test.quick:4"]


@pytest.mark.expects_failed_work
def test_what_a_handler_writes_is_committed_with_the_end_of_its_messages(
    app: Flask, done: list[str]
) -> None:
    @service.handles_batch("test.writing", writes=True)
    def write(messages: list[Message]) -> None:
        for message in messages:
            db.session.add(Topic(slug=f"of-{message.id}", label=message.subject))
        db.session.flush()
        if any(message.subject.endswith("2") for message in messages):
            raise ValueError("two")

    put("test.writing", "test.writing", "test.writing")
    outbox.drain()
    labels = set(db.session.scalars(select(Topic.label)))
    assert labels == {"test.writing:1", "test.writing:3"}
    assert db.session.scalars(select(Message.subject)).all() == ["test.writing:2"]
