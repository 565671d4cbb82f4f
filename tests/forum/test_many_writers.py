"""Four processes that post into one thread at the same moment lose nothing.

``make bench ARGS="--part forum"`` does the same with 250 replies of each.
"""

import multiprocessing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.models import Post, Thread
from portal.outbox import commit
from tests.conftest import make_app
from tests.factories import make_community, make_thread

PROCESSES, REPLIES = 4, 40


@pytest.mark.own_app
def test_replies_of_four_processes_get_each_a_number_of_their_own(app, people) -> None:
    thread = make_thread(people.amina, make_community(people.amina))
    emails = [
        str(person.email) for person in (people.amina, people.bilal, people.carys, people.dev)
    ]
    place = (app.config["DATA_DIR"], app.config["DATABASE_URL"])
    db.session.remove()
    db.engine.dispose()

    written = write_at_once(*place, thread.id, emails, REPLIES)

    assert [len(numbers) for numbers in written] == [REPLIES] * PROCESSES
    must_be_whole(thread.id, written)


def write_at_once(
    data_dir: str, url: str, thread_id: int, emails: list[str], replies: int
) -> list[list[int]]:
    """A process for each person; returns the numbers that their posts were given."""
    with multiprocessing.get_context("spawn").Pool(len(emails)) as pool:
        return pool.starmap(
            _write, [(data_dir, url, thread_id, email, replies) for email in emails]
        )


def must_be_whole(thread_id: int, written: list[list[int]]) -> None:
    """Fail on a number that is missing or there twice, and on a figure that is not true."""
    count = sum(map(len, written))
    posts = select(Post.no).where(Post.thread_id == thread_id).order_by(Post.no)
    kept = list(db.session.scalars(posts))
    first = kept[-1] - count + 1
    assert sorted(no for numbers in written for no in numbers) == list(range(first, kept[-1] + 1))
    assert kept == list(range(1, len(kept) + 1))
    found = db.session.get_one(Thread, thread_id, populate_existing=True)
    figures = select(func.max(Post.id), func.max(Post.created_at))
    last = db.session.execute(figures.where(Post.thread_id == thread_id)).one()
    assert (found.next_no, found.last_no) == (kept[-1], kept[-1])
    assert found.reply_count == len(kept) - 1
    assert (found.last_post_id, found.last_post_at) == tuple(last)


def _write(data_dir: str, url: str, thread_id: int, email: str, replies: int) -> list[int]:
    """Reply again and again, each time in a transaction as a request has it."""
    app = make_app(Path(data_dir), DATABASE_URL=url)
    numbers = []
    with app.app_context():
        for number in range(replies):
            person = db.session.scalars(select(User).where(User.email == email)).one()
            thread = db.session.scalars(select(Thread).where(Thread.id == thread_id)).one()
            db.session.refresh(thread, ["community"])
            numbers.append(posting.reply(person, thread, text=f"{email} {number}").no)
            commit()
            db.session.remove()
        db.engine.dispose()
    return numbers
