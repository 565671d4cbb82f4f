"""The title and the topics of a thread, and the box "Where we are"."""

import re

import pytest
from sqlalchemy import delete, select

from portal.clock import now
from portal.extensions import db
from portal.forum.models import Thread, ThreadEvent, ThreadSummary
from portal.outbox import Message
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.journeys.forms import values_of
from tests.people import People


@pytest.fixture
def thread(people: People) -> Thread:
    community = make_community(people.bilal, members=[people.amina])
    return make_thread(people.amina, community, topics=[make_topic("Loans").id])


def fresh(thread: Thread) -> Thread:
    db.session.rollback()
    return db.session.get_one(Thread, thread.id, populate_existing=True)


def sent(title: str, *topics: Topic, version: str = "never") -> dict[str, object]:
    return {"title": title, "topics": [str(topic.id) for topic in topics], "version": version}


def without_key(page: str) -> str:
    return re.sub('name="draft_key" value="[^"]*"', "", page).strip()


def test_the_author_changes_title_and_topics(client: Client, people: People, thread: Thread):
    path = f"/threads/{thread.id}/edit"
    page = client.as_user(people.amina).get(path)
    assert (page.status_code, "Loans" in page.text) == (200, True)
    assert without_key(client.fragment(path).text) in without_key(page.text)
    topic, reply = make_topic("Catalogues"), make_reply(people.bilal, thread).ref
    db.session.execute(delete(Message))
    db.session.commit()
    answer = client.post(path, data=sent("How do we move  the records?", topic))
    assert (answer.status_code, answer.location) == (303, f"/threads/{thread.id}")
    thread = fresh(thread)
    assert thread.title == "How do we move the records?"
    assert thread.edited_at is not None
    event = db.session.scalars(select(ThreadEvent)).one()
    assert (event.kind, event.data) == ("edited", {"changed": ["title", "topics"]})
    waiting = db.session.scalars(select(Message.subject).where(Message.topic == "search.sync"))
    # The replies are found by the topics of their thread.
    assert {thread.ref, reply} <= set(waiting)


def test_nothing_changed_is_no_event(client: Client, people: People, thread: Thread):
    topic = db.session.scalars(select(Topic).where(Topic.label == "Loans")).one()
    path = f"/threads/{thread.id}/edit"
    client.as_user(people.amina).post(path, data=sent(thread.title, topic))
    assert fresh(thread).edited_at is None
    assert db.session.scalars(select(ThreadEvent)).all() == []


def test_moderators_change_it_and_others_do_not(client: Client, people: People, thread: Thread):
    path = f"/threads/{thread.id}/edit"
    assert client.as_user(people.bilal).get(path).status_code == 200
    assert client.as_user(people.carys).get(path).status_code == 403
    assert client.post(path, data=sent("Mine, all of it")).status_code == 403
    assert "/sign-in" in client.as_user(None).get(path).location
    assert client.as_user(people.amina).put(path).status_code == 405
    assert client.get("/threads/2147483648/edit").status_code == 404
    thread = fresh(thread)
    thread.locked_at = now()
    db.session.commit()
    assert client.get(path).status_code == 403
    assert client.as_user(people.bilal).get(path).status_code == 200


def test_a_private_thread_is_not_there_for_others(client: Client, people: People):
    community = make_community(people.amina, privacy="confidential")
    thread = make_thread(people.amina, community)
    for page in ("edit", "summary", "summary/history"):
        for person in (people.carys, people.bilal, people.erin):
            path = f"/threads/{thread.id}/{page}"
            assert client.as_user(person).get(path).status_code == 404


def test_a_title_that_is_not_right_is_refused(client: Client, people: People, thread: Thread):
    topic = make_topic("Catalogues")
    path = f"/threads/{thread.id}/edit"
    client.as_user(people.amina)
    for title, words in (("Short", "8 characters or more"), ("a" * 151, "150 characters or fewer")):
        answer = client.post(path, data=sent(title, topic))
        assert (answer.status_code, words in answer.text) == (422, True)
    answer = client.post(path, data=sent("A title that is fine"))
    assert (answer.status_code, "Choose at least 1 topic" in answer.text) == (422, True)
    assert fresh(thread).edited_at is None


def test_two_who_change_the_title_see_both(client: Client, people: People, thread: Thread):
    topic, path = make_topic("Catalogues"), f"/threads/{thread.id}/edit"
    client.as_user(people.amina).post(path, data=sent("How do we move the records?", topic))
    answer = client.as_user(people.bilal).post(path, data=sent("How do we move the fines?", topic))
    assert answer.status_code == 409
    assert "<ins>records?</ins>" in answer.text
    assert "How do we move the fines?" in answer.text
    version = re.search('name="version" value="([^"]+)"', answer.text)
    assert version
    again = sent("How do we move the fines?", topic, version=version[1])
    assert client.post(path, data=again).status_code == 303
    assert fresh(thread).title == "How do we move the fines?"


def write(client: Client, thread: Thread, text: str, version: int):
    return client.post(
        f"/threads/{thread.id}/summary", data={"text": text, "version": str(version)}
    )


def texts(thread: Thread) -> list[str]:
    query = select(ThreadSummary.text).where(ThreadSummary.thread_id == thread.id)
    return list(db.session.scalars(query.order_by(ThreadSummary.number)))


def test_who_may_post_writes_where_we_are(client: Client, people: People, thread: Thread):
    path = f"/threads/{thread.id}/summary"
    page = client.as_user(people.carys).get(path)
    assert page.status_code == 200
    assert without_key(client.fragment(path).text) in without_key(page.text)
    answer = write(client, thread, "We agree on *two* days.", 0)
    assert (answer.status_code, answer.location) == (303, f"/threads/{thread.id}")
    row = db.session.scalars(select(ThreadSummary)).one()
    assert (row.number, row.editor_id) == (1, people.carys.id)
    assert "<em>two</em>" in row.html
    event = db.session.scalars(select(ThreadEvent)).one()
    assert (event.kind, event.data) == ("summarised", {"number": 1})
    assert "We agree on *two* days." in client.as_user(people.amina).get(path).text


def test_two_who_write_the_box_see_both_texts(client: Client, people: People, thread: Thread):
    write(client.as_user(people.carys), thread, "We agree on two days.", 0)
    answer = write(client.as_user(people.amina), thread, "We agree on three days.", 0)
    assert answer.status_code == 409
    assert "We agree on three days." in answer.text
    assert "<ins>two</ins>" in answer.text
    assert "Carys Evans" in answer.text
    assert texts(thread) == ["We agree on two days."]
    assert write(client, thread, "We agree on two or three days.", 1).status_code == 303
    assert write(client, thread, "Spoiled", -1).status_code == 409


def test_the_box_can_be_taken_away_and_its_history_stays(
    client: Client, people: People, thread: Thread
):
    client.as_user(people.amina)
    write(client, thread, "We agree on two days.", 0)
    write(client, thread, "", 1)
    write(client, thread, "", 2)
    assert texts(thread) == ["We agree on two days.", ""]
    path = f"/threads/{thread.id}/summary/history"
    page = client.get(path)
    assert "The box was taken away" in page.text
    assert page.text.index("Version 2") < page.text.index("Version 1")
    assert client.fragment(path).text.strip() in page.text
    assert client.get(f"{path}?page=9").status_code == 404
    assert client.post(path).status_code == 405


def test_the_box_of_an_anonymous_asker_does_not_name_them(client: Client, people: People):
    community = make_community(people.bilal, allows_anonymous=True)
    thread = make_thread(people.amina, community, is_anonymous=True)
    write(client.as_user(people.amina), thread, "We agree on two days.", 0)
    path = f"/threads/{thread.id}/summary/history"
    assert "Amina" in client.get(path).text
    assert "Amina" not in client.as_user(people.carys).get(path).text
    assert "Amina" not in write(client, thread, "No", 0).text
    assert "Amina" in client.as_user(people.bilal).get(path).text


def test_who_may_not_post_does_not_write_the_box(client: Client, people: People):
    community = make_community(people.bilal, privacy="restricted", is_public=False)
    thread = make_thread(people.bilal, community)
    path = f"/threads/{thread.id}/summary"
    assert client.as_user(people.carys).get(path).status_code == 403
    assert write(client, thread, "Mine", 0).status_code == 403
    assert client.get(f"{path}/history").status_code == 200
    assert "/sign-in" in client.as_user(None).get(path).location
    too_long = write(client.as_user(people.bilal), thread, "a" * 5_001, 0)
    assert too_long.status_code == 422


def test_the_history_of_the_box_takes_the_same_statements_for_any_number(
    client: Client, people: People, thread: Thread, count_statements
):
    client.as_user(people.amina)

    def statements() -> int:
        with count_statements() as made:
            client.get(f"/threads/{thread.id}/summary/history")
        return len(made)

    write(client, thread, "One day.", 0)
    statements()
    one = statements()
    for number in range(1, 6):
        write(client, thread, f"{number} days.", number)
    assert statements() <= one


@pytest.mark.parametrize(("page", "name"), [("edit", "title"), ("summary", "text")])
def test_a_form_that_is_sent_again_with_other_words_is_given_back(
    client: Client, people: People, thread: Thread, page: str, name: str
):
    """The answer to the first went astray, and its author went on writing."""
    path = f"/threads/{thread.id}/{page}"
    values = values_of(client.as_user(people.amina).get(path).text, path)
    values[name] = "The first words"
    for _ in range(2):
        assert client.post(path, data=values).status_code == 303
    values[name] = "Other words than those"
    again = client.post(path, data=values)
    assert again.status_code == 409
    client.post(path, data=values_of(again.text, path))
    assert "Other words than those" in client.get(f"/threads/{thread.id}").text
