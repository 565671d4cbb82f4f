"""Authors take back what they wrote; moderators hide it and tell why."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.forum.models import Answer, Post, PostRevision, Thread, ThreadEvent
from portal.notifications.models import Notification
from portal.outbox import Message, drain
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.people import People


@pytest.fixture
def thread(people: People) -> Thread:
    community = make_community(people.bilal, members=[people.amina, people.carys])
    return make_thread(people.carys, community)


def fresh(thread: Thread) -> Thread:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Thread, thread.id, populate_existing=True)


def withdraw(client: Client, post: Post):
    return client.post(f"/posts/{post.id}/withdraw")


def test_a_post_that_nobody_answered_is_gone(client: Client, people: People, thread: Thread):
    post = make_reply(people.amina, thread)
    page = client.as_user(people.amina).get(f"/posts/{post.id}/withdraw")
    assert "nothing is left of it" in page.text
    answer = withdraw(client, post)
    assert (answer.status_code, answer.location) == (303, f"/threads/{thread.id}")
    thread = fresh(thread)
    assert db.session.get(Post, post.id) is None
    assert (thread.reply_count, thread.last_no, thread.next_no) == (0, 1, 2)
    again = withdraw(client, post)
    assert (again.status_code, again.location) == (303, "/threads")
    # The number is not given again.
    assert make_reply(people.amina, thread).no == 3


def test_a_post_that_was_answered_leaves_its_place(client: Client, people: People, thread: Thread):
    post = make_reply(people.amina, thread)
    make_reply(people.dev, thread)
    assert (
        "stands “withdrawn by its author”"
        in client.as_user(people.amina).get(f"/posts/{post.id}/withdraw").text
    )
    assert withdraw(client, post).location == f"/posts/{post.id}"
    thread = fresh(thread)
    assert db.session.get_one(Post, post.id).state == "withdrawn"
    assert (thread.state, thread.reply_count, thread.last_no) == ("published", 1, 3)
    for page in ("edit", "revisions", "withdraw", "hide", "restore"):
        for person in (people.amina, people.bilal):
            assert client.as_user(person).get(f"/posts/{post.id}/{page}").status_code == 404


def test_an_opening_post_without_replies_takes_its_thread_with_it(
    client: Client, people: People, thread: Thread
):
    opening = db.session.get_one(Post, thread.last_post_id)
    assert "the thread" in client.as_user(people.carys).get(f"/posts/{opening.id}/withdraw").text
    assert withdraw(client, opening).location == "/communities/library-systems"
    thread = fresh(thread)
    assert thread.state == "withdrawn"
    assert client.get(f"/posts/{opening.id}/revisions").status_code == 404


def test_an_opening_post_with_replies_leaves_its_thread(
    client: Client, people: People, thread: Thread
):
    opening = db.session.get_one(Post, thread.last_post_id)
    make_reply(people.amina, thread)
    withdraw(client.as_user(people.carys), opening)
    thread = fresh(thread)
    assert (thread.state, thread.reply_count) == ("published", 1)
    assert db.session.get_one(Post, opening.id).state == "withdrawn"


def test_a_withdrawn_post_answers_nothing(client: Client, people: People, thread: Thread):
    post = make_reply(people.amina, thread)
    make_reply(people.dev, thread)
    db.session.add(Answer(thread_id=thread.id, position=1, post_id=post.id, by_id=people.carys.id))
    thread.resolution = "answered"
    db.session.commit()
    withdraw(client.as_user(people.amina), post)
    assert fresh(thread).resolution == "open"
    assert db.session.scalars(select(Answer)).all() == []


def drained(post: Post) -> Post:
    """The post, when all work that it made is done."""
    post_id = post.id
    while drain():
        pass
    db.session.remove()
    return db.session.get_one(Post, post_id)


def test_what_was_told_of_it_is_no_news_any_more(client: Client, people: People, thread: Thread):
    post = drained(make_reply(people.amina, thread))
    of_it = select(Notification).where(Notification.ref == post.ref)
    assert len(db.session.scalars(of_it).all()) == 1
    withdraw(client.as_user(people.amina), post)
    assert db.session.scalars(of_it).all() == []


def test_the_index_forgets_it(client: Client, people: People, thread: Thread):
    post = drained(make_reply(people.amina, thread))
    withdraw(client.as_user(people.amina), post)
    waiting = db.session.scalars(select(Message.subject).where(Message.topic == "search.sync"))
    assert set(waiting) == {post.ref, f"thread:{post.thread_id}"}


def test_only_the_author_withdraws(client: Client, people: People, thread: Thread):
    post = make_reply(people.amina, thread)
    path = f"/posts/{post.id}/withdraw"
    for person in (people.bilal, people.carys, people.erin):
        assert client.as_user(person).get(path).status_code == 403
        assert client.post(path).status_code == 403
    assert "/sign-in" in client.as_user(None).get(path).location
    assert client.post(path).status_code == 401
    assert client.as_user(people.amina).put(path).status_code == 405
    assert client.get("/posts/2147483648/withdraw").status_code == 404
    assert db.session.get(Post, post.id) is not None


def test_a_moderator_hides_a_post_and_its_author_is_told_why(
    client: Client, people: People, thread: Thread
):
    post = make_reply(people.amina, thread)
    path = f"/posts/{post.id}/hide"
    assert client.as_user(people.bilal).get(path).status_code == 200
    refused = client.post(path, data={"reason": ""})
    assert (refused.status_code, "Say why you hide it" in refused.text) == (422, True)
    answer = client.post(path, data={"reason": "It names a patient."})
    assert (answer.status_code, answer.location) == (303, f"/posts/{post.id}")
    thread = fresh(thread)
    post = db.session.get_one(Post, post.id)
    assert (post.state, post.hide_reason) == ("hidden", "It names a patient.")
    assert (thread.reply_count, thread.last_no) == (0, 1)
    event = db.session.scalars(select(ThreadEvent)).one()
    assert (event.kind, event.post_id, event.reason) == (
        "post_hidden",
        post.id,
        "It names a patient.",
    )
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.ref == post.ref))
    assert "thread:post_hidden" in acts.all()
    while drain():
        pass
    told = db.session.scalars(
        select(Notification).where(
            Notification.person_id == people.amina.id, Notification.about == "decision"
        )
    )
    assert [(notice.kind, notice.words) for notice in told] == [
        ("post_hidden", "It names a patient.")
    ]


def test_a_hidden_post_is_for_its_author_and_the_moderators(
    client: Client, people: People, thread: Thread
):
    post = make_reply(people.amina, thread)
    client.as_user(people.bilal).post(f"/posts/{post.id}/hide", data={"reason": "Off the topic."})
    path = f"/posts/{post.id}/revisions"
    assert client.as_user(people.amina).get(path).status_code == 200
    assert "Off the topic." in client.get(f"/posts/{post.id}/edit").text
    assert client.as_user(people.erin).get(path).status_code == 200
    assert client.as_user(people.carys).get(path).status_code == 404
    assert (
        client.as_user(people.bilal)
        .post(f"/posts/{post.id}/hide", data={"reason": "Again."})
        .status_code
        == 409
    )


def test_a_restored_post_is_as_it_was(client: Client, people: People, thread: Thread):
    post = make_reply(people.amina, thread)
    client.as_user(people.bilal).post(f"/posts/{post.id}/hide", data={"reason": "Off the topic."})
    path = f"/posts/{post.id}/restore"
    assert "Off the topic." in client.get(path).text
    assert client.post(path).location == f"/posts/{post.id}"
    thread = fresh(thread)
    post = db.session.get_one(Post, post.id)
    assert (post.state, post.state_before, post.hide_reason) == ("published", None, "")
    assert thread.reply_count == 1
    assert client.post(path).status_code == 409
    for person in (people.amina, people.carys):
        assert client.as_user(person).post(path).status_code == 403


def test_a_hidden_post_that_is_withdrawn_comes_back_as_withdrawn(
    client: Client, people: People, thread: Thread
):
    post = make_reply(people.amina, thread)
    client.as_user(people.bilal).post(f"/posts/{post.id}/hide", data={"reason": "Off the topic."})
    assert withdraw(client.as_user(people.amina), post).status_code == 303
    fresh(thread)
    assert db.session.get_one(Post, post.id).state == "hidden"
    assert (
        "withdrawn it meanwhile"
        in client.as_user(people.bilal).get(f"/posts/{post.id}/restore").text
    )
    client.post(f"/posts/{post.id}/restore")
    fresh(thread)
    assert db.session.get_one(Post, post.id).state == "withdrawn"


def test_moderators_of_the_portal_do_not_reach_into_a_private_community(
    client: Client, people: People
):
    community = make_community(people.amina, privacy="private", members=[people.carys])
    post = make_reply(people.carys, make_thread(people.carys, community))
    assert client.as_user(people.bilal).get(f"/posts/{post.id}/hide").status_code == 404
    assert client.as_user(people.amina).get(f"/posts/{post.id}/hide").status_code == 200


def test_what_goes_takes_its_revisions_with_it(client: Client, people: People, thread: Thread):
    post = make_reply(people.amina, thread)
    db.session.add(
        PostRevision(
            post_id=post.id, number=1, text="x", editor_id=people.amina.id, at=post.created_at
        )
    )
    db.session.commit()
    withdraw(client.as_user(people.amina), post)
    assert db.session.scalars(select(PostRevision)).all() == []
