"""The page of a thread: its posts, what was done between them, and who is told what."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.forum import events
from portal.forum.models import Answer, Community, Post, Thread, ThreadSummary
from portal.forum.vocabulary import Privacy, State
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.people import People

Counting = Callable[[], AbstractContextManager[list[str]]]


def post(thread: Thread, no: int) -> Post:
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id, Post.no == no)).one()


def test_a_thread_shows_its_posts_in_order(client: Client, people: People, thread: Thread) -> None:
    page = client.as_user(people.amina).get(thread.path)
    assert page.status_code == 200
    places = [page.text.index(words) for words in ("<em>90,000</em>", "We froze", "So did we")]
    assert places == sorted(places)


def test_visitors_read_what_is_public_and_nothing_else(client: Client, people: People) -> None:
    public = make_thread(people.amina, make_community(people.bilal, "Public", is_public=True))
    open_one = make_thread(people.amina, make_community(people.bilal, "Open"))
    client.as_user(None)
    shown = client.get(public.path)
    assert shown.status_code == 200
    assert "Mark unread" not in shown.text
    assert client.get(open_one.path).status_code == 404


@pytest.mark.parametrize("privacy", [Privacy.PRIVATE, Privacy.CONFIDENTIAL])
def test_outsiders_get_the_answer_for_what_is_not_there(
    client: Client, people: People, privacy: Privacy
) -> None:
    community = make_community(people.bilal, privacy=privacy, members=[people.dev])
    hidden = make_thread(people.dev, community, replies=[(people.bilal, "Secret.")])
    client.as_user(people.carys)
    reply_id = post(hidden, 2).id
    for path in (
        hidden.path,
        f"{hidden.path}/print",
        f"{hidden.path}/unread",
        f"{hidden.path}/posts/2",
        f"/posts/{reply_id}",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert hidden.title not in answer.text
    assert client.post(f"{hidden.path}/follow", data={"level": "muted"}).status_code == 404
    assert client.post(f"{hidden.path}/mark-unread").status_code == 404
    assert client.as_user(people.dev).get(hidden.path).status_code == 200


def test_a_long_thread_has_numbered_pages(client: Client, people: People, thread: Thread) -> None:
    for number in range(4, 24):
        make_reply(people.dev, thread, f"Reply number {number}.")
    client.as_user(people.carys)
    first, second = client.get(thread.path), client.get(f"{thread.path}?page=2")
    assert "Reply number 20." in first.text
    assert "Reply number 21." not in first.text
    assert "Reply number 21." in second.text
    assert client.get(f"{thread.path}?page=3").status_code == 404
    assert client.get(f"{thread.path}?page=99999999999").status_code == 404


def test_what_is_withdrawn_or_hidden_leaves_its_place(
    client: Client, people: People, thread: Thread
) -> None:
    post(thread, 2).state = State.WITHDRAWN
    hidden = post(thread, 3)
    hidden.state, hidden.hide_reason = State.HIDDEN, "It names a patient."
    db.session.commit()
    page = client.as_user(people.dev).get(thread.path).text
    assert "Withdrawn by its author." in page
    assert "Hidden by a moderator." in page
    assert "We froze" not in page
    assert "So did we" not in page
    assert "It names a patient." not in page
    for person in (people.bilal, people.carys):
        page = client.as_user(person).get(thread.path).text
        assert "So did we" in page
        assert "It names a patient." in page
        assert "We froze" not in page
    assert "So did we" not in client.get(f"{thread.path}/print").text


def test_who_asks_without_a_name_is_known_to_moderators_only(
    client: Client, people: People
) -> None:
    community = make_community(people.bilal, allows_anonymous=True)
    asked = make_thread(people.amina, community, is_anonymous=True)
    events.note(asked, people.amina, "edited")
    db.session.add(
        ThreadSummary(
            thread_id=asked.id, number=1, text="x", html="<p>x", editor_id=people.amina.id
        )
    )
    db.session.commit()
    for path in (asked.path, f"{asked.path}/print", "/threads", f"{asked.path}?view=team"):
        page = client.as_user(people.carys).get(path).text
        assert people.amina.name not in page, path
        assert "Ashbourne Trust" not in page, path
    assert people.amina.name in client.as_user(people.bilal).get(asked.path).text


def test_a_nameless_post_is_not_among_those_of_the_people_who_run_it(
    client: Client, people: People
) -> None:
    community = make_community(people.bilal, allows_anonymous=True)
    asked = make_thread(people.bilal, community, text="Asked in secret.", is_anonymous=True)
    make_reply(people.bilal, asked, "Said in public.")
    page = client.as_user(people.carys).get(f"{asked.path}?view=team").text
    assert "Said in public." in page
    assert "Asked in secret." not in page


def test_the_answers_can_be_read_alone(client: Client, people: People, thread: Thread) -> None:
    answer = post(thread, 2)
    db.session.add(Answer(thread_id=thread.id, position=1, post_id=answer.id))
    thread = db.session.merge(thread)
    thread.resolution, thread.outcome = "answered", "Freeze them for a day."
    db.session.commit()
    page = client.as_user(people.carys).get(f"{thread.path}?view=answers").text
    assert "We froze" in page
    assert "So did we" not in page
    whole = client.get(thread.path).text
    assert "Freeze them for a day." in whole
    assert f'<a href="/posts/{answer.id}">the answer in post 2</a>' in whole


def test_the_credit_of_a_hidden_post_is_not_shown(
    client: Client, people: People, thread: Thread
) -> None:
    answer = post(thread, 2)
    db.session.add(Answer(thread_id=thread.id, position=1, post_id=answer.id))
    answer.state = State.HIDDEN
    db.session.commit()
    page = client.as_user(people.carys).get(f"{thread.path}?view=answers").text
    assert "We froze" not in page
    assert "Hidden by a moderator" not in page


def test_what_was_done_stands_behind_the_post_it_came_after(
    client: Client, people: People, thread: Thread
) -> None:
    events.note(db.session.merge(thread), people.bilal, "locked", reason="It is decided.")
    db.session.commit()
    make_reply(people.dev, thread, "After the lock.")
    page = client.as_user(people.carys).get(thread.path).text
    assert "Bilal Haddad locked the thread" in page
    places = [page.index(words) for words in ("So did we", "It is decided.", "After the lock.")]
    assert places == sorted(places)


def test_an_event_does_not_name_a_thread_that_the_reader_may_not_see(
    client: Client, people: People, thread: Thread
) -> None:
    secret = make_thread(
        people.bilal, make_community(people.bilal, "Inner circle", privacy=Privacy.CONFIDENTIAL)
    )
    events.note(db.session.merge(thread), people.bilal, "split", other_thread_id=secret.id)
    db.session.commit()
    assert f"/threads/{secret.id}" not in client.as_user(people.carys).get(thread.path).text
    assert f"/threads/{secret.id}" in client.as_user(people.bilal).get(thread.path).text


def test_a_page_shows_links_for_what_its_reader_may_do(
    client: Client, people: People, thread: Thread
) -> None:
    post_id = post(thread, 2).id
    mine = client.as_user(people.dev).get(thread.path).text
    assert f"/posts/{post_id}/withdraw" in mine
    assert f"/posts/{post_id}/hide" not in mine
    assert f"{thread.path}/lock" not in mine
    moderator = client.as_user(people.bilal).get(thread.path).text
    assert f"/posts/{post_id}/hide" in moderator
    assert f"{thread.path}/lock" in moderator
    asker = client.as_user(people.amina).get(thread.path).text
    assert f"/posts/{post_id}/credit" in asker
    assert f"/posts/{post_id}/credit" not in client.as_user(people.erin).get("/threads").text


def test_a_thread_costs_the_same_however_long_it_is(
    client: Client, people: People, count_statements: Counting, community: Community
) -> None:
    topics = [make_topic(f"Topic {number}").id for number in range(3)]
    short = make_thread(people.amina, community, replies=[(people.dev, "See /innovations/1")])
    long = make_thread(people.amina, community, topics=topics)
    for number in range(60):
        make_reply([people.dev, people.bilal, people.erin][number % 3], long, "See /innovations/1")
    for _ in range(5):
        events.note(db.session.merge(long), people.bilal, "edited")
    db.session.commit()
    client.as_user(people.carys)
    counted = []
    for path in (short.path, f"{long.path}?page=2"):
        client.get(path)
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]
    assert counted[1] <= 12


def test_a_page_of_a_thread_is_light(client: Client, people: People, thread: Thread) -> None:
    for _ in range(17):
        make_reply(people.dev, thread, "We ran the load twice and compared the counts. " * 8)
    assert len(client.as_user(people.carys).get(thread.path).data) < 30_000


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(
    client: Client, people: People, thread: Thread, method: str
) -> None:
    client.as_user(people.amina)
    assert getattr(client, method)(thread.path).status_code == 405
    assert client.get(f"{thread.path}/mark-unread").status_code == 405
    assert client.get("/threads/0").status_code == 404
    assert client.get("/threads/9999999999").status_code == 404
