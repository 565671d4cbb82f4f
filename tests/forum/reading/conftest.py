"""A community, a thread in it, and what was written down about who read it."""

import pytest

from portal.extensions import db
from portal.forum.models import Community, Thread, ThreadReader
from tests.factories import make_community, make_thread
from tests.people import People


@pytest.fixture
def community(people: People) -> Community:
    """Open; Bilal runs it, Dev is in it."""
    return make_community(people.bilal, members=[people.dev])


@pytest.fixture
def thread(people: People, community: Community) -> Thread:
    """A question of Amina with a reply of Dev and one of Carys."""
    replies = [(people.dev, "We froze them."), (people.carys, "So did we.")]
    return make_thread(people.amina, community, replies=replies)


def last_read(person_id: int, thread_id: int) -> int | None:
    """The number up to which a person has read; 0 for who only follows it, None for nobody."""
    db.session.rollback()
    db.session.expire_all()
    mark = db.session.get(ThreadReader, (person_id, thread_id))
    return mark.last_read_no if mark else None
