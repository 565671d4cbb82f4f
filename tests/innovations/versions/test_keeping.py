"""Every change of a record is kept as a version, and nothing but a change is."""

from sqlalchemy import delete, update

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation, Version
from portal.innovations.versions.contents import NAMES, contents_of, fields_of
from portal.innovations.versions.overlay import over
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_innovation, make_topic
from tests.innovations.records import recorded, short_form
from tests.innovations.reviewing.decisions import current, last_decision
from tests.innovations.versions.typed import kept
from tests.people import People

# What a record has that it does not say: its own story, not its contents.
NOT_SAID = {
    *("id", "identifier", "version", "author_id", "status", "html", "render_version"),
    *("plain_text", "evidence_rating", "rating_reason", "rated_by_id", "rated_on"),
    *("rated_version", "versions_kept", "review_on", "last_reminder", "reviewed_at"),
    *("reviewed_by_id", "backup_owner_id", "ownerless_at", "created_at", "updated_at"),
    *("submitted_at", "published_at", "reviewer_id", "claimed_at", "declined_by_id"),
    *("appealed_at", "appeal_words", "retire_reason", "superseded_by_id", "status_before"),
    *("import_batch_id", "import_row"),
}


def save(record: Innovation, person, **fields) -> None:
    record = current(record)
    actions.save(record, db.session.merge(person), fields=fields, version=record.version)
    db.session.commit()


def test_every_column_is_content_or_not_said():
    columns = {column.name for column in Innovation.__table__.columns}
    assert columns - NOT_SAID == NAMES - {"topics", "partners", "people", "related"}


def test_making_and_changing_a_record_keeps_versions(client: Client, people: People):
    record = recorded(client, people.amina)
    path = f"{record.path}/edit/summary"
    data = short_form(people.amina, version="1", title="Seven libraries on one Koha")
    assert client.post(path, data=data).status_code == 303
    first, second = kept(record)
    assert (first.number, first.act, first.changed) == (1, "created", [])
    assert (second.number, second.act, second.changed) == (2, "edited", ["title"])
    assert second.by_id == people.amina.id
    assert first.fields["title"] == "Six libraries on one Koha"
    assert second.fields == contents_of(current(record))


def test_saving_the_same_again_keeps_nothing(client: Client, people: People):
    record = recorded(client, people.amina)
    path = f"{record.path}/edit/summary"
    assert client.post(path, data=short_form(people.amina, version="1")).status_code == 303
    assert [version.number for version in kept(record)] == [1]
    assert current(record).version == 1


def test_an_empty_cell_and_a_missing_one_say_the_same(people: People):
    row = {"kind": "survey", "citation": "Our survey"}
    record = make_innovation(people.amina, evidence=[row])
    save(record, people.amina, evidence=[{**row, "link": ""}])
    assert len(kept(record)) == 1
    assert current(record).evidence_rating == "moderate"


def test_a_record_from_before_keeps_what_it_said_first(people: People):
    record = make_innovation(people.amina, "draft")
    db.session.execute(delete(Version))
    db.session.execute(update(Innovation).values(versions_kept=0))
    db.session.commit()
    save(record, people.dev, title="A new title")
    first, second = kept(record)
    assert (first.number, first.act, first.by_id) == (1, "created", people.amina.id)
    assert first.fields["title"] == "One catalogue for six libraries"
    assert (second.number, second.by_id, second.changed) == (2, people.dev.id, ["title"])


def test_contents_can_be_saved_and_say_the_same(people: People):
    record = make_innovation(people.amina, "draft")
    contents = contents_of(current(record))
    save(record, people.amina, title="Other", cost_setup=None, topics=[], started_on=None)
    save(record, people.amina, **fields_of(contents))
    assert contents_of(current(record)) == contents


def test_what_is_not_there_any_more_is_left_out(people: People):
    topic = make_topic("Soon gone")
    record = make_innovation(people.amina, "draft", topics=[topic.id, make_topic().id])
    contents = contents_of(current(record))
    save(record, people.amina, topics=[make_topic().id])
    db.session.execute(delete(Topic).where(Topic.id == topic.id))
    db.session.commit()
    contents["related"] = [{"target_id": 999_999, "relation": "builds_on"}]
    older = over(current(record), contents)
    assert [one.label for one in older.topics] == [make_topic().label]
    assert older.related == []
    assert older.owner_ids == {people.amina.id}


def test_a_save_costs_at_most_two_statements_for_its_version(people: People, count_statements):
    record = make_innovation(people.amina, "draft")
    record, editor = current(record), db.session.merge(people.amina)
    with count_statements() as statements:
        actions.save(record, editor, fields={"title": "New"}, version=record.version)
        db.session.flush()
    mine = [one for one in statements if "INTO innovation_version" in one]
    assert len(mine) == 1


def test_a_decision_names_the_version_that_was_seen(people: People):
    record = make_innovation(people.amina, "draft")
    save(record, people.amina, title="Second")
    record = current(record)
    amina, bilal = db.session.merge(people.amina), db.session.merge(people.bilal)
    actions.submit(record, amina)
    actions.claim(record, bilal)
    actions.approve(record, bilal, rating="strong", rating_reason="A trial")
    db.session.commit()
    assert last_decision(record).version_number == 2
    assert current(record).rated_version == 2
    assert current(record).reviewed_by_id == people.bilal.id
    assert current(record).review_on is not None
