"""What follows from what was typed: the region of the lead organisation, and rows read at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from portal.organisations.models import Organisation
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.records import a_topic, recorded, short_form
from tests.people import People

Counting = Callable[[], AbstractContextManager[list[str]]]


def a_trust(code: str) -> Organisation:
    """A trust in a region of its own."""
    region = Organisation(ods_code=f"Y{code}", name=f"Region {code}", kind="region")
    db.session.add(region)
    db.session.flush()
    trust = Organisation(ods_code=code, name=f"Trust {code}", kind="trust", region_id=region.id)
    db.session.add(trust)
    db.session.flush()
    return trust


def moved(people: People, **changes: int) -> tuple[Innovation, Organisation, Organisation]:
    first, second = a_trust("RA1"), a_trust("RB2")
    fields = {"kind": "project", "title": "Moved", "organisation_id": first.id}
    record = actions.create(people.amina, fields=fields)
    if changes:
        actions.save(record, people.amina, fields=changes, version=record.version)
        db.session.flush()
    fields = {"organisation_id": second.id, "title": "Moved twice"}
    actions.save(record, people.amina, fields=fields, version=record.version)
    db.session.commit()
    return record, first, second


def test_the_region_follows_the_lead_organisation(people: People):
    record, _, second = moved(people)
    assert record.region_id == second.region_id


def test_a_region_that_someone_chose_stays(people: People):
    chosen = a_trust("RC3").region_id
    record, _, _ = moved(people, region_id=chosen)
    assert record.region_id == chosen


def statements_of_page(record: Innovation, client: Client, counting: Counting) -> int:
    with counting() as statements:
        assert client.get(f"{record.path}/edit/summary").status_code == 200
    return len(statements)


def test_more_people_do_not_make_more_statements(
    client: Client, people: People, count_statements: Counting
):
    record = make_innovation(people.amina, "draft")
    client.as_user(people.amina)
    rows = [
        {"user_id": person.id, "name": person.name, "role": "contributor"}
        for person in (people.amina, people.bilal, people.carys, people.dev, people.erin)
    ]
    counts = []
    for most in (1, 5):
        actions.save(record, people.amina, fields={"people": rows[:most]}, version=record.version)
        db.session.commit()
        counts.append(statements_of_page(record, client, count_statements))
    assert counts[0] == counts[1]


def test_more_topics_do_not_make_more_statements(
    client: Client, people: People, count_statements: Counting
):
    topics = [str(a_topic(f"Topic {number}").id) for number in range(8)]
    counts = []
    for chosen in (topics[:1], topics):
        record = recorded(client, people.amina)
        data = {**short_form(people.amina), "topics": chosen, "version": str(record.version)}
        with count_statements() as statements:
            sent = client.post(f"{record.path}/edit/summary", data=data)
        assert sent.status_code == 303
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_record_cannot_be_related_to_itself(client: Client, people: People):
    record = recorded(client, people.amina)
    data = {"version": "1", "related-0-relation": "builds_on", "related-0-target": str(record.id)}
    response = client.post(f"{record.path}/edit/related", data=data)
    assert response.status_code == 422
    assert "A record cannot be related to itself" in response.text
    assert "no longer there" not in response.text


def test_a_record_is_related_to_another_once(client: Client, people: People):
    other, record = recorded(client, people.amina), recorded(client, people.amina)
    rows = {
        f"related-{n}-{name}": value
        for n, relation in enumerate(("builds_on", "replaces"))
        for name, value in (("relation", relation), ("target", str(other.id)))
    }
    response = client.post(f"{record.path}/edit/related", data={"version": "1", **rows})
    assert response.status_code == 422
    assert "This record is in the list already" in response.text


def test_only_so_many_rows_are_read_at_all(client: Client, people: People):
    record = recorded(client, people.amina)
    rows = {f"lessons-{n}-text": f"Lesson no. {n}." for n in range(120)}
    response = client.post(f"{record.path}/edit/lessons", data={"version": "1", **rows})
    assert response.status_code == 422
    assert "Lesson no. 99." in response.text
    assert "Lesson no. 100." not in response.text


def test_add_at_the_most_rows_says_so(client: Client, people: People):
    record = recorded(client, people.amina)
    rows = {f"lessons-{n}-text": f"Lesson {n}" for n in range(30)}
    data = {"version": "1", "add_row": "lessons", **rows}
    assert "Use 30 or fewer" in client.post(f"{record.path}/edit/lessons", data=data).text
