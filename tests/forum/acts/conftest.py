"""A question with two replies in an open community that Dev manages."""

import pytest

from portal.forum.models import Community, Thread
from tests.factories import make_community, make_thread
from tests.people import People


@pytest.fixture
def community(people: People) -> Community:
    return make_community(people.dev, members=[people.amina, people.carys])


@pytest.fixture
def question(people: People, community: Community) -> Thread:
    replies = [(people.carys, "We froze them for a day."), (people.carys, "It took six hours.")]
    return make_thread(people.amina, community, replies=replies)
