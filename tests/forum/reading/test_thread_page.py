"""The page of a thread."""

import pytest

from portal.extensions import db
from portal.forum.models import Thread
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.people import People


@pytest.fixture
def thread(people: People) -> Thread:
    community = make_community(people.bilal, members=[people.dev])
    return make_thread(
        people.amina,
        community,
        replies=[(people.dev, "We froze them."), (people.carys, "So did we.")],
    )


def test_a_thread_shows_its_posts_in_order(client: Client, people: People, thread: Thread) -> None:
    page = client.as_user(people.amina).get(thread.path)
    assert page.status_code == 200
    places = [page.text.index(words) for words in ("<em>90,000</em>", "We froze", "So did we")]
    assert places == sorted(places)
