"""When people were last active, as far as a reader may see it."""

from datetime import UTC, date, datetime, timedelta

from portal.accounts.models import Visitor
from portal.extensions import db
from portal.forum.models import Post
from portal.people.activity import last_active_of
from portal.people.models import EvidenceExclusion, ProfileField
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


def test_a_review_counts_from_its_day(people: People) -> None:
    record = make_innovation(people.amina, reviewer=people.bilal)
    record.rated_on = date(2026, 5, 4)
    db.session.commit()
    day = datetime(2026, 5, 4, tzinfo=UTC)
    assert last_active_of([people.bilal.id], people.carys) == {people.bilal.id: day}
    db.session.add(EvidenceExclusion(person_id=people.bilal.id, ref=record.ref))
    db.session.commit()
    assert last_active_of([people.bilal.id], people.carys) == {}


def test_what_does_not_count_shows_nobody_as_active(people: People) -> None:
    community = make_community(people.erin, members=[people.carys])
    thread = make_thread(
        people.amina, community, replies=[(people.carys, "Old."), (people.carys, "New.")]
    )
    old, new = db.session.query(Post).filter_by(thread_id=thread.id, author_id=people.carys.id)
    old.created_at -= timedelta(days=400)
    db.session.add(EvidenceExclusion(person_id=people.carys.id, ref=new.ref))
    db.session.commit()
    assert last_active_of([people.carys.id], people.dev) == {people.carys.id: old.created_at}
    db.session.add(ProfileField(person_id=people.carys.id, field="evidence", audience="me"))
    db.session.commit()
    assert last_active_of([people.carys.id], people.dev) == {}
    assert last_active_of([people.carys.id], people.carys) == {people.carys.id: old.created_at}
