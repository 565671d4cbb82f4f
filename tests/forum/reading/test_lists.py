"""The lists of threads."""

import pytest

from portal.extensions import db
from portal.forum import marks
from portal.forum.models import Community, Thread
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.people import People


@pytest.fixture
def community(people: People) -> Community:
    return make_community(people.bilal, members=[people.dev])


def titles(client: Client, path: str) -> list[str]:
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
    assert titles(client, "/threads") == ["Who has moved reservations?", "How do we move the loans?"]
    make_reply(people.dev, first)
    assert titles(client, "/threads")[0] == "How do we move the loans?"
    assert titles(client, "/threads?sort=oldest")[0] == "How do we move the loans?"
    assert titles(client, "/threads?sort=newest")[0] == "Who has moved reservations?"
    assert titles(client, "/threads?sort=replies")[0] == "How do we move the loans?"
