"""Who changes a thread at the same moment as others loses nothing and counts nothing twice."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal import outbox
from portal.accounts.models import User
from portal.extensions import db
from portal.forum.actions import editing, posting, summarising
from portal.forum.errors import NotPossibleError, StaleTextError
from portal.forum.models import Post, Thread, ThreadEvent, ThreadSummary
from portal.forum.queries.posts import held
from portal.forum.texts import read_stored
from portal.forum.vocabulary import State
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.people import make_people

pytestmark = pytest.mark.postgresql


def at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> list[bool]:
    """Which of some acts, begun at the same moment, were done; the others were refused."""
    together = threading.Barrier(len(acts))
    results: dict[int, bool] = {}

    def work(number: int, act: Callable[[], object]) -> None:
        with app.app_context():
            together.wait()
            try:
                act()
                outbox.commit()
                results[number] = True
            except (NotPossibleError, StaleTextError):
                results[number] = False
            db.session.remove()

    threads = [threading.Thread(target=work, args=act) for act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(acts)
    return [results[number] for number in range(len(acts))]


def person(person_id: int) -> User:
    return db.session.get_one(User, person_id)


def test_a_post_is_hidden_once(postgresql: Flask) -> None:
    people = make_people()
    thread = make_thread(people.carys, make_community(people.bilal))
    post_id, moderator_id = make_reply(people.amina, thread).id, people.bilal.id

    def hide() -> None:
        moderator = person(moderator_id)
        found = held(post_id, moderator)
        assert found
        editing.hide(found.post, moderator, reason="It names a patient.")

    assert sum(at_once(postgresql, [hide] * 4)) == 1
    assert db.session.scalar(select(func.count(ThreadEvent.id))) == 1


def test_replies_that_come_while_a_post_goes_are_all_counted(postgresql: Flask) -> None:
    people = make_people()
    thread = make_thread(people.carys, make_community(people.bilal))
    thread_id, author_id = thread.id, people.amina.id
    post_id = make_reply(people.amina, thread).id

    def withdraw() -> None:
        author = person(author_id)
        found = held(post_id, author)
        assert found
        editing.withdraw(found.post, author)

    def reply() -> None:
        posting.reply(person(author_id), db.session.get_one(Thread, thread_id), text="So did we.")

    assert at_once(postgresql, [reply, withdraw, reply, reply]) == [True] * 4
    db.session.expire_all()
    thread = db.session.get_one(Thread, thread_id)
    post = db.session.get(Post, post_id)
    assert post is None or post.state == "withdrawn"
    assert (thread.reply_count, thread.last_no, thread.next_no) == (3, 5, 5)


def test_the_same_post_is_withdrawn_once(postgresql: Flask) -> None:
    people = make_people()
    thread = make_thread(people.carys, make_community(people.bilal))
    post_id, author_id = make_reply(people.amina, thread).id, people.amina.id

    def withdraw() -> None:
        author = person(author_id)
        if found := held(post_id, author):
            editing.withdraw(found.post, author)
        else:
            raise NotPossibleError

    assert sum(at_once(postgresql, [withdraw] * 3)) == 1


@pytest.mark.parametrize("is_gone", [True, False])
def test_what_is_changed_at_the_moment_is_withdrawn_or_hidden_after_that(
    postgresql: Flask, is_gone: bool
) -> None:
    people = make_people()
    thread = make_thread(people.carys, make_community(people.bilal))
    post_id = make_reply(people.amina, thread).id
    author_id, moderator_id = people.amina.id, people.bilal.id
    is_saved = threading.Event()

    def change() -> None:
        found = held(post_id, person(author_id))
        assert found
        editing.edit(found.post, person(author_id), read_stored("Other words"), version=1)
        db.session.flush()
        is_saved.set()
        # The others are waiting for this by then.
        time.sleep(0.5)

    def take_away() -> None:
        is_saved.wait()
        who = person(author_id if is_gone else moderator_id)
        found = held(post_id, who)
        assert found
        if is_gone:
            editing.withdraw(found.post, who)
        else:
            editing.hide(found.post, who, reason="It names a patient.")

    assert at_once(postgresql, [change, take_away]) == [True, True]


def test_a_title_and_a_box_are_changed_by_one_at_a_time(postgresql: Flask) -> None:
    people = make_people()
    thread_id = make_thread(people.carys, make_community(people.bilal)).id
    editor_id = people.bilal.id

    def retitle() -> None:
        thread = db.session.get_one(Thread, thread_id)
        editing.edit_thread(
            thread,
            person(editor_id),
            title=f"Title of {threading.get_ident()}",
            topic_ids=[],
            seen="never",
        )

    def summarise() -> None:
        thread = db.session.get_one(Thread, thread_id)
        summarising.summarise(
            thread, person(editor_id), text=f"Text of {threading.get_ident()}", seen=0
        )

    assert sum(at_once(postgresql, [retitle] * 4)) == 1
    assert sum(at_once(postgresql, [summarise] * 4)) == 1
    assert db.session.scalar(select(func.count(ThreadSummary.number))) == 1


def test_a_reply_to_a_thread_that_goes_at_the_moment_is_given_back(postgresql: Flask) -> None:
    people = make_people()
    thread = make_thread(people.carys, make_community(people.bilal))
    elsewhere = make_community(people.bilal, "Elsewhere")
    path, dev_id = f"{thread.path}/reply", people.dev.id
    answers: list[TestResponse] = []

    def reply() -> None:
        with postgresql.app_context():
            client = cast(Client, postgresql.test_client()).as_user(person(dev_id))
            answers.append(client.post(path, data={"text": "We froze them."}))

    db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id)
        .values(community_id=elsewhere.id, state=State.HIDDEN)
    )
    other = threading.Thread(target=reply)
    other.start()
    # The reply waits for its number by then.
    time.sleep(1)
    db.session.commit()
    other.join()
    (answer,) = answers
    assert answer.status_code == 404
    assert "We froze them." in answer.text
