"""The page of what a person was told."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.extensions import db
from portal.notifications import actions
from portal.notifications.actions import Notice, tell
from portal.notifications.models import Notification
from tests.factories import make_community, make_thread
from tests.moderation.fragments import is_part_of_its_page


@pytest.fixture
def thread(app, people):
    return make_thread(people.amina, make_community(people.bilal), "How do we move the loans?")


def tell_of(person, thread, number: int = 1, no: int = 2) -> None:
    for each in range(number):
        tell(
            [
                Notice(
                    person_id=person.id,
                    kind="reply",
                    group_key=f"post:{each}",
                    about="thread",
                    about_id=thread.id,
                    ref=thread.ref,
                    data={"no": no},
                )
            ]
        )
    db.session.commit()


def test_a_visitor_is_asked_to_sign_in(client) -> None:
    assert client.get("/notifications").status_code == 302
    assert client.post("/notifications/read").status_code in (302, 401)


def test_without_any_the_page_says_when_there_would_be_some(client, people) -> None:
    assert "You have no notifications" in client.as_user(people.dev).get("/notifications").text


def test_one_is_marked_as_read_by_its_button(client, people, thread) -> None:
    tell_of(people.dev, thread)
    client.as_user(people.dev)
    notice = db.session.query(Notification).one()
    assert "Mark as read" in client.get("/notifications?unread=1").text

    assert client.post(f"/notifications/{notice.id}/read").status_code == 303
    assert "Nothing new" in client.get("/notifications?unread=1").text
    assert "How do we move the loans?" in client.get("/notifications").text


def test_the_notice_of_another_cannot_be_marked(client, people, thread) -> None:
    tell_of(people.dev, thread)
    notice = db.session.query(Notification).one()
    assert client.as_user(people.carys).post(f"/notifications/{notice.id}/read").status_code == 404
    assert client.as_user(people.carys).get(f"/notifications/{notice.id}/read").status_code == 405


def test_all_are_marked_as_read_at_once(client, people, thread) -> None:
    tell_of(people.dev, thread, 3)
    client.as_user(people.dev).post("/notifications/read")
    assert "Nothing new" in client.get("/notifications?unread=1").text


def test_the_list_is_paged_and_its_statements_do_not_grow(
    client, people, thread, count_statements
) -> None:
    tell_of(people.dev, thread, 1)
    client.as_user(people.dev)
    with count_statements() as few:
        client.get("/notifications")
    tell_of(people.dev, thread, 60)
    with count_statements() as many:
        page = client.get("/notifications").text

    assert len(many) == len(few) <= 10
    assert page.count("Mark as read") == 20
    assert client.get("/notifications?page=9").status_code == 404


def test_the_fragment_is_part_of_the_page(client, people, thread) -> None:
    tell_of(people.dev, thread)
    client.as_user(people.dev)
    assert is_part_of_its_page(client, "/notifications")


def test_what_was_shown_is_read_and_what_comes_later_is_not(app, people, thread) -> None:
    tell_of(people.dev, thread, 1, no=2)
    tell([Notice(people.dev.id, "reply", "later", "thread", thread.id, thread.ref, data={"no": 9})])
    db.session.commit()

    actions.read_about(db.session(), people.dev.id, "thread", thread.id, upto=5)
    db.session.commit()
    assert {n.group_key: n.read_at is None for n in db.session.query(Notification)} == {
        "post:0": False,
        "later": True,
    }


def test_old_ones_are_forgotten(app, people, thread) -> None:
    tell_of(people.dev, thread, 2)
    old, new = db.session.query(Notification).order_by(Notification.id)
    old.read_at = now() - timedelta(days=61)
    new.read_at = now() - timedelta(days=59)
    db.session.commit()

    actions.forget_old()
    db.session.commit()
    assert db.session.query(Notification).one() == new


def test_news_that_is_taken_back_is_no_news(app, people, thread) -> None:
    first, second = people.dev, people.carys
    for number, person in enumerate((first, second, second)):
        ref = "post:7" if number < 2 else "post:8"
        tell([Notice(person.id, "reply", "thread:1", "thread", thread.id, ref)])
    db.session.commit()

    actions.take_back("thread", thread.id, "post:7", thread.ref)
    db.session.commit()
    left = db.session.query(Notification).one()
    assert (left.person_id, left.times, left.ref) == (second.id, 1, thread.ref)
