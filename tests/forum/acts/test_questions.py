"""What becomes of a question: who says so, and what readers see of it."""

import pytest

from portal.clock import now
from portal.extensions import db
from portal.forum.models import Answer, Community, Thread
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.forum.acts.looking import (
    announced,
    audited,
    do_all,
    events_of,
    now_in,
    posts_of,
    told,
)
from tests.people import People


def credit(client: Client, post_id: int, act: str = "credit"):
    return client.post(f"/posts/{post_id}/{act}")


def test_the_asker_credits_an_answer(client: Client, people: People, question: Thread):
    answer = posts_of(question)[1]
    do_all()
    response = credit(client.as_user(people.amina), answer.id)
    assert (response.status_code, response.location) == (303, f"/posts/{answer.id}")
    assert now_in(question).resolution == "answered"
    assert now_in(question).resolved_at is not None
    assert events_of(question) == ["answered"]
    assert "thread:answered" in audited()
    assert announced() == {f"thread:{question.id}", f"post:{answer.id}"}
    page = client.get(f"/threads/{question.id}").text
    assert "This question was answered" in page
    assert f'href="/posts/{answer.id}"' in page
    assert told(people.carys.id, "answered") == [""]


def test_three_posts_at_most_are_credited(client: Client, people: People, question: Thread):
    for _ in range(2):
        make_reply(people.bilal, question)
    client.as_user(people.amina)
    for post in posts_of(question)[1:]:
        assert credit(client, post.id).status_code == 303
    assert db.session.query(Answer).count() == 3
    assert "At most 3 posts" in client.get(f"/threads/{question.id}").text
    # The place of one whose credit was taken back is free again.
    credit(client, posts_of(question)[1].id, "uncredit")
    credit(client, posts_of(question)[4].id)
    assert sorted(db.session.scalars(db.select(Answer.position))) == [1, 2, 3]


def test_a_second_click_credits_nothing_more(client: Client, people: People, question: Thread):
    answer = posts_of(question)[1]
    credit(client.as_user(people.amina), answer.id)
    assert credit(client, answer.id).status_code == 303
    assert events_of(question) == ["answered"]


def test_without_its_last_credit_a_question_is_open(
    client: Client, people: People, question: Thread
):
    answer = posts_of(question)[1]
    credit(client.as_user(people.amina), answer.id)
    credit(client, answer.id, "uncredit")
    thread = now_in(question)
    assert (thread.resolution, thread.resolved_at) == ("open", None)
    assert events_of(question) == ["answered", "uncredited", "reopened"]


def test_nobody_credits_their_own_post_but_the_asker(
    client: Client, people: People, question: Thread
):
    own = make_reply(people.amina, question)
    carys = posts_of(question)[1]
    assert credit(client.as_user(people.carys), carys.id).status_code == 403
    assert credit(client.as_user(people.amina), own.id).status_code == 303
    # Who has replied credits the reply of somebody else.
    other = make_reply(people.bilal, question)
    assert credit(client.as_user(people.carys), other.id).status_code == 303


def test_who_may_not_credit(client: Client, people: People, question: Thread):
    answer, opening = posts_of(question)[1], posts_of(question)[0]
    assert credit(client.as_user(people.erin), answer.id).status_code == 303
    credit(client, answer.id, "uncredit")
    for act in ("credit", "uncredit"):
        assert credit(client.as_user(None), answer.id, act).status_code == 401
        assert client.as_user(people.amina).get(f"/posts/{answer.id}/{act}").status_code == 405
        assert credit(client, 2147483648, act).status_code == 404
        assert credit(client, 999, act).status_code == 404
    credit(client, opening.id)
    assert "Only a reply" in client.get(f"/threads/{question.id}").text
    assert now_in(question).resolution == "open"


def question_place(question: Thread) -> Community:
    return db.session.get_one(Community, question.community_id)


def test_in_a_locked_thread_only_those_who_run_it_credit(
    client: Client, people: People, question: Thread
):
    answer = posts_of(question)[1]
    thread = now_in(question)
    thread.locked_at = now()
    db.session.commit()
    assert credit(client.as_user(people.amina), answer.id).status_code == 403
    assert credit(client.as_user(people.dev), answer.id).status_code == 303


def test_a_private_question_is_not_there_for_others(client: Client, people: People):
    community = make_community(people.dev, "Steering", privacy="private", members=[people.amina])
    thread = make_thread(people.amina, community, replies=[(people.dev, "No.")])
    reply = posts_of(thread)[1]
    for person in (people.carys, people.erin):
        client.as_user(person)
        assert credit(client, reply.id).status_code == 404
        for page in ("resolve", "history", "lock", "move", "split", "merge", "hide", "pin"):
            assert client.get(f"/threads/{thread.id}/{page}").status_code == 404
        assert client.post(f"/threads/{thread.id}/reopen").status_code == 404


def resolve(client: Client, thread: Thread, **data: str):
    return client.post(f"/threads/{thread.id}/resolve", data=data)


def test_a_question_is_answered_with_a_line(client: Client, people: People, question: Thread):
    page = client.as_user(people.amina).get(f"/threads/{question.id}/resolve")
    assert "What became of the question?" in page.text
    assert resolve(client, question).status_code == 422
    refused = resolve(client, question, resolution="answered")
    assert (refused.status_code, "or credit a post first" in refused.text) == (422, True)
    done = resolve(client, question, resolution="answered", outcome="We froze the loans.")
    assert (done.status_code, done.location) == (303, f"/threads/{question.id}")
    page = client.get(done.location).text
    assert "This question was answered" in page
    assert "We froze the loans." in page
    assert told(people.amina.id, "resolved") == []


def test_resolved_elsewhere_needs_words_and_takes_credit_back(
    client: Client, people: People, question: Thread
):
    credit(client.as_user(people.amina), posts_of(question)[1].id)
    refused = resolve(client, question, resolution="resolved_elsewhere")
    assert (refused.status_code, "Say in one line" in refused.text) == (422, True)
    resolve(client, question, resolution="resolved_elsewhere", outcome="The supplier knew.")
    assert now_in(question).resolution == "resolved_elsewhere"
    assert db.session.query(Answer).count() == 0
    assert events_of(question) == ["answered", "uncredited", "resolved"]


def test_a_moderator_closes_a_question_and_its_asker_is_told(
    client: Client, people: People, question: Thread
):
    resolve(client.as_user(people.dev), question, resolution="no_answer")
    assert now_in(question).resolution == "no_answer"
    assert len(told(people.amina.id, "resolved")) == 1
    assert client.post(f"/threads/{question.id}/reopen").status_code == 303
    assert now_in(question).resolution == "open"
    assert "Open the question again" not in client.get(f"/threads/{question.id}").text
    client.post(f"/threads/{question.id}/reopen")
    assert events_of(question) == ["resolved", "reopened"]


@pytest.mark.parametrize("name", ["{}", "/threads/{}", "http://localhost/threads/{}#new"])
def test_a_duplicate_leads_to_its_target_and_back(
    client: Client, people: People, question: Thread, community: Community, name: str
):
    first = make_thread(people.carys, community, "How were the loans moved?")
    base = client.application.config["BASE_URL"]
    target = name.format(first.id).replace("http://localhost", base)
    resolve(client.as_user(people.amina), question, resolution="duplicate", target=target)
    assert now_in(question).duplicate_of_id == first.id
    assert "How were the loans moved?" in client.get(f"/threads/{question.id}").text
    assert "The same was asked in" in client.get(f"/threads/{first.id}").text
    # The other way round it would lead in a circle.
    resolve(client.as_user(people.carys), first, resolution="duplicate", target=str(question.id))
    assert now_in(first).resolution == "open"


def test_the_target_of_a_duplicate_is_another_thread_that_the_person_sees(
    client: Client, people: People, question: Thread
):
    secret = make_community(people.bilal, "Steering", privacy="private")
    hidden = make_thread(people.bilal, secret, "A thread of nobody else")
    client.as_user(people.amina)
    for target in ("", "999", "threads", str(question.id), str(hidden.id), "/posts/999"):
        refused = resolve(client, question, resolution="duplicate", target=target)
        assert refused.status_code == 422, target
        assert "A thread of nobody else" not in refused.text
    assert now_in(question).resolution == "open"


def test_only_a_question_is_closed(client: Client, people: People, community: Community):
    thread = make_thread(people.amina, community, kind="discussion")
    assert client.as_user(people.amina).get(f"/threads/{thread.id}/resolve").status_code == 404
    assert client.post(f"/threads/{thread.id}/reopen").status_code == 303
    assert now_in(thread).resolution is None


def test_who_may_close_a_question(client: Client, people: People, question: Thread):
    path = f"/threads/{question.id}/resolve"
    assert "/sign-in" in client.as_user(None).get(path).location
    assert client.as_user(people.carys).get(path).status_code == 200
    other = make_thread(people.amina, question_place(question), "Another question")
    path = f"/threads/{other.id}/resolve"
    assert client.as_user(people.carys).get(path).status_code == 403
    assert client.post(path).status_code == 403
    assert client.post(f"/threads/{other.id}/reopen").status_code == 403
    assert client.put(path).status_code == 405
    assert client.get("/threads/2147483648/resolve").status_code == 404
