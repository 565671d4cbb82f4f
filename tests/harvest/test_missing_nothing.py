"""A harvest misses nothing and repeats nothing wrongly, whoever writes meanwhile."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update

from portal import clock
from portal.clock import now
from portal.extensions import db
from portal.harvest.actions import stamp
from portal.harvest.models import HarvestEntry
from portal.harvest.stamping import reconcile
from portal.innovations.actions.telling import announce
from portal.innovations.models import Innovation
from portal.outbox import Message, drain
from portal.visibility import Audience, Status
from tests.client import Client
from tests.harvest.asking import drain_all, harvested, make
from tests.harvest.filling import fill
from tests.harvest.following import Copy, truth
from tests.people import People

RECORDS = 500
PAGE = 50
# The ways in which the writers of these tests change a record, by its columns.
CHANGES: tuple[dict[str, str], ...] = (
    {"status": Status.RETIRED},
    {"status": Status.HIDDEN},
    {"audience": Audience.MEMBERS},
    {"status": Status.PUBLISHED, "audience": Audience.PUBLIC},
)


@pytest.fixture(autouse=True)
def _right_clock() -> Iterator[None]:
    yield
    clock.start_at(None)


@pytest.fixture
def numbers(app: Flask, people: People) -> random.Random:
    """Many records on small pages, and always the same dice."""
    app.config["HARVEST_PAGE_SIZE"] = PAGE
    fill(people.amina.id, RECORDS)
    assert reconcile() == RECORDS
    clock.start_at(now() + timedelta(minutes=10))
    return random.Random(7)


def change(numbers: random.Random, count: int) -> set[str]:
    """Change some records as people would, stamp them, and give their identifiers."""
    ids = numbers.sample(range(1, RECORDS + 1), count)
    for key in ids:
        values = numbers.choice([*CHANGES, {"title": f"Anew {numbers.random()}"}])
        db.session.execute(update(Innovation).where(Innovation.id == key).values(values))
        announce(f"innovation:{key}")
    # The index is not what is tested here, and takes most of the time.
    db.session.execute(delete(Message).where(Message.topic == "search.sync"))
    db.session.commit()
    drain_all()
    return {f"INN-2025-{key:05}" for key in ids}


def test_a_full_harvest_while_others_write(client: Client, numbers: random.Random) -> None:
    copy, changed = Copy(client), set[str]()
    came = copy.harvest(between=lambda _: changed.update(change(numbers, 8)))
    assert len(came) == RECORDS, "something was missed"
    repeated = {name for name, times in came.items() if times > 1}
    assert repeated <= changed, "something came twice that did not change"
    # What changed after its page came again at the end; only the very last may be waiting.
    copy.harvest()
    assert copy.live == truth()


def test_harvests_of_what_changed(client: Client, numbers: random.Random) -> None:
    copy = Copy(client)
    assert set(copy.harvest().values()) == {1}
    for _ in range(10):
        clock.start_at(now() + timedelta(seconds=numbers.choice([0, 1, 7, 60])))
        # Of what was deleted before, and still is, there is nothing new.
        changed = change(numbers, 70) & truth().keys()
        came = copy.harvest(between=lambda _: change(numbers, 5))
        assert changed <= came.keys()
        assert len(came) < RECORDS / 2, "what did not change came as well"
    copy.harvest()
    assert copy.live == truth()
    clock.start_at(now() + timedelta(minutes=1))
    copy.harvest()
    assert copy.harvest().total() == 0


def test_a_harvest_of_one_set(client: Client, numbers: random.Random) -> None:
    copy = Copy(client, set="kind:tool")
    copy.harvest()
    for _ in range(5):
        ids = numbers.sample(range(1, RECORDS + 1), 60)
        for key in ids:
            kind = numbers.choice(["tool", "project"])
            db.session.execute(update(Innovation).where(Innovation.id == key).values(kind=kind))
            announce(f"innovation:{key}")
        db.session.commit()
        drain_all()
        copy.harvest()
    tools = select(Innovation.identifier).where(Innovation.kind == "tool")
    assert copy.live.keys() == set(db.session.scalars(tools))


def test_harvests_beside_a_writer(app: Flask, client: Client, numbers: random.Random) -> None:
    copy = Copy(client)

    def write() -> None:
        own = random.Random(8)
        with app.app_context():
            for _ in range(40):
                change(own, 10)
            db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            copy.harvest()
        writing.result()
    copy.harvest()
    assert copy.live == truth()


@pytest.mark.parametrize("seconds", [0, 1, 2])
def test_what_is_committed_after_an_answer_comes_with_the_next(
    app: Flask, client: Client, people: People, seconds: int
) -> None:
    record = make(people.amina)
    other = make(people.amina)
    drain_all()
    clock.start_at(now() + timedelta(minutes=1))
    copy = Copy(client)
    flushed, answered = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with app.app_context():
            db.session.execute(
                update(Innovation).where(Innovation.id == record.id).values(title="Late")
            )
            stamp([record.id])
            flushed.set()
            answered.wait(10)
            db.session.commit()
            db.session.remove()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert flushed.wait(10)
    clock.start_at(now() + timedelta(seconds=seconds))
    copy.harvest()
    answered.set()
    writer.join()
    assert copy.live[record.identifier] != "Late"
    came = copy.harvest()
    assert copy.live[record.identifier] == "Late"
    assert other.identifier not in came


@pytest.mark.expects_failed_work
def test_datestamps_that_would_come_too_late_are_not_written(app: Flask, people: People) -> None:
    record = make(people.amina)

    def dawdle(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO harvest_entry"):
            clock.start_at(now() + timedelta(seconds=10))

    event.listen(db.engine, "after_cursor_execute", dawdle)
    drain()
    event.remove(db.engine, "after_cursor_execute", dawdle)
    left = db.session.scalars(select(Message).where(Message.topic == "harvest.stamp")).all()
    assert {message.subject for message in left} == {record.ref}
    assert all("TooSlowError" in (message.last_error or "") for message in left)
    assert not db.session.scalars(select(HarvestEntry)).all()


def test_a_clock_that_goes_back_takes_no_datestamp_back(client: Client, people: People) -> None:
    record = make(people.amina)
    drain_all()
    before = harvested(client)[record.identifier].datestamp
    clock.start_at(now() - timedelta(minutes=5))
    announce(record.ref)
    drain_all()
    assert harvested(client)[record.identifier].datestamp == before
