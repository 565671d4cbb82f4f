"""A clock that can be moved, and places to post in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal import clock
from portal.extensions import db
from portal.forum.models import Community
from tests.factories import make_community, make_topic


@pytest.fixture
def wait(people) -> Iterator[Callable[[timedelta], None]]:
    """``wait(timedelta(hours=1))``; everyone has used the portal for long."""
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    for person in people:
        person.created_at = moment - timedelta(days=100)
    db.session.commit()
    clock.start_at(moment)

    def wait_for(time: timedelta) -> None:
        clock.start_at(clock.now() + time)

    yield wait_for
    clock.start_at(None)


@pytest.fixture
def community(people, wait) -> Community:
    return make_community(people.bilal, members=[people.carys])


@pytest.fixture
def topic_id(community) -> int:
    topic = make_topic()
    db.session.commit()
    return topic.id
