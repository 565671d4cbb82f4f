"""Limits hold when many try at the same time."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from portal import outbox
from portal.accounts.models import User
from portal.accounts.sign_in import Limits, TooManyAttemptsError, note_attempt
from portal.extensions import db
from portal.forum import limits as posting
from portal.forum.actions.posting import start_thread
from portal.forum.limits import TooManyError
from portal.forum.models import Community
from portal.innovations import actions
from portal.innovations.errors import NotPossibleError
from portal.innovations.models import Innovation
from tests.factories import make_community, make_innovation
from tests.people import make_people

pytestmark = pytest.mark.postgresql

AT_ONCE = 5


def passed(app: Flask, attempt: Callable[[], object]) -> int:
    """How many of some attempts made at once were let through."""
    together = threading.Barrier(AT_ONCE)
    results: list[bool] = []

    def work() -> None:
        with app.app_context():
            together.wait()
            try:
                attempt()
                outbox.commit()
                results.append(True)
            except (TooManyAttemptsError, TooManyError, NotPossibleError):
                results.append(False)
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == AT_ONCE
    return sum(results)


def test_failures_for_one_account_at_once_count_each(postgresql: Flask) -> None:
    limits = Limits(per_minute=100, per_hour=100, free_failures=3)
    tries = passed(postgresql, lambda: note_attempt("::1", "a@portal.example", limits, "secret"))
    assert tries == 3


def test_failures_from_one_address_at_once_count_each(postgresql: Flask) -> None:
    limits = Limits(per_minute=2, per_hour=100, free_failures=100)
    assert passed(postgresql, lambda: note_attempt("::1", "a@x.example", limits, "secret")) == 2


def test_messages_of_one_person_at_once_count_each(postgresql: Flask) -> None:
    people = make_people()
    record_id, person_id = make_innovation(people.amina).id, people.carys.id

    def ask() -> None:
        actions.contact(
            db.session.get_one(Innovation, record_id),
            db.session.get_one(User, person_id),
            words="How?",
            a_day=2,
        )

    assert passed(postgresql, ask) == 2


def test_threads_of_one_person_at_once_count_each(postgresql: Flask) -> None:
    people = make_people()
    community_id, person_id = make_community(people.bilal).id, people.carys.id
    limits = posting.Limits(
        seconds_between=0,
        threads_a_day=2,
        posts_a_day=9,
        first_day_threads=2,
        first_day_posts=9,
    )

    def start() -> None:
        author = db.session.get_one(User, person_id)
        posting.must_be_within(author, limits, starts_thread=True)
        community = db.session.get_one(Community, community_id)
        start_thread(author, community, kind="discussion", title="Loans at once", text="Yes")

    assert passed(postgresql, start) == 2
