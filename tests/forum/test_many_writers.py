"""Four processes that post into one thread at the same moment lose nothing."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.models import Post, Thread
from portal.outbox import commit
from tests.conftest import make_app
from tests.factories import make_community, make_thread

PROCESSES, REPLIES = 4, 250


@pytest.mark.own_app
def test_a_thousand_replies_of_four_processes_get_a_thousand_numbers(app, people) -> None:
    thread = make_thread(people.amina, make_community(people.amina))
    place: tuple[Any, ...] = (app.config["DATA_DIR"], app.config["DATABASE_URL"], thread.id)
    db.session.remove()
    db.engine.dispose()

    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        writers = (people.amina, people.bilal, people.carys, people.dev)
        written = pool.starmap(write, [(*place, person.email) for person in writers])

    assert [len(numbers) for numbers in written] == [REPLIES] * PROCESSES
    said = sorted(no for numbers in written for no in numbers)
    kept = list(db.session.scalars(select(Post.no).order_by(Post.no)))
    assert said == list(range(2, 1002))
    assert kept == list(range(1, 1002))
    found = db.session.get_one(Thread, thread.id)
    last = db.session.execute(select(func.max(Post.id), func.max(Post.created_at))).one()
    assert (found.next_no, found.last_no, found.reply_count) == (1001, 1001, 1000)
    assert (found.last_post_id, found.last_post_at) == tuple(last)


def write(data_dir: str, url: str, thread_id: int, email: str) -> list[int]:
    """Reply again and again, each time as one request does; returns the numbers that were given."""
    app = make_app(Path(data_dir), DATABASE_URL=url)
    numbers = []
    with app.app_context():
        for number in range(REPLIES):
            person = db.session.scalars(select(User).where(User.email == email)).one()
            thread = db.session.scalars(select(Thread).where(Thread.id == thread_id)).one()
            db.session.refresh(thread, ["community"])
            numbers.append(posting.reply(person, thread, text=f"{email} {number}").no)
            commit()
            db.session.remove()
        db.engine.dispose()
    return numbers
