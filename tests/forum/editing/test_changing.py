"""Changing a post: every text is kept, nothing typed is lost."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.forum.models import Post, PostMention, PostRevision, Thread, ThreadReader
from portal.notifications.models import Notification
from portal.outbox import drain
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.journeys.forms import values_of
from tests.people import People


@pytest.fixture
def post(people: People) -> Post:
    """A reply of Amina's that Carys has read."""
    community = make_community(people.bilal, "Library systems", members=[people.amina])
    thread = make_thread(people.carys, community)
    reply = make_reply(people.amina, thread, "We froze them for a day.")
    read(people.carys.id, reply)
    return reply


def read(person_id: int, post: Post) -> None:
    db.session.merge(
        ThreadReader(person_id=person_id, thread_id=post.thread_id, last_read_no=post.no)
    )
    db.session.commit()


def fresh(post: Post) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, post.id, populate_existing=True)


def change(client: Client, post: Post, text: str, **fields: str):
    fields.setdefault("version", str(fresh(post).version))
    return client.post(f"/posts/{post.id}/edit", data={"text": text, **fields})


def without_key(page: str) -> str:
    """The form of a page: each time that it is opened it has another key."""
    return re.sub('name="draft_key" value="[^"]*"', "", page).strip()


def revisions(post: Post) -> list[PostRevision]:
    query = select(PostRevision).where(PostRevision.post_id == post.id)
    return list(db.session.scalars(query.order_by(PostRevision.number)))


def test_the_form_opens_with_the_text(client: Client, people: People, post: Post):
    page = client.as_user(people.amina).get(f"/posts/{post.id}/edit")
    assert page.status_code == 200
    assert "We froze them for a day." in page.text
    fragment = client.fragment(f"/posts/{post.id}/edit")
    assert without_key(fragment.text) in without_key(page.text)


def test_a_change_is_shown_and_the_text_before_is_kept(client: Client, people: People, post: Post):
    answer = change(
        client.as_user(people.amina), post, "We froze them for *two* days.", reason="I had it wrong"
    )
    assert (answer.status_code, answer.location) == (303, f"/posts/{post.id}")
    post = fresh(post)
    assert "<em>two</em>" in post.html
    assert post.edited_at is not None
    kept = revisions(post)
    assert [(row.number, row.text, row.reason) for row in kept] == [
        (1, "We froze them for a day.", "I had it wrong")
    ]
    assert kept[0].editor_id == people.amina.id
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.ref == post.ref))
    assert "post:edit" in acts.all()


def test_the_same_text_is_no_change(client: Client, people: People, post: Post):
    change(client.as_user(people.amina), post, "We froze them for a day.")
    assert fresh(post).edited_at is None
    assert revisions(post) == []


def test_what_nobody_has_seen_changes_quietly_for_five_minutes(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
):
    thread = make_thread(people.carys, make_community(people.bilal))
    post = make_reply(people.amina, thread, "We froze htem.")
    read(people.amina.id, post)
    change(client.as_user(people.amina), post, "We froze them.")
    assert (fresh(post).text, fresh(post).edited_at, revisions(post)) == (
        "We froze them.",
        None,
        [],
    )
    later = clock.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr("portal.forum.actions.editing.now", lambda: later)
    change(client, post, "We froze all of them.")
    assert fresh(post).edited_at == later
    assert len(revisions(post)) == 1


def test_what_was_answered_has_been_seen(client: Client, people: People):
    thread = make_thread(people.carys, make_community(people.bilal))
    post = make_reply(people.amina, thread, "We froze them.")
    make_reply(people.dev, thread, "So did we.")
    change(client.as_user(people.amina), post, "We did not.")
    assert len(revisions(post)) == 1


def test_a_post_changed_in_another_window_shows_both_texts(
    client: Client, people: People, post: Post
):
    old = str(post.version)
    change(client.as_user(people.amina), post, "We froze them for two days.")
    answer = change(client, post, "We froze them for three days.", version=old)
    assert answer.status_code == 409
    assert "We froze them for three days." in answer.text
    assert "<ins>two</ins>" in answer.text
    assert fresh(post).text == "We froze them for two days."
    again = change(client, post, "We froze them for two or three days.")
    assert again.status_code == 303
    assert [row.number for row in revisions(post)] == [1, 2]


def test_the_same_form_sent_twice_changes_once(client: Client, people: People, post: Post):
    fields = {"version": str(post.version), "draft_key": "one-form", "draft_place": "x"}
    for _ in range(2):
        answer = change(client.as_user(people.amina), post, "We froze them for two days.", **fields)
        assert answer.status_code == 303
    assert len(revisions(post)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write your post"), ("a" * 20_001, "Use 20,000 characters or fewer")],
)
def test_a_text_that_is_not_right_is_refused_at_its_field(
    client: Client, people: People, post: Post, text: str, words: str
):
    answer = change(client.as_user(people.amina), post, text)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_change_can_be_looked_at_first(client: Client, people: People, post: Post):
    answer = change(client.as_user(people.amina), post, "We froze *all* of them.", preview="1")
    assert answer.status_code == 200
    assert "<em>all</em>" in answer.text
    assert "We froze *all* of them." in answer.text
    assert revisions(post) == []


def test_personal_data_is_warned_of_and_the_author_decides(
    client: Client, people: People, post: Post
):
    words = "The number was 943 476 5919."
    answer = change(client.as_user(people.amina), post, words)
    assert "looks like personal data" in answer.text
    assert revisions(post) == []
    seen = re.search('name="seen" value="([^"]+)"', answer.text)
    assert seen
    assert change(client, post, words, seen=seen[1]).status_code == 303


def test_who_is_mentioned_follows_the_text(client: Client, people: People, post: Post):
    change(client.as_user(people.amina), post, "Ask @Dev Patel.")
    assert fresh(post).text == f"Ask @[{people.dev.id}]."
    assert "Ask @Dev Patel." in client.get(f"/posts/{post.id}/edit").text
    change(client, post, "Ask nobody.")
    assert db.session.scalars(select(PostMention)).all() == []
    history = client.get(f"/posts/{post.id}/revisions").text
    assert "@Dev Patel" in " ".join(history.split()).replace("<del>", "").replace("</del>", "")


def test_only_those_newly_mentioned_are_told(client: Client, people: People, post: Post):
    def drain_all() -> None:
        while drain():
            pass
        db.session.remove()

    def told() -> list[tuple[int, str]]:
        query = select(Notification.person_id, Notification.kind).order_by(Notification.id)
        return [(row[0], row[1]) for row in db.session.execute(query)]

    post_id, dev_id = post.id, people.dev.id
    drain_all()
    before = told()
    client.as_user(people.amina)
    for text in ("Ask @Dev Patel.", "Ask @Dev Patel, soon."):
        change(client, db.session.get_one(Post, post_id), text)
        drain_all()
    assert [notice for notice in told() if notice not in before] == [(dev_id, "mention")]


def test_only_the_author_changes_a_post(client: Client, people: People, post: Post):
    path = f"/posts/{post.id}/edit"
    for person in (people.bilal, people.carys, people.erin):
        assert client.as_user(person).get(path).status_code == 403
        assert change(client, post, "Mine now.").status_code == 403
    assert "/sign-in" in client.as_user(None).get(path).location
    client.as_user(people.amina)
    assert client.put(path).status_code == 405
    assert client.get("/posts/999/edit").status_code == 404
    assert client.get("/posts/2147483648/edit").status_code == 404


def test_nobody_changes_a_post_of_a_locked_thread_or_a_closed_community(
    client: Client, people: People, post: Post
):
    thread = db.session.get_one(Thread, post.thread_id)
    thread.locked_at = clock.now()
    db.session.commit()
    assert client.as_user(people.amina).get(f"/posts/{post.id}/edit").status_code == 403


def test_a_post_of_a_community_that_one_is_not_in_is_not_there(client: Client, people: People):
    community = make_community(people.bilal, privacy="private", members=[people.amina])
    post = make_reply(people.amina, make_thread(people.amina, community))
    for path in ("edit", "revisions", "withdraw", "hide", "restore"):
        assert client.as_user(people.carys).get(f"/posts/{post.id}/{path}").status_code == 404
        # Not even for an administrator of the portal.
        assert client.as_user(people.erin).get(f"/posts/{post.id}/{path}").status_code == 404


def test_the_history_shows_each_change_with_its_reason(
    client: Client, people: People, post: Post, app: Flask
):
    client.as_user(people.amina)
    change(client, post, "We froze them for two days.", reason="It was two")
    change(client, post, "We froze all of them for two days.")
    page = client.as_user(people.carys).get(f"/posts/{post.id}/revisions")
    assert page.status_code == 200
    assert "Reason: It was two" in page.text
    assert "<del>a</del>" in page.text
    assert page.text.index("Change 2") < page.text.index("Change 1")
    assert client.fragment(f"/posts/{post.id}/revisions").text.strip() in page.text
    assert "Nothing was changed" in client.get(f"/posts/{post.id - 1}/revisions").text
    assert client.get(f"/posts/{post.id}/revisions?page=9").status_code == 404
    assert isinstance(fresh(post).edited_at, datetime)


def test_the_history_of_an_anonymous_post_names_nobody(client: Client, people: People):
    community = make_community(people.bilal, allows_anonymous=True)
    thread = make_thread(people.amina, community, is_anonymous=True)
    path = f"/posts/{thread.last_post_id}/revisions"
    assert "Amina" not in client.as_user(people.carys).get(path).text
    assert "By a member" in client.get(path).text
    assert "By Amina Yusuf" in client.as_user(people.bilal).get(path).text


def test_the_history_takes_the_same_statements_for_any_number(
    client: Client, people: People, post: Post, count_statements
):
    client.as_user(people.amina)

    def statements() -> int:
        with count_statements() as sent:
            client.get(f"/posts/{post.id}/revisions")
        return len(sent)

    change(client, post, "Ask @Dev Patel.")
    statements()
    one = statements()
    for number in range(5):
        change(client, post, f"Ask @Dev Patel or @Carys Evans, {number}.")
    assert statements() <= one


def test_a_form_that_is_sent_again_with_another_text_shows_both(
    client: Client, people: People, post: Post
):
    path = f"/posts/{post.id}/edit"
    values = values_of(client.as_user(people.amina).get(path).text, path)
    values["text"] = "First"
    client.post(path, data=values)
    values["text"] = "Second"
    again = client.post(path, data=values)
    assert again.status_code == 409
    assert "First" in again.text
    client.post(path, data=values_of(again.text, path))
    assert fresh(post).text == "Second"
