"""When people were last active, as far as a reader may see it."""

from datetime import timedelta

from portal.accounts.models import Visitor
from portal.extensions import db
from portal.forum.models import Post
from portal.people.activity import last_active_of
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People


def test_it_is_the_newest_that_the_reader_may_see(people: People) -> None:
    everyone = make_community(people.erin, members=[people.carys])
    closed = make_community(people.dev, "Closed", privacy="private", members=[people.carys])
    thread = make_thread(people.amina, everyone, replies=[(people.carys, "Here.")])
    make_thread(people.dev, closed, replies=[(people.carys, "There.")])
    own = db.session.query(Post).filter_by(thread_id=thread.id, author_id=people.carys.id)
    own.one().created_at -= timedelta(days=400)
    db.session.commit()
    ids = [people.carys.id, people.bilal.id]
    old, new = (last_active_of(ids, reader) for reader in (people.amina, people.dev))
    assert old.keys() == new.keys() == {people.carys.id}
    assert new[people.carys.id] - old[people.carys.id] > timedelta(days=399)
    assert last_active_of(ids, Visitor()) == {}


def test_records_count_as_well(people: People) -> None:
    record = make_innovation(people.amina, reviewer=people.bilal)
    assert last_active_of([people.amina.id], people.carys) == {people.amina.id: record.published_at}
