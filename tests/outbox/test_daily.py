"""Jobs of every day: put in when the worker starts and when a day begins, once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import clock, outbox
from portal.extensions import db
from portal.outbox import Message, daily
from portal.outbox.daily import Days, _topics
from portal.outbox.service import _jobs

BEGUN = datetime(2026, 7, 5, 12, tzinfo=UTC)


@pytest.fixture
def done() -> Iterator[list[str]]:
    """The subjects of a job of every day that were done."""
    subjects: list[str] = []
    others = _topics[:]
    _topics.clear()
    daily("test.daily", lambda message: subjects.append(message.subject))
    clock.start_at(BEGUN)
    yield subjects
    clock.start_at(None)
    _topics[:] = others
    del _jobs["test.daily"]


def test_they_are_put_in_at_the_start_and_when_a_day_begins(app: Flask, done: list[str]) -> None:
    days = Days()
    for _ in range(3):
        days.begin()
        outbox.drain()
    assert done == ["2026-07-05"]
    # The day begins in London: at eleven at night in UTC.
    clock.start_at(BEGUN + timedelta(hours=11, minutes=1))
    days.begin()
    outbox.drain()
    assert done == ["2026-07-05", "2026-07-06"]


def test_one_that_waits_is_not_put_in_twice(app: Flask, done: list[str]) -> None:
    Days().begin()
    Days().begin()
    assert outbox.drain() == 1
    assert done == ["2026-07-05"]


@pytest.mark.expects_failed_work
def test_one_that_failed_is_tried_again_the_next_day(app: Flask, done: list[str]) -> None:
    outbox.put("test.daily", "2026-07-04")
    outbox.put("test.other", "other:1")
    db.session.flush()
    db.session.execute(update(Message).values(due_at=None, attempts=7))
    db.session.commit()
    Days().begin()
    assert outbox.drain() == 1
    assert done == ["2026-07-04"]
    assert db.session.scalars(select(Message.topic)).all() == ["test.other"]
