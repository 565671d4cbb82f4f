"""The lists of threads."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from portal.extensions import db
from portal.forum.models import Community, Thread
from portal.forum.vocabulary import Privacy, State
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.people import People

Counting = Callable[[], AbstractContextManager[list[str]]]


def titles(client: Client, path: str) -> list[str]:
    """The titles of a list, as it shows them."""
    page = client.get(path)
    assert page.status_code == 200, path
    lines = page.text.split('class="app-threads__title"')[1:]
    return [line.split("</a>")[0].rsplit(">", 1)[1] for line in lines]


def test_the_thread_with_the_newest_post_comes_first(
    client: Client, people: People, community: Community
) -> None:
    first = make_thread(people.amina, community, "How do we move the loans?")
    make_thread(people.amina, community, "Who has moved reservations?")
    client.as_user(people.carys)
    assert titles(client, "/threads") == [
        "Who has moved reservations?",
        "How do we move the loans?",
    ]
    make_reply(people.dev, first)
    assert titles(client, "/threads")[0] == "How do we move the loans?"
    assert titles(client, "/threads?sort=oldest")[0] == "How do we move the loans?"
    assert titles(client, "/threads?sort=newest")[0] == "Who has moved reservations?"
    assert titles(client, "/threads?sort=replies")[0] == "How do we move the loans?"
    assert titles(client, "/threads?sort=nonsense&view=nonsense")[0] == "How do we move the loans?"


def test_lists_can_be_narrowed(client: Client, people: People, community: Community) -> None:
    topic = make_topic("Metadata")
    below = make_topic("Subject headings")
    below.parent_id = topic.id
    make_thread(people.amina, community, "A question here", topics=[below.id])
    make_thread(people.dev, community, "A discussion here", kind="discussion")
    elsewhere = make_community(people.bilal, "Elsewhere")
    make_thread(people.dev, elsewhere, "A question elsewhere")
    client.as_user(people.carys)
    assert titles(client, "/threads?kind=discussion") == ["A discussion here"]
    assert titles(client, "/threads?community=elsewhere") == ["A question elsewhere"]
    assert titles(client, "/threads?topic=metadata") == ["A question here"]
    assert titles(client, f"/threads?community={community.slug}&kind=question") == [
        "A question here"
    ]
    assert titles(client, "/threads?state=answered") == []
    assert titles(client, "/threads?kind=%00&state=x&topic=" + "y" * 500) == []
    page = client.get("/threads?topic=metadata")
    assert "Metadata" in page.text.split("app-chips")[1]


def test_everyone_has_lists_of_their_own(
    client: Client, people: People, community: Community
) -> None:
    make_thread(people.amina, community, "Asked by Amina")
    replied = make_thread(people.dev, community, "Asked by Dev")
    make_reply(people.amina, replied)
    make_thread(people.dev, community, "Not hers", kind="discussion")
    client.as_user(people.amina)
    assert set(titles(client, "/threads?view=mine")) == {"Asked by Amina", "Asked by Dev"}
    assert set(titles(client, "/threads?view=unanswered")) == {"Asked by Amina", "Asked by Dev"}
    for view in ("unread", "mine", "following"):
        assert "/sign-in" in client.as_user(None).get(f"/threads?view={view}").location
        client.as_user(people.amina)


@pytest.mark.parametrize("view", ["new", "unread", "unanswered", "mine", "following"])
def test_no_list_holds_what_a_reader_may_not_see(client: Client, people: People, view: str) -> None:
    for privacy in (Privacy.PRIVATE, Privacy.CONFIDENTIAL):
        inner = make_community(people.bilal, f"Inner {privacy}", privacy=privacy)
        make_thread(people.bilal, inner, f"Secret and {privacy}")
    page = client.as_user(people.carys).get(f"/threads?view={view}")
    assert "Secret" not in page.text
    assert "Inner" not in page.text
    assert client.get(f"/threads?view={view}&community=inner-private").text.count("Secret") == 0
    seen = client.as_user(people.bilal).get("/threads").text
    assert "Secret and confidential" in seen


def test_a_hidden_thread_is_in_no_list_but_that_of_its_author(
    client: Client, people: People, thread: Thread
) -> None:
    thread = db.session.merge(thread)
    thread.state, thread.hide_reason = State.HIDDEN, "Not here."
    db.session.commit()
    for person in (people.carys, people.bilal, people.amina):
        assert titles(client.as_user(person), "/threads") == []
    assert titles(client.as_user(people.amina), "/threads?view=mine") == [thread.title]
    assert titles(client.as_user(people.dev), "/threads?view=mine") == []


def test_a_list_is_a_fragment_of_its_page(client: Client, people: People, thread: Thread) -> None:
    client.as_user(people.carys)
    for path in ("/threads", "/threads?view=unread&kind=question"):
        part = client.fragment(path).text
        assert thread.title in part
        assert part.strip() in client.get(path).text


def test_lists_have_pages(client: Client, people: People, community: Community) -> None:
    for number in range(21):
        make_thread(people.amina, community, f"Thread number {number}")
    client.as_user(people.carys)
    assert titles(client, "/threads?page=2") == ["Thread number 0"]
    assert client.get("/threads?page=3").status_code == 404


def test_a_list_costs_the_same_however_long_it_is(
    client: Client, people: People, community: Community, count_statements: Counting
) -> None:
    topics = [make_topic(f"Topic {number}").id for number in range(3)]
    make_thread(people.amina, community, topics=topics[:1])
    counted: dict[str, list[int]] = {}
    client.as_user(people.carys)
    for _ in range(2):
        for path in ("/threads", "/threads?view=unread", "/threads?view=unanswered"):
            client.get(path)
            with count_statements() as statements:
                assert client.get(path).status_code == 200
            counted.setdefault(path, []).append(len(statements))
        for number in range(30):
            make_thread(people.dev, community, f"Number {number}", topics=topics)
    for path, (few, many) in counted.items():
        assert few == many <= 8, path


def test_the_front_page_shows_the_newest_threads(
    client: Client, people: People, thread: Thread
) -> None:
    assert thread.title in client.as_user(people.carys).get("/").text
    assert thread.title not in client.as_user(None).get("/").text
