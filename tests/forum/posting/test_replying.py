"""Replying in a thread."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.forum.models import Post, ThreadReader
from portal.forum.vocabulary import State
from tests.factories import make_community, make_reply, make_thread
from tests.journeys.forms import fill_in, values_of


@pytest.fixture
def thread(people, community):
    return make_thread(people.amina, community)


def replies(thread) -> list[Post]:
    query = select(Post).where(Post.thread_id == thread.id, Post.no > 1).order_by(Post.no)
    return list(db.session.scalars(query))


def test_a_reply_is_posted(client, people, thread) -> None:
    path = f"{thread.path}/reply"
    response = fill_in(client.as_user(people.carys), path, text="We froze *them*.")
    (post,) = replies(thread)
    assert (response.status_code, response.location) == (303, f"{thread.path}#post-{post.id}")
    assert (post.author_id, post.no) == (people.carys.id, 2)
    follows = db.session.get_one(ThreadReader, (people.carys.id, thread.id))
    assert (follows.level, follows.reason) == ("following", "replied")
    # She has not opened the thread, so the opening post is still new to her.
    assert follows.last_read_no == 0


def test_who_had_read_all_has_read_their_own_reply(client, people, thread) -> None:
    make_reply(people.amina, thread)
    own = db.session.get_one(ThreadReader, (people.amina.id, thread.id))
    assert own.last_read_no == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write your reply"), ("x" * 20_001, "Use 20,000 characters or fewer")],
)
def test_what_is_not_right_is_said_at_the_text(client, people, thread, text, words) -> None:
    response = fill_in(client.as_user(people.carys), f"{thread.path}/reply", text=text)
    assert response.status_code == 422
    assert words in response.text


def test_a_resent_reply_is_there_once(client, people, thread) -> None:
    path = f"{thread.path}/reply"
    client.as_user(people.carys)
    values = values_of(client.get(path).text, path)
    values["text"] = "We froze them."
    first, second = (client.post(path, data=values) for _ in range(2))
    (post,) = replies(thread)
    assert (first.status_code, second.location) == (303, post.path)


def test_a_quotation_begins_the_reply(client, people, thread) -> None:
    quoted = make_reply(people.dev, thread, "> older words\n\nAsk @Carys Evans.\n\nThen wait.")
    path = f"{thread.path}/reply"
    page = client.as_user(people.carys).get(f"{path}?quote={quoted.id}").text
    values = values_of(page, path)
    assert values["text"] == (
        f"> [@Dev Patel wrote](/posts/{quoted.id}):\n>\n> Ask @Carys Evans.\n>\n> Then wait.\n\n"
    )
    assert values["reply_to"] == str(quoted.id)
    values["text"] += "Yes."
    client.post(path, data=values)
    post = replies(thread)[-1]
    assert post.reply_to_id == quoted.id
    assert "blockquote" in post.html


def test_a_quotation_keeps_a_name_that_was_withheld(client, people, community) -> None:
    thread = make_thread(people.amina, community, is_anonymous=True)
    opening = db.session.scalars(select(Post)).one()
    page = client.as_user(people.carys).get(f"{thread.path}/reply?quote={opening.id}").text
    assert "[A member wrote]" in page
    assert "post 1 by a member" in page
    assert "Amina" not in page


def test_a_quotation_comes_behind_what_was_typed(client, people, thread) -> None:
    path = f"{thread.path}/reply"
    quoted = make_reply(people.dev, thread, "Wait.")
    client.as_user(people.carys)
    values = values_of(client.get(path).text, path)
    values["text"] = "My own words"
    client.post("/drafts", data=values)
    page = client.get(f"{path}?quote={quoted.id}").text
    assert values_of(page, path)["text"].startswith("My own words\n\n> [@Dev Patel wrote]")


def test_only_posts_of_the_thread_are_quoted(client, people, thread, community) -> None:
    secret = make_community(people.dev, "Secret people", privacy="confidential")
    opening = make_thread(people.dev, secret, text="Nobody knows").last_post_id
    hidden = make_reply(people.dev, thread, "Hidden words")
    hidden.state = State.HIDDEN
    other = make_thread(people.dev, community, text="Elsewhere").last_post_id
    db.session.commit()
    client.as_user(people.carys)
    for key in (opening, hidden.id, other, "x", 2**70):
        page = client.get(f"{thread.path}/reply?quote={key}")
        assert page.status_code == 200
        assert "wrote](" not in page.text
    # Who may still read a hidden post does not repeat it to others.
    assert (
        "wrote]("
        not in client.as_user(people.dev).get(f"{thread.path}/reply?quote={hidden.id}").text
    )
    client.as_user(people.carys)
    fill_in(client, f"{thread.path}/reply", text="Yes", reply_to=str(opening))
    assert replies(thread)[-1].reply_to_id is None


def test_who_asked_without_a_name_replies_without_it(client, people, community, wait) -> None:
    thread = make_thread(people.amina, community, is_anonymous=True)
    wait(timedelta(minutes=1))
    path = f"{thread.path}/reply"
    fill_in(client.as_user(people.amina), path, text="Thank you.")
    assert replies(thread)[0].is_anonymous
    assert 'name="is_anonymous"' not in client.as_user(people.carys).get(path).text
    fill_in(client, path, text="Welcome.", is_anonymous="y")
    assert not replies(thread)[1].is_anonymous


def test_a_locked_thread_takes_no_reply_and_gives_the_text_back(client, people, thread) -> None:
    path = f"{thread.path}/reply"
    thread.locked_at, thread.lock_reason = thread.created_at, "It is settled."
    db.session.commit()
    client.as_user(people.carys)
    assert client.get(path).status_code == 403
    response = client.post(path, data={"text": "Typed for an hour"})
    assert response.status_code == 403
    assert "This thread is locked. It is settled." in response.text
    assert "Typed for an hour" in response.text
    # A moderator of the community still can.
    assert fill_in(client.as_user(people.bilal), path, text="Moved on.").status_code == 303


def test_a_hidden_thread_takes_no_reply(client, people, thread) -> None:
    thread.state = State.HIDDEN
    db.session.commit()
    path = f"{thread.path}/reply"
    assert client.as_user(people.carys).get(path).status_code == 404
    assert client.as_user(people.amina).get(path).status_code == 403


def test_a_reply_to_a_merged_thread_goes_where_it_went(client, people, thread, community) -> None:
    target = make_thread(people.amina, community, "The other thread")
    thread.state, thread.merged_into_id = State.MERGED, target.id
    db.session.commit()
    client.as_user(people.carys)
    client.post(f"{thread.path}/reply", data={"text": "Yes", "draft_key": "a-key"})
    assert [post.text for post in replies(target)] == ["Yes"]


def test_threads_that_one_may_not_see_take_no_reply(client, people) -> None:
    secret = make_community(people.dev, "Secret people", privacy="confidential")
    thread = make_thread(people.dev, secret)
    for person in (people.amina, people.bilal, people.erin):
        client.as_user(person)
        assert client.get(f"{thread.path}/reply").status_code == 404
        assert client.post(f"{thread.path}/reply", data={"text": "x"}).status_code == 404
    assert client.get("/threads/999/reply").status_code == 404
    assert client.get("/threads/99999999999/reply").status_code == 404
    assert client.get("/threads/x/reply").status_code == 404


def test_only_members_reply_in_a_restricted_community(client, people) -> None:
    place = make_community(people.dev, "Some people", privacy="restricted")
    thread = make_thread(people.dev, place)
    response = client.as_user(people.amina).get(f"{thread.path}/reply")
    assert response.status_code == 403
    assert "Only members of Some people can reply. Join it first." in response.text


def test_personal_data_in_a_reply_is_warned_of(client, people, thread) -> None:
    path = f"{thread.path}/reply"
    response = fill_in(client.as_user(people.carys), path, text="Ring 07700900123")
    assert "<mark>07700900123</mark>" in response.text
    assert replies(thread) == []
    assert client.post(path, data=values_of(response.text, path)).status_code == 303


HTMX = {"HX-Request": "true"}


def test_htmx_puts_the_reply_behind_the_posts(client, people, thread) -> None:
    make_reply(people.dev, thread, "Came in between")
    values = {"text": "We *froze* them.", "seen_no": "1", "draft_key": "a-key"}
    client.as_user(people.carys)
    response = client.post(f"{thread.path}/reply", data=values, headers=HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == "#posts"
    # What others wrote meanwhile is there too, and a new form.
    assert response.text.index("Came in between") < response.text.index("<em>froze</em>")
    assert response.text.count("<article") == 2
    assert values_of(response.text, f"{thread.path}/reply")["seen_no"] == "3"
    assert "<em>froze</em>" in client.get(thread.path).text


def test_htmx_goes_to_the_page_of_the_reply(client, people, thread, wait) -> None:
    for _ in range(19):
        make_reply(people.dev, thread)
    client.as_user(people.carys)
    values = {"text": "The first of the next page", "seen_no": "20", "draft_key": "a-key"}
    response = client.post(f"{thread.path}/reply", data=values, headers=HTMX)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == f"{thread.path}?page=2#post-{replies(thread)[-1].id}"


@pytest.mark.parametrize(("text", "status"), [("", 422), ("Ring 07700900123", 200)])
def test_htmx_shows_the_form_again(client, people, thread, text, status) -> None:
    client.as_user(people.carys)
    response = client.post(f"{thread.path}/reply", data={"text": text}, headers=HTMX)
    assert response.status_code == status
    assert "HX-Retarget" not in response.headers
    assert "<h1" not in response.text
    assert values_of(response.text, f"{thread.path}/reply")["text"] == text


def test_htmx_keeps_the_page_when_it_came_too_soon(client, people, thread) -> None:
    client.as_user(people.carys)
    values = {"text": "First", "seen_no": "1", "draft_key": "one"}
    client.post(f"{thread.path}/reply", data=values, headers=HTMX)
    values = {"text": "Second", "seen_no": "2", "draft_key": "two"}
    response = client.post(f"{thread.path}/reply", data=values, headers=HTMX)
    assert response.status_code == 429
    assert response.headers["Retry-After"]
    assert response.headers["HX-Retarget"] == "#page-error"
    assert "You can post again in" in response.text


def test_the_foot_of_a_thread_gives_the_draft_back(client, people, thread) -> None:
    path = f"{thread.path}/reply"
    client.as_user(people.carys)
    values = values_of(client.get(thread.path).text, path)
    values["text"] = "Half a thought"
    client.post("/drafts", data=values)
    values = values_of(client.get(thread.path).text, path)
    assert values["text"] == "Half a thought"
    assert client.post(path, data=values).status_code == 303
    assert values_of(client.get(thread.path).text, path)["text"] == ""


def test_who_cannot_reply_reads_why(client, people, thread) -> None:
    assert "Sign in</a> to reply." not in client.as_user(people.carys).get(thread.path).text
    db.session.merge(thread).locked_at = thread.created_at
    db.session.merge(thread).lock_reason = "It is settled."
    db.session.commit()
    page = client.as_user(people.carys).get(thread.path).text
    assert "This thread is locked. It is settled." in page
    assert "<textarea" not in page


def test_a_quotation_names_nobody_whom_the_post_does_not_name(client, people, thread) -> None:
    """Not even where it is cut off in the middle of code."""
    people.erin.is_listed = False
    client.as_user(people.carys)
    code = f"`@[{people.erin.id}] {'word ' * 400}`"
    fill_in(client, f"{thread.path}/reply", text=code)
    (post,) = replies(thread)
    page = client.get(f"{thread.path}/reply?quote={post.id}").text
    assert f"@[{people.erin.id}] word" in page
    assert people.erin.name not in page


def test_a_form_that_is_sent_again_with_another_text_loses_nothing(
    client, people, thread, wait
) -> None:
    """The answer to the first went astray, and its author went on writing."""
    path = f"{thread.path}/reply"
    client.as_user(people.carys)
    values = values_of(client.get(path).text, path)
    values["text"] = "We froze them."
    client.post(path, data=values)
    values["text"] = "We froze them for a day."
    again = client.post(path, data=values)
    assert again.status_code == 409
    assert "We froze them for a day." in again.text
    assert len(replies(thread)) == 1
    wait(timedelta(minutes=1))
    client.post(path, data=values_of(again.text, path))
    assert len(replies(thread)) == 2
