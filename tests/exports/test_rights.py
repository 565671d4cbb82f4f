"""What a reader may not see is in no file, whatever its format and the state of the index."""

import pytest

from portal.extensions import db
from portal.innovations.models import Innovation, PendingVersion
from portal.outbox import put
from portal.visibility import Audience, Status
from tests.client import Client
from tests.exports.conftest import Publish
from tests.exports.files import ONE, RESULTS, everything_in
from tests.people import People
from tests.search.conftest import work

pytestmark = pytest.mark.any_database

TITLE = "Zebrafish loans"
READERS = ("visitor", "amina", "bilal", "carys", "dev", "erin")
OF_RESULTS = [f"/search/export.{end}?q=zebrafish" for end in RESULTS]
OF_RESULTS += [f"/innovations/export.{end}?kind=project" for end in RESULTS]
OF_ONE = ["/innovations/{id}." + end for end in ONE] + ["/innovations/{id}/print"]

# Amina owns the record, Bilal and Erin may see what moderators see, Dev is in Amina's trust.
MAY_SEE = {
    (Status.DRAFT, Audience.PUBLIC): {"amina"},
    (Status.SUBMITTED, Audience.PUBLIC): {"amina", "bilal", "erin"},
    (Status.CHANGES_REQUESTED, Audience.MEMBERS): {"amina", "bilal", "erin"},
    (Status.HIDDEN, Audience.PUBLIC): {"amina", "bilal", "erin"},
    (Status.RETIRED, Audience.MEMBERS): {"amina", "bilal", "carys", "dev", "erin"},
    (Status.CONSENT_WITHDRAWN, Audience.PUBLIC): {"amina", "bilal", "erin"},
    (Status.PUBLISHED, Audience.PUBLIC): set(READERS),
    (Status.PUBLISHED, Audience.MEMBERS): {"amina", "bilal", "carys", "dev", "erin"},
    (Status.PUBLISHED, Audience.ORGANISATION): {"amina", "bilal", "dev", "erin"},
}
OUT_OF_USE = {Status.RETIRED, Status.CONSENT_WITHDRAWN}


def as_reader(client: Client, people: People, who: str) -> None:
    client.as_user(None if who == "visitor" else getattr(people, who))


def holding(client: Client, addresses: list[str], record_id: int) -> set[str]:
    """The addresses that give the record away."""
    found = set()
    for address in addresses:
        response = client.get(address.format(id=record_id))
        if TITLE in everything_in(response):
            assert response.status_code == 200
            found.add(address)
    return found


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(("status", "audience"), MAY_SEE)
def test_each_reader_gets_what_they_may_see_and_no_more(
    client: Client, people: People, publish: Publish, status: Status, audience: Audience, who: str
):
    record_id = publish(title=TITLE)
    record = db.session.get_one(Innovation, record_id)
    # Nothing tells the index: it goes on proposing the record as public and published.
    record.status, record.audience = status, audience
    db.session.commit()
    as_reader(client, people, who)
    may = who in MAY_SEE[status, audience]
    is_found = may and status not in OUT_OF_USE
    searches, lists = OF_RESULTS[: len(RESULTS)], OF_RESULTS[len(RESULTS) :]
    assert holding(client, searches, record_id) == (set(searches) if is_found else set())
    is_listed = may and status == Status.PUBLISHED
    assert holding(client, lists, record_id) == (set(lists) if is_listed else set())
    assert holding(client, OF_ONE, record_id) == (set(OF_ONE) if may else set())


@pytest.mark.parametrize("indexed", [True, False])
def test_a_record_that_was_hidden_just_now_is_in_no_file(
    client: Client, people: People, publish: Publish, indexed: bool
):
    record_id = publish(title=TITLE)
    record = db.session.get_one(Innovation, record_id)
    record.status, record.status_before = Status.HIDDEN, Status.PUBLISHED
    put("search.sync", record.ref)
    db.session.commit()
    if indexed:
        work()
    for who in ("visitor", "carys"):
        as_reader(client, people, who)
        assert holding(client, OF_RESULTS + OF_ONE, record_id) == set()


def test_a_record_that_is_gone_is_in_no_file(client: Client, people: People, publish: Publish):
    record_id = publish(title=TITLE)
    db.session.delete(db.session.get_one(Innovation, record_id))
    db.session.commit()
    as_reader(client, people, "erin")
    assert holding(client, OF_RESULTS + OF_ONE, record_id) == set()


@pytest.mark.parametrize("who", ["visitor", "carys", "bilal", "amina"])
def test_people_who_are_not_shown_and_the_work_of_moderators_are_in_no_file(
    client: Client, people: People, publish: Publish, who: str
):
    hidden = {"user_id": None, "name": "Hidden Hilda", "role": "sponsor", "is_shown": False}
    owner = {"user_id": people.amina.id, "name": "Amina Yusuf", "role": "owner", "is_shown": True}
    record_id = publish(title=TITLE, people=[owner, hidden], topic_suggestion="Hidden suggestion")
    record = db.session.get_one(Innovation, record_id)
    record.appeal_words = "Hidden appeal"
    db.session.commit()
    as_reader(client, people, who)
    for address in OF_RESULTS + OF_ONE:
        text = everything_in(client.get(address.format(id=record_id)))
        assert TITLE in text
        assert "Hidden" not in text, address


@pytest.mark.parametrize("who", ["visitor", "amina", "bilal"])
def test_changes_that_wait_are_in_no_file(
    client: Client, people: People, publish: Publish, who: str
):
    record_id = publish(title=TITLE, summary="As it was published.")
    author_id = db.session.get_one(Innovation, record_id).author_id
    fields = {"summary": "Waiting words"}
    db.session.add(
        PendingVersion(innovation_id=record_id, fields=fields, based_on=1, author_id=author_id)
    )
    db.session.commit()
    as_reader(client, people, who)
    for address in OF_RESULTS + OF_ONE:
        text = everything_in(client.get(address.format(id=record_id)))
        assert TITLE in text
        assert "Waiting words" not in text, address


@pytest.mark.parametrize(("who", "is_told"), [("visitor", False), ("carys", True)])
def test_an_address_is_given_to_those_who_read_it_on_the_page(
    client: Client, people: People, publish: Publish, who: str, is_told: bool
):
    record_id = publish(title=TITLE)
    record = db.session.get_one(Innovation, record_id)
    record.contact, record.contact_person_id = "email", record.author_id
    db.session.commit()
    as_reader(client, people, who)
    for address in OF_RESULTS + OF_ONE:
        text = everything_in(client.get(address.format(id=record_id)))
        is_reference = address.partition("?")[0].endswith((".ris", ".bib"))
        assert TITLE in text
        assert ("amina@portal.example" in text) is (is_told and not is_reference), address


def test_related_records_that_the_reader_may_not_see_are_not_named(
    client: Client, people: People, publish: Publish
):
    other = publish(title="Secret sturgeon", audience="members")
    record_id = publish(title=TITLE, related=[{"target_id": other, "relation": "builds_on"}])
    for who, is_named in (("visitor", False), ("carys", True)):
        as_reader(client, people, who)
        for address in ("/search/export.json?q=zebrafish", f"/innovations/{record_id}.md"):
            text = client.get(address).text
            assert TITLE in text
            assert ("Secret sturgeon" in text) is is_named
