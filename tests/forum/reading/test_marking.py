"""Reading a thread marks it; nothing else does."""

import pytest

from portal.accounts import actions as accounts
from portal.extensions import db
from portal.forum.models import Community, Thread, ThreadReader
from portal.forum.queries.unread import count_unread
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.forum.reading.conftest import last_read
from tests.forum.reading.test_lists import titles
from tests.people import People


def test_reading_a_page_marks_the_highest_number_on_it(
    client: Client, people: People, thread: Thread
) -> None:
    for _ in range(20):
        make_reply(people.dev, thread)
    client.as_user(people.carys).get(thread.path)
    assert last_read(people.carys.id, thread.id) == 20
    client.get(f"{thread.path}?page=2")
    assert last_read(people.carys.id, thread.id) == 23
    client.get(thread.path)
    assert last_read(people.carys.id, thread.id) == 23


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
)
def test_a_page_that_is_only_fetched_ahead_marks_nothing(
    client: Client, people: People, thread: Thread, headers: dict[str, str]
) -> None:
    client.as_user(people.carys).get(thread.path, headers=headers)
    client.head(thread.path)
    client.get(f"{thread.path}/print")
    client.get(f"{thread.path}?view=team")
    client.get("/threads")
    assert last_read(people.carys.id, thread.id) == 0


def test_unread_leads_to_the_first_post_that_is_new(
    client: Client, people: People, thread: Thread
) -> None:
    client.as_user(people.carys).get(thread.path)
    for _ in range(19):
        newest = make_reply(people.dev, thread)
    answer = client.get(f"{thread.path}/unread")
    assert answer.status_code == 302
    assert answer.location == f"{thread.path}#post-4"
    client.get(thread.path)
    assert client.get(f"{thread.path}/unread").location == f"{thread.path}?page=2#post-21"
    page = client.get(f"{thread.path}?page=2")
    assert f'id="post-{newest.id}"' in page.text
    assert client.get(f"{thread.path}/unread").location == f"{thread.path}?page=2#post-{newest.id}"


def test_new_posts_begin_below_a_line(client: Client, people: People, thread: Thread) -> None:
    client.as_user(people.carys)
    assert "New since you last read" not in client.get(thread.path).text
    make_reply(people.dev, thread, "Something new.")
    page = client.get(thread.path).text
    assert page.index("New since you last read") < page.index("Something new.")
    assert "New since you last read" not in client.get(thread.path).text


def test_a_thread_can_be_marked_unread_from_a_post(
    client: Client, people: People, thread: Thread
) -> None:
    client.as_user(people.carys).get(thread.path)
    answer = client.post(f"{thread.path}/mark-unread", data={"no": "2"})
    assert (answer.status_code, answer.location) == (303, "/threads?view=unread")
    assert titles(client, "/threads?view=unread") == [thread.title]
    assert client.get(f"{thread.path}/unread").location.endswith("#post-2")
    client.get(thread.path)
    assert titles(client, "/threads?view=unread") == []


def test_what_is_marked_unread_stays_so_though_all_was_read_before(
    client: Client, people: People, thread: Thread
) -> None:
    client.as_user(people.carys).post("/threads/mark-read")
    client.post(f"{thread.path}/mark-unread", data={"no": "1"})
    assert titles(client, "/threads?view=unread") == [thread.title]
    client.post("/threads/mark-read")
    assert titles(client, "/threads?view=unread") == []


def test_all_is_read_until_something_new_comes(
    client: Client, people: People, thread: Thread
) -> None:
    client.as_user(people.carys)
    assert count_unread(people.carys) == 1
    assert client.post("/threads/mark-read").location == "/threads"
    assert count_unread(people.carys) == 0
    assert titles(client, "/threads?view=unread") == []
    newest = make_reply(people.dev, thread)
    assert titles(client, "/threads?view=unread") == [thread.title]
    assert client.get(f"{thread.path}/unread").location == f"{thread.path}#post-{newest.id}"


def test_what_was_said_before_a_person_came_is_no_news(
    client: Client, people: People, community: Community, thread: Thread
) -> None:
    gwen = accounts.create(email="gwen@portal.example", name="Gwen Hughes")
    db.session.commit()
    assert count_unread(gwen) == 0
    make_thread(people.amina, community, "Said when Gwen was there")
    assert count_unread(gwen) == 1


def test_one_community_is_read_and_the_others_are_not(
    client: Client, people: People, thread: Thread, community: Community
) -> None:
    other = make_thread(people.dev, make_community(people.bilal, "Elsewhere"), "Another place")
    client.as_user(people.carys)
    answer = client.post("/threads/mark-read", data={"community": community.slug})
    assert answer.location == community.path
    assert titles(client, "/threads?view=unread") == [other.title]


def test_a_community_that_one_may_not_see_cannot_be_marked(client: Client, people: People) -> None:
    make_community(people.bilal, "Inner circle", privacy="confidential")
    client.as_user(people.carys)
    for slug in ("inner-circle", "nowhere"):
        assert client.post("/threads/mark-read", data={"community": slug}).status_code == 404


def test_what_is_muted_is_never_unread(client: Client, people: People, thread: Thread) -> None:
    client.as_user(people.carys)
    answer = client.post(f"{thread.path}/follow", data={"level": "muted"})
    assert (answer.status_code, answer.location) == (303, thread.path)
    assert titles(client, "/threads?view=unread") == []
    assert count_unread(people.carys) == 0
    assert client.post(f"{thread.path}/follow", data={"level": "loud"}).status_code == 422


def test_choosing_a_level_is_kept(client: Client, people: People, thread: Thread) -> None:
    client.as_user(people.carys).post(f"{thread.path}/follow", data={"level": "every_post"})
    chosen = db.session.get_one(ThreadReader, (people.carys.id, thread.id))
    assert (chosen.level, chosen.reason) == ("every_post", "chose")
    assert "Follow: every post" in client.get(thread.path).text
    assert titles(client, "/threads?view=following") == [thread.title]


def test_the_badge_counts_to_99(client: Client, people: People, community: Community) -> None:
    for _ in range(3):
        make_thread(people.amina, community)
    page = client.as_user(people.carys).get("/").text
    assert '<span class="app-badge">3<span' in page
    for _ in range(97):
        make_thread(people.amina, community)
    assert '<span class="app-badge">99+<span' in client.get("/").text


@pytest.mark.parametrize("path", ["mark-unread", "follow"])
def test_visitors_are_asked_to_sign_in(client: Client, thread: Thread, path: str) -> None:
    client.as_user(None)
    assert client.post(f"{thread.path}/{path}").status_code == 401
    assert client.post("/threads/mark-read").status_code == 401
    assert "/sign-in" in client.get(f"{thread.path}/unread").location


def test_nothing_is_read_before_it_is_written(
    client: Client, people: People, thread: Thread
) -> None:
    client.as_user(people.carys)
    client.get(thread.path)
    client.post(f"{thread.path}/mark-unread", data={"no": "2147483647"})
    for _ in range(2):
        make_reply(people.amina, thread)
    assert count_unread(people.carys) == 1
