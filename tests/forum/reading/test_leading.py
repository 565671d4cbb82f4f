"""The permanent links of posts and threads lead on for ever."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.forum.models import Community, Post, PostAlias, Thread
from portal.forum.vocabulary import Privacy, State
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.people import People


def merge(thread: Thread, into: Thread) -> None:
    thread = db.session.merge(thread)
    thread.state, thread.merged_into_id = State.MERGED, into.id
    db.session.commit()


def test_a_post_is_led_to_on_its_page(client: Client, people: People, thread: Thread) -> None:
    posts = [make_reply(people.dev, thread) for _ in range(20)]
    client.as_user(people.carys)
    for post in (posts[0], posts[-1]):
        page = "?page=2" if post.no > 20 else ""
        for path in (f"/posts/{post.id}", f"{thread.path}/posts/{post.no}"):
            answer = client.get(path)
            assert answer.status_code == 302
            assert answer.location == f"{thread.path}{page}#post-{post.id}"
    assert client.get("/posts/999999").status_code == 404
    assert client.get(f"{thread.path}/posts/99").status_code == 404


def test_a_post_is_found_by_the_number_it_had_elsewhere(
    client: Client, people: People, thread: Thread, community: Community
) -> None:
    other = make_thread(people.amina, community, "Another thread")
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id, Post.no == 3)).one()
    post.thread_id, post.no = other.id, 2
    db.session.add(PostAlias(thread_id=thread.id, no=3, post_id=post.id))
    db.session.commit()
    client.as_user(people.carys)
    assert client.get(f"{thread.path}/posts/3").location == f"{other.path}#post-{post.id}"


def test_a_merged_thread_leads_to_the_last_it_went_into(
    client: Client, people: People, thread: Thread, community: Community
) -> None:
    second = make_thread(people.amina, community, "The second")
    third = make_thread(people.amina, community, "The third")
    merge(thread, second)
    merge(second, third)
    client.as_user(people.carys)
    for rest in ("", "/print", "/unread"):
        answer = client.get(thread.path + rest)
        assert (answer.status_code, answer.location) == (301, third.path + rest)


@pytest.mark.parametrize("privacy", [Privacy.PRIVATE, Privacy.CONFIDENTIAL])
def test_a_merged_thread_leads_nobody_to_what_they_may_not_see(
    client: Client, people: People, thread: Thread, privacy: Privacy
) -> None:
    secret = make_thread(people.bilal, make_community(people.bilal, "Inner", privacy=privacy))
    merge(thread, secret)
    assert client.as_user(people.carys).get(thread.path).status_code == 404
    assert client.as_user(people.bilal).get(thread.path).status_code == 301
