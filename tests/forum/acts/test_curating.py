"""Those who run a community lock, pin, hide and move its threads; authors are told."""

from datetime import timedelta

import pytest

from portal import clock
from portal.forum.models import Community, Thread
from tests.client import Client
from tests.factories import make_community, make_thread
from tests.forum.acts.looking import announced, audited, do_all, events_of, now_in, posts_of, told
from tests.people import People

FORMS = ("lock", "pin", "hide", "move", "split", "merge")
BUTTONS = ("unlock", "unpin", "restore")


def act(client: Client, thread: Thread, name: str, **data: str):
    return client.post(f"/threads/{thread.id}/{name}", data=data)


def test_a_locked_thread_says_why_until_it_is_unlocked(
    client: Client, people: People, question: Thread
):
    client.as_user(people.dev)
    assert act(client, question, "lock").status_code == 422
    done = act(client, question, "lock", reason="It goes in circles.")
    assert (done.status_code, done.location) == (303, f"/threads/{question.id}")
    page = client.as_user(people.carys).get(done.location).text
    assert "This thread is locked" in page
    assert "It goes in circles." in page
    assert told(people.amina.id, "locked") == ["It goes in circles."]
    client.as_user(people.dev)
    assert "locked already" in act(client, question, "lock", reason="Again").text
    assert act(client, question, "unlock").status_code == 303
    assert (now_in(question).locked_at, now_in(question).lock_reason) == (None, "")
    act(client, question, "unlock")
    assert events_of(question) == ["locked", "unlocked"]
    assert audited()[-2:] == ["thread:locked", "thread:unlocked"]


def test_a_form_that_is_sent_twice_acts_once(client: Client, people: People, question: Thread):
    client.as_user(people.dev)
    data = {"reason": "Twice.", "draft_key": "k" * 22}
    assert act(client, question, "lock", **data).status_code == 303
    assert act(client, question, "lock", **data).status_code == 303
    assert events_of(question) == ["locked"]


def test_a_thread_is_pinned_until_a_day(client: Client, people: People, question: Thread):
    client.as_user(people.dev)
    day = clock.today() + timedelta(days=3)
    for wrong in ("", "soon", str(clock.today() - timedelta(days=1)), "2099-01-01"):
        assert act(client, question, "pin", until=wrong).status_code == 422, wrong
    assert act(client, question, "pin", until=str(day)).status_code == 303
    assert now_in(question).pinned_until == day
    assert act(client, question, "unpin").status_code == 303
    assert now_in(question).pinned_until is None
    assert events_of(question) == ["pinned", "unpinned"]


def test_a_hidden_thread_is_there_for_its_author_and_who_runs_it(
    client: Client, people: People, question: Thread
):
    do_all()
    act(client.as_user(people.dev), question, "hide", reason="It names a patient.")
    posts = {f"post:{post.id}" for post in posts_of(question)}
    assert announced() == {f"thread:{question.id}", *posts}
    path = f"/threads/{question.id}"
    assert client.as_user(people.carys).get(path).status_code == 404
    assert client.get(f"{path}/history").status_code == 404
    assert "It names a patient." in client.as_user(people.amina).get(path).text
    assert told(people.amina.id, "hidden") == ["It names a patient."]
    assert "hidden already" in act(client.as_user(people.dev), question, "hide", reason="x").text
    assert act(client, question, "restore").status_code == 303
    assert client.as_user(people.carys).get(path).status_code == 200
    assert "It names a patient." not in client.get(f"{path}/history").text
    assert "It names a patient." in client.as_user(people.amina).get(f"{path}/history").text
    assert now_in(question).hide_reason == ""


@pytest.fixture
def other(people: People) -> Community:
    return make_community(people.bilal, "Digital skills", privacy="private", members=[people.dev])


def test_a_thread_moves_to_a_community_that_the_person_runs(
    client: Client, people: People, question: Thread, other: Community
):
    client.as_user(people.dev)
    act(client, question, "pin", until=str(clock.today()))
    # Dev is only a member of the other community.
    assert "Digital skills" not in client.get(f"/threads/{question.id}/move").text
    assert act(client, question, "move", community=other.slug).status_code == 422
    client.as_user(people.bilal)
    do_all()
    done = act(client, question, "move", community=other.slug, reason="It fits there.")
    assert (done.status_code, done.location) == (303, f"/threads/{question.id}")
    posts = {f"post:{post.id}" for post in posts_of(question)}
    assert announced() == {f"thread:{question.id}", *posts}
    thread = now_in(question)
    assert (thread.community_id, thread.pinned_until) == (other.id, None)
    assert events_of(question) == ["pinned", "moved"]
    # Its asker is told, and cannot read it there any more.
    assert told(people.amina.id, "moved") == ["It fits there."]
    assert client.as_user(people.amina).get(done.location).status_code == 404


@pytest.mark.parametrize("name", [*FORMS, *BUTTONS])
def test_who_may_not(client: Client, people: People, question: Thread, name: str):
    path = f"/threads/{question.id}/{name}"
    for person in (people.amina, people.carys):
        assert client.as_user(person).post(path).status_code == 403
    assert client.as_user(None).post(path).status_code == 401
    client.as_user(people.erin)
    assert client.post(f"/threads/2147483648/{name}").status_code == 404
    assert client.put(path).status_code == 405
    if name in FORMS:
        assert client.get(path).status_code == 200
        assert client.as_user(people.carys).get(path).status_code == 403
        assert "/sign-in" in client.as_user(None).get(path).location
    else:
        assert client.get(path).status_code == 405


def test_the_history_is_read_a_page_at_a_time(client: Client, people: People, question: Thread):
    client.as_user(people.dev)
    for _ in range(11):
        act(client, question, "lock", reason="For a while.")
        act(client, question, "unlock")
    path = f"/threads/{question.id}/history"
    page = client.as_user(people.carys).get(path).text
    assert "Dev Patel unlocked the thread" in page
    assert "<strong>1 to 20</strong> of <strong>22</strong> changes" in page
    assert client.fragment(path).text.strip() in page
    assert "For a while." in client.get(f"{path}?page=2").text
    assert client.get(f"{path}?page=9").status_code == 404
    assert client.post(path).status_code == 405
    assert client.get("/threads/999/history").status_code == 404


def test_who_asked_without_a_name_is_not_named_in_the_history(
    client: Client, people: People, community: Community
):
    thread = make_thread(people.amina, community, is_anonymous=True)
    client.as_user(people.amina).post(
        f"/threads/{thread.id}/resolve", data={"resolution": "no_answer"}
    )
    page = client.as_user(people.carys).get(f"/threads/{thread.id}/history").text
    assert "A member closed the question" in page
    assert "Amina" not in page
