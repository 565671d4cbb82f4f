"""Marks: how far someone has read, and what they follow."""

import pytest

from portal.extensions import db
from portal.forum import marks
from portal.forum.models import ThreadReader
from tests.factories import make_community, make_thread
from tests.people import People


@pytest.fixture
def thread_id(people: People) -> int:
    return make_thread(people.amina, make_community(people.amina)).id


def mark(person_id: int, thread_id: int) -> ThreadReader:
    db.session.expire_all()
    return db.session.get_one(ThreadReader, (person_id, thread_id))


def test_a_read_mark_only_grows(people: People, thread_id: int) -> None:
    for no in (3, 5, 2):
        marks.read_upto(db.session(), people.dev.id, thread_id, no)
    assert mark(people.dev.id, thread_id).last_read_no == 5


def test_marking_unread_takes_it_back_and_reading_on_ends_that(
    people: People, thread_id: int
) -> None:
    marks.read_upto(db.session(), people.dev.id, thread_id, 5)
    marks.keep_unread(db.session(), people.dev.id, thread_id, 3)
    kept = mark(people.dev.id, thread_id)
    assert (kept.last_read_no, kept.is_kept_unread) == (2, True)
    marks.read_upto(db.session(), people.dev.id, thread_id, 4)
    kept = mark(people.dev.id, thread_id)
    assert (kept.last_read_no, kept.is_kept_unread) == (4, False)


def test_who_replies_follows_for_the_first_reason(people: People, thread_id: int) -> None:
    marks.read_upto(db.session(), people.dev.id, thread_id, 1)
    marks.follow(db.session(), people.dev.id, thread_id, "mentioned")
    marks.follow(db.session(), people.dev.id, thread_id, "replied")
    followed = mark(people.dev.id, thread_id)
    assert (followed.level, followed.reason) == ("following", "mentioned")
    assert followed.last_read_no == 1


@pytest.mark.parametrize("level", ["muted", "normal", "every_post"])
def test_what_a_person_chose_stays_when_they_reply(
    people: People, thread_id: int, level: str
) -> None:
    marks.choose(db.session(), people.dev.id, thread_id, level)
    marks.follow(db.session(), people.dev.id, thread_id, "replied")
    assert mark(people.dev.id, thread_id).level == level
