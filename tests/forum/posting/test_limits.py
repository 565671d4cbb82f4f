"""How much one person may post."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.clock import now
from portal.extensions import db
from portal.forum.models import Post, Thread
from tests.factories import make_reply, make_thread
from tests.journeys.forms import fill_in, values_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def thread(people, community, wait):
    thread = make_thread(people.amina, community)
    wait(MINUTE)
    return thread


@pytest.fixture
def reply(client, people, thread):
    def send(person=people.carys, text: str = "We froze them."):
        return fill_in(client.as_user(person), f"{thread.path}/reply", text=text)

    return send


def test_two_posts_in_five_seconds_are_one_too_many(client, reply, wait) -> None:
    assert reply().status_code == 303
    wait(timedelta(seconds=2))
    response = reply(text="And then we thawed them.")
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 3
    assert "You posted a moment ago. You can post again in" in response.text
    assert "And then we thawed them." in response.text
    wait(timedelta(seconds=3))
    assert reply(text="And then we thawed them.").status_code == 303


def test_a_refused_form_can_be_sent_again_as_it_is(client, people, thread, reply, wait) -> None:
    reply()
    refused = reply(text="Second")
    wait(timedelta(seconds=6))
    path = f"{thread.path}/reply"
    assert client.post(path, data=values_of(refused.text, path)).status_code == 303


def test_posts_of_a_day_are_counted(app, client, people, thread, reply, wait) -> None:
    app.config["POSTS_PER_DAY"] = 3
    for _ in range(3):
        make_reply(people.carys, thread)
        wait(timedelta(hours=1))
    response = reply()
    assert response.status_code == 429
    assert "You can write 3 posts in 24 hours, and you have." in response.text
    assert "You can post again at 9:02am on 24 November 2026." in response.text
    seconds = int(response.headers["Retry-After"])
    wait(timedelta(seconds=seconds))
    assert reply().status_code == 303


def test_the_first_day_has_limits_of_its_own(app, client, people, thread, reply, wait) -> None:
    db.session.merge(people.carys).created_at = now() - timedelta(hours=1)
    app.config["FIRST_DAY_POSTS"] = 1
    db.session.commit()
    make_reply(people.carys, thread)
    wait(timedelta(hours=20))
    response = reply()
    assert "On the first day you can write 1 post" in response.text
    wait(timedelta(seconds=int(response.headers["Retry-After"])))
    assert reply().status_code == 303


def test_threads_of_a_day_are_counted(app, client, people, community, topic_id, wait) -> None:
    app.config["THREADS_PER_DAY"] = 2
    for number in range(2):
        make_thread(people.amina, community, f"Thread number {number}")
    wait(MINUTE)
    client.as_user(people.amina)
    response = fill_in(
        client,
        f"{community.path}/threads/new",
        title="One thread too many",
        text="Typed for an hour",
        topics=str(topic_id),
    )
    assert response.status_code == 429
    assert "Typed for an hour" in response.text
    assert db.session.scalar(select(func.count()).select_from(Thread)) == 2
    # A reply is still possible.
    thread_id = db.session.scalar(select(func.max(Thread.id)))
    assert fill_in(client, f"/threads/{thread_id}/reply", text="Yes").status_code == 303


def test_lengths_are_settings(app, client, people, thread, reply) -> None:
    app.config |= {"POST_CHARACTERS": 2000, "THREAD_TITLE_LEAST": 3, "THREAD_TITLE_MOST": 12}
    assert "Use 2,000 characters or fewer" in reply(text="x" * 2001).text
    assert reply(text="x" * 2000).status_code == 303
    client.as_user(people.amina)
    path = f"{thread.path}/edit"
    assert "Use 12 characters or fewer" in fill_in(client, path, title="x" * 13).text
    assert "Use 3 characters or more" in fill_in(client, path, title="xx").text


def test_counting_takes_a_few_statements(client, people, thread, wait, count_statements) -> None:
    path, client = f"{thread.path}/reply", client.as_user(people.carys)
    client.get(path)
    with count_statements() as few:
        client.post(path, data={"text": "Yes", "draft_key": "first"})
    for _ in range(20):
        make_reply(people.carys, thread)
    wait(MINUTE)
    with count_statements() as many:
        client.post(path, data={"text": "Yes", "draft_key": "second"})
    assert len(few) == len(many)
    assert db.session.scalar(select(func.count()).select_from(Post)) == 23
