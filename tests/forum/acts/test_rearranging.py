"""Splitting and merging: ids stay, old links lead on, nothing read becomes unread or lost."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.forum.models import Answer, Community, Post, Thread, ThreadReader
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.forum.acts.looking import announced, do_all, events_of, now_in, posts_of, told
from tests.people import People


def split(client: Client, thread: Thread, posts, **data):
    data = {"title": "How long did it take?", "community": "library-systems", **data}
    data = {"kind": "discussion", "posts": [str(post.id) for post in posts], **data}
    return client.post(f"/threads/{thread.id}/split", data=data)


def key_of(response) -> int:
    assert response.status_code == 303, response.text
    return int(response.location.rsplit("/", 1)[1])


def mark(person, thread: Thread | int) -> ThreadReader | None:
    key = thread if isinstance(thread, int) else thread.id
    return db.session.get(ThreadReader, (person.id, key))


def read(client: Client, thread: Thread) -> None:
    client.get(f"/threads/{thread.id}")


def test_posts_go_to_a_thread_of_their_own(client: Client, people: People, question: Thread):
    last = make_reply(people.bilal, question, "Ours took three days.")
    posts = posts_of(question)
    do_all()
    read(client.as_user(people.erin), question)
    client.as_user(people.dev)
    page = client.get(f"/threads/{question.id}/split").text
    assert "#3 by Carys Evans: It took six hours." in page
    assert f'value="{posts[0].id}"' not in page
    new = key_of(split(client, question, posts[2:], reason="It is another matter."))
    thread, old = now_in(new), now_in(question)
    assert [(post.id, post.no) for post in posts_of(new)] == [(posts[2].id, 1), (last.id, 2)]
    assert (thread.author_id, thread.title) == (people.carys.id, "How long did it take?")
    assert (thread.next_no, thread.last_no, thread.reply_count) == (2, 2, 1)
    assert (old.next_no, old.last_no, old.reply_count) == (4, 2, 1)
    assert (events_of(question), events_of(new)) == (["split"], ["split_from"])
    moved = {f"post:{post.id}" for post in posts_of(new)}
    assert announced() == {f"thread:{new}", f"thread:{question.id}", *moved}
    # Who read them there has read them here.
    assert mark(people.erin, new).last_read_no == 2
    assert mark(people.amina, new) is None
    assert (mark(people.carys, new).reason, mark(people.bilal, new).reason) == (
        "started",
        "replied",
    )
    for person in (people.carys, people.bilal):
        assert told(person.id, "split") == ["It is another matter."]


def test_old_links_of_posts_lead_to_where_they_are(
    client: Client, people: People, question: Thread
):
    posts = posts_of(question)
    new = key_of(split(client.as_user(people.dev), question, posts[2:]))
    there = f"/threads/{new}#post-{posts[2].id}"
    assert client.get(f"/threads/{question.id}/posts/3").location == there
    assert client.get(f"/posts/{posts[2].id}").location == there
    # Numbers are not given again.
    assert make_reply(people.amina, now_in(question)).no == 4


def test_all_later_posts_go_along(client: Client, people: People, question: Thread):
    make_reply(people.bilal, question)
    posts = posts_of(question)
    new = key_of(split(client.as_user(people.dev), question, posts[1:2], with_later="y"))
    assert [post.no for post in posts_of(new)] == [1, 2, 3]
    assert [post.no for post in posts_of(question)] == [1]


def test_the_first_post_and_posts_of_others_stay(client: Client, people: People, question: Thread):
    other = make_thread(people.amina, question_place(question), "Another matter altogether")
    reply = make_reply(people.bilal, other)
    client.as_user(people.dev)
    assert split(client, question, []).status_code == 422
    for wrong in (posts_of(question)[:1], posts_of(other)[1:]):
        refused = split(client, question, wrong)
        assert (refused.status_code, "Choose posts of this thread" in refused.text) == (422, True)
        # What was typed is there.
        assert "How long did it take?" in refused.text
    assert split(client, question, posts_of(question)[1:], community="x").status_code == 422
    assert split(client, question, posts_of(question)[1:], title="Short").status_code == 422
    assert db.session.get_one(Post, reply.id).thread_id == other.id


def question_place(question: Thread) -> Community:
    return db.session.get_one(Community, question.community_id)


def test_a_credited_post_that_goes_answers_nothing_there(
    client: Client, people: People, question: Thread
):
    posts = posts_of(question)
    client.as_user(people.amina).post(f"/posts/{posts[2].id}/credit")
    new = key_of(split(client.as_user(people.dev), question, posts[2:], kind="question"))
    assert now_in(question).resolution == "open"
    assert now_in(new).resolution == "open"
    assert events_of(question) == ["answered", "uncredited", "reopened", "split"]


@pytest.fixture
def target(people: People, community: Community) -> Thread:
    return make_thread(
        people.carys, community, "Moving loans between systems", replies=[(people.bilal, "Slowly.")]
    )


def merge(client: Client, thread: Thread, target: Thread | str, **data: str):
    name = target if isinstance(target, str) else str(target.id)
    return client.post(f"/threads/{thread.id}/merge", data={"target": name, **data})


def test_a_merged_thread_leads_to_the_other_for_ever(
    client: Client, people: People, question: Thread, target: Thread
):
    posts = posts_of(question)
    do_all()
    done = merge(client.as_user(people.dev), question, target, reason="The same matter.")
    assert (done.status_code, done.location) == (303, f"/threads/{target.id}")
    old, new = now_in(question), now_in(target)
    assert (old.state, old.merged_into_id, old.last_no) == ("merged", target.id, 0)
    assert (new.next_no, new.last_no, new.reply_count) == (5, 5, 4)
    assert [post.id for post in posts_of(target)][2:] == [post.id for post in posts]
    moved = client.get(f"/threads/{question.id}")
    assert (moved.status_code, moved.location) == (301, f"/threads/{target.id}")
    assert client.get(f"/threads/{question.id}/posts/2").location == (
        f"/threads/{target.id}#post-{posts[1].id}"
    )
    assert (events_of(question), events_of(target)) == (["merged"], ["merged_from"])
    everything = {f"post:{post.id}" for post in posts_of(target)}
    assert announced() == {f"thread:{question.id}", f"thread:{target.id}", *everything}
    assert told(people.amina.id, "merged") == ["The same matter."]
    client.as_user(people.amina)
    assert "Moving loans between systems" in client.get("/notifications").text
    assert client.get(f"/threads/{target.id}").status_code == 200


def test_what_is_asked_of_a_merged_thread_leads_on(
    client: Client, people: People, question: Thread, target: Thread
):
    merge(client.as_user(people.dev), question, target)
    again = merge(client, question, target)
    assert (again.status_code, again.location) == (301, f"/threads/{target.id}")
    assert client.post(f"/threads/{question.id}/unlock").status_code == 301
    assert events_of(target) == ["merged_from"]


def test_followers_come_along_and_read_posts_stay_read(
    client: Client, people: People, question: Thread, target: Thread
):
    for thread in (question, target):
        read(client.as_user(people.erin), thread)
    read(client.as_user(people.dev), question)
    client.post(f"/threads/{question.id}/follow", data={"level": "every_post"})
    client.as_user(people.carys).post(f"/threads/{target.id}/follow", data={"level": "muted"})
    merge(client.as_user(people.dev), question, target)
    assert mark(people.erin, target).last_read_no == 5
    # Dev has not read the other one: nothing of it is missed.
    dev = mark(people.dev, target)
    assert (dev.level, dev.reason, dev.last_read_no) == ("every_post", "joined", 0)
    assert (mark(people.amina, target).level, mark(people.amina, target).reason) == (
        "following",
        "joined",
    )
    assert mark(people.carys, target).level == "muted"


def test_merges_and_duplicates_never_lead_in_a_circle(
    client: Client, people: People, question: Thread, target: Thread, community: Community
):
    third = make_thread(people.amina, community, "A third question of loans")
    client.as_user(people.dev)
    # The target is a duplicate of the third, and that of the question.
    for thread, other in ((third, question), (target, third)):
        client.post(
            f"/threads/{thread.id}/resolve", data={"resolution": "duplicate", "target": other.id}
        )
    merge(client, question, target)
    assert now_in(target).resolution == "open"
    assert now_in(third).duplicate_of_id == target.id
    merge(client, third, target)
    assert merge(client, target, question).status_code == 422
    # Merged again, the first leads to the last at once.
    last = make_thread(people.amina, community, "The last question of loans")
    merge(client, target, last)
    assert {now_in(thread).merged_into_id for thread in (question, third, target)} == {last.id}
    assert client.get(f"/threads/{question.id}").location == f"/threads/{last.id}"
    assert len(posts_of(last)) == 7


def test_answers_come_along_as_far_as_there_is_room(
    client: Client, people: People, question: Thread, target: Thread
):
    client.as_user(people.dev)
    for post in posts_of(question)[1:]:
        client.post(f"/posts/{post.id}/credit")
    merge(client, question, target)
    assert now_in(target).resolution == "answered"
    page = client.get(f"/threads/{target.id}").text
    assert "the answer in post 4" in page
    assert "the answer in post 5" in page


@pytest.mark.parametrize(
    ("resolution", "then", "credited"),
    [("no_answer", "answered", True), ("resolved_elsewhere", "resolved_elsewhere", False)],
)
def test_only_an_answered_question_has_credited_answers(
    client: Client, people: People, question: Thread, target: Thread, resolution, then, credited
):
    client.as_user(people.dev)
    client.post(f"/posts/{posts_of(question)[1].id}/credit")
    data = {"resolution": resolution, "outcome": "The supplier did it"}
    assert client.post(f"/threads/{target.id}/resolve", data=data).status_code == 303
    merge(client, question, target)
    assert now_in(target).resolution == then
    assert (db.session.scalar(select(Answer.thread_id)) == target.id) is credited


def test_a_thread_goes_only_where_the_person_runs_both(
    client: Client, people: People, question: Thread
):
    elsewhere = make_community(people.bilal, "Digital skills")
    other = make_thread(people.bilal, elsewhere, "Something else entirely")
    client.as_user(people.dev)
    for wrong in (other, question):
        assert merge(client, question, wrong).status_code == 422
    for wrong in ("", "999", "nothing"):
        assert merge(client, question, wrong).status_code == 422
    assert merge(client.as_user(people.bilal), question, other).status_code == 303


def test_split_off_again_a_post_is_found_by_all_its_links(
    client: Client, people: People, question: Thread, target: Thread
):
    posts = posts_of(question)
    client.as_user(people.dev)
    merge(client, question, target)
    new = key_of(split(client, target, posts[1:2]))
    there = f"/threads/{new}#post-{posts[1].id}"
    for link in (f"/threads/{question.id}/posts/2", f"/threads/{target.id}/posts/4"):
        assert client.get(link).location == there
