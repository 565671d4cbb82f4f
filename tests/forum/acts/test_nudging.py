"""Questions that stay open: their askers are reminded, and others are asked, each once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal import clock
from portal.extensions import db
from portal.forum import nudging
from portal.forum.actions.helping import set_askable
from portal.forum.models import Community, HelpRequest, Thread, ThreadReader
from portal.outbox import Message
from tests.factories import make_community, make_reply, make_thread
from tests.forum.acts.looking import now_in, told
from tests.people import People

# A Monday.
MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.fixture
def thread(people: People, monkeypatch: pytest.MonkeyPatch) -> Iterator[Thread]:
    clock.start_at(MONDAY)
    community = make_community(people.dev, members=[people.amina, people.carys])
    yield make_thread(people.amina, community)
    clock.start_at(None)


def after(days: int) -> None:
    """Go through the questions so many days after it was asked, twice as a worker may."""
    clock.start_at(MONDAY + timedelta(days=days))
    for _ in range(2):
        nudging.go_through(Message(topic="", subject=""))
    db.session.commit()


def nudges(thread: Thread) -> int:
    return len(told(thread.author_id, "nudge"))


def messages(topic: str) -> list[dict]:
    query = db.select(Message.payload).where(Message.topic == topic).order_by(Message.id)
    return list(db.session.scalars(query))


def test_the_asker_is_reminded_after_3_7_and_30_days(people: People, thread: Thread):
    steps = []
    for days in (2, 3, 6, 7, 29, 30, 60):
        after(days)
        steps.append(now_in(thread).nudges)
    assert steps == [0, 1, 1, 2, 2, 3, 3]
    assert [message["step"] for message in messages("forum.nudge")] == [1, 2, 3]
    assert nudges(thread) > 0


def test_after_a_long_stop_the_asker_is_reminded_once(people: People, thread: Thread):
    after(40)
    assert now_in(thread).nudges == 3
    assert [message["step"] for message in messages("forum.nudge")] == [3]


@pytest.mark.parametrize(
    "change",
    [
        {"resolution": "no_answer"},
        {"state": "hidden"},
        {"source_url": "https://ai.stackexchange.com/q/1"},
    ],
)
def test_nobody_is_reminded_of_what_is_closed_hidden_or_imported(
    people: People, thread: Thread, change: dict
):
    found = now_in(thread)
    for name, value in change.items():
        setattr(found, name, value)
    db.session.commit()
    after(31)
    assert (now_in(thread).nudges, now_in(thread).escalation) == (0, 0)


@pytest.mark.parametrize("where", ["thread", "community"])
def test_nobody_is_reminded_of_what_they_can_do_nothing_about(thread: Thread, where: str):
    if where == "thread":
        db.session.get_one(Thread, thread.id).locked_at = clock.now()
    else:
        db.session.get_one(Community, thread.community_id).closed_at = clock.now()
    db.session.commit()
    after(4)
    assert nudges(thread) == 0


def ask(thread: Thread, *people) -> None:
    db.session.add_all(HelpRequest(thread_id=thread.id, person_id=p.id) for p in people)
    db.session.commit()


def request(thread: Thread, person) -> HelpRequest:
    db.session.expire_all()
    return db.session.get_one(HelpRequest, (thread.id, person.id))


def test_a_question_without_a_reply_goes_up(people: People, thread: Thread):
    carys, dev, bilal, erin = people.carys.id, people.dev.id, people.bilal.id, people.erin.id
    ask(thread, people.carys)
    steps = []
    for days in (1, 2, 6, 7, 13, 14, 20):
        after(days)
        steps.append(now_in(thread).escalation)
    assert steps == [0, 1, 1, 2, 2, 3, 3]
    asked = [(message["step"], message["person_ids"]) for message in messages("forum.help")]
    assert asked == [(1, [carys]), (2, [dev]), (3, [bilal, erin])]
    assert len(told(carys, "help")) == 1
    assert db.session.get_one(HelpRequest, (thread.id, carys)).asked_at is not None
    assert db.session.get_one(ThreadReader, (carys, thread.id)).reason == "asked"


def test_a_weekend_does_not_count(people: People, thread: Thread):
    friday = now_in(thread)
    friday.created_at = MONDAY + timedelta(days=4)
    db.session.commit()
    ask(thread, people.carys)
    after(7)
    assert now_in(thread).escalation == 0
    after(8)
    assert now_in(thread).escalation == 1


def test_the_first_reply_of_another_ends_it(people: People, thread: Thread):
    ask(thread, people.carys, people.bilal)
    # What the asker adds is no reply.
    make_reply(people.amina, now_in(thread))
    after(2)
    assert now_in(thread).escalation == 1
    make_reply(people.carys, now_in(thread))
    after(20)
    assert now_in(thread).escalation == 1
    assert request(thread, people.carys).answer == "replied"
    assert request(thread, people.bilal).answer == "not_needed"


def test_who_does_not_want_to_be_asked_is_not(people: People, thread: Thread):
    ask(thread, people.carys)
    set_askable(people.carys, is_askable=False)
    db.session.commit()
    after(2)
    assert messages("forum.help") == []
    assert now_in(thread).escalation == 1


def test_moderators_of_the_portal_are_asked_only_where_they_read(people: People, thread: Thread):
    place = now_in(thread).community_id
    community = db.session.get_one(Community, place)
    community.privacy = "private"
    db.session.commit()
    dev = people.dev.id
    after(20)
    asked = [message["person_ids"] for message in messages("forum.help")]
    assert asked == [[dev]]
