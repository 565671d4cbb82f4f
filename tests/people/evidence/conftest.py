"""A question of Amina with a reply of Carys, in a community that Erin manages."""

import pytest

from portal.forum.models import Community, Thread
from tests.factories import make_community, make_thread
from tests.people import People


@pytest.fixture
def community(people: People) -> Community:
    return make_community(people.erin, members=[people.dev, people.amina, people.carys])


@pytest.fixture
def question(people: People, community: Community) -> Thread:
    return make_thread(people.amina, community, replies=[(people.carys, "For a day.")])
