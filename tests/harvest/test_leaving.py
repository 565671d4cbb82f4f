"""Every way in which a record can leave: harvesters get a deletion, of all and of each set."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.clock import now
from portal.extensions import db
from portal.harvest.stamping import reconcile
from portal.innovations.models import Innovation
from portal.organisations.importing import load as load_organisations
from portal.organisations.layouts import read as read_organisations
from portal.organisations.models import Organisation
from portal.topics.files import read as read_topics
from portal.topics.importing import load as load_topics
from tests.client import Client
from tests.factories import make_topic
from tests.harvest.asking import LIST, Header, ask, drain_all, harvested, make
from tests.harvest.leaving import WAYS, come_back, edit, leave
from tests.people import People


@pytest.fixture
def record(app: Flask, people: People) -> Innovation:
    innovation = make(people.amina, kind="tool")
    drain_all()
    return innovation


def later(seconds: int = 60) -> None:
    clock.start_at(now() + timedelta(seconds=seconds))


@pytest.fixture(autouse=True)
def _right_clock() -> object:
    yield
    clock.start_at(None)


def told(client: Client, record: Innovation, **arguments: str) -> Header:
    return harvested(client, **arguments)[record.identifier]


@pytest.mark.parametrize("way", WAYS)
def test_who_leaves_is_deleted_everywhere(client: Client, record: Innovation, way: str) -> None:
    before = told(client, record)
    assert not before.is_deleted
    later()
    since = ask(client, verb="Identify").date
    leave(way, record.id)
    for spec in ({}, {"set": "kind:tool"}, {"set": "topic"}, {"set": before.sets[-1]}):
        after = told(client, record, from_=since, **spec)
        assert after.is_deleted
        assert after.datestamp > before.datestamp
        assert after.sets == before.sets
    assert record.title not in client.get("/oai", query_string=LIST).text


@pytest.mark.parametrize("way", WAYS)
def test_who_left_is_deleted_before_the_worker_knows(
    client: Client, record: Innovation, way: str
) -> None:
    leave(way, record.id, stamped=False)
    name = f"oai:127.0.0.1:{record.identifier}"
    said = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=name)
    assert said.headers[0].is_deleted
    assert told(client, record).is_deleted
    assert told(client, record, verb="ListIdentifiers").is_deleted
    assert ask(client, verb="ListMetadataFormats", identifier=name).error == "noMetadataFormats"


@pytest.mark.parametrize("status", ["draft", "submitted", "in_review", "declined"])
def test_who_was_never_public_is_never_mentioned(
    client: Client, people: People, status: str
) -> None:
    draft = make(people.amina, status)
    members = make(people.amina, audience="members")
    drain_all()
    reconcile()
    assert ask(client, **LIST).error == "noRecordsMatch"
    for record in (draft, members):
        name = f"oai:127.0.0.1:{record.identifier}"
        said = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=name)
        assert said.error == "idDoesNotExist"


def test_who_comes_back_is_there_again(client: Client, record: Innovation) -> None:
    before = told(client, record)
    later()
    leave("hidden", record.id)
    gone = told(client, record)
    later(120)
    come_back(record.id)
    back = told(client, record)
    assert not back.is_deleted
    assert back.sets == before.sets
    assert before.datestamp < gone.datestamp < back.datestamp


def test_who_leaves_one_set_is_deleted_from_that_one(client: Client, record: Innovation) -> None:
    later()
    edit(record.id, topics=[make_topic("Reading for pleasure").id])
    left = told(client, record, set="topic:library-management-systems")
    assert left.is_deleted
    assert left.sets == ("topic:library-management-systems",)
    now_in = told(client, record, set="topic:reading-for-pleasure")
    assert not now_in.is_deleted
    assert not told(client, record).is_deleted
    assert "topic:library-management-systems" not in told(client, record).sets


def test_an_edit_makes_a_new_datestamp(client: Client, record: Innovation) -> None:
    before = told(client, record)
    later()
    edit(record.id, title="Anew")
    assert told(client, record).datestamp > before.datestamp
    assert ask(client, **LIST).texts("title") == ["Anew"]


def test_who_names_a_record_that_leaves_is_stamped(
    client: Client, people: People, record: Innovation
) -> None:
    link = {"target_id": record.id, "relation": "builds_on"}
    naming = make(people.amina, related=[link])
    drain_all()
    before = told(client, naming)
    later()
    edit(record.id, title="Anew")
    assert told(client, naming) == before
    leave("hidden", record.id)
    after = told(client, naming)
    assert after.datestamp > before.datestamp
    assert ask(client, **LIST, from_=after.datestamp).texts("relation") == []
    later(120)
    come_back(record.id)
    assert told(client, naming).datestamp > after.datestamp


def test_names_that_change_stamp_the_records(client: Client, record: Innovation) -> None:
    topics = "slug,label,parent,scope_note,synonyms\nlibrary-management-systems,Systems,,,\n"
    before = told(client, record)
    later()
    load_topics(read_topics(topics), source="starter")
    db.session.commit()
    drain_all()
    assert told(client, record).datestamp > before.datestamp
    assert ask(client, **LIST).texts("subject") == ["Systems"]


def test_an_organisation_with_a_new_name_stamps_its_records(
    client: Client, record: Innovation
) -> None:
    before = told(client, record)
    later()
    organisation = db.session.get_one(Organisation, record.organisation_id)
    text = f"ods_code,name\n{organisation.ods_code},New Name Trust\n"
    load_organisations(read_organisations(text))
    db.session.commit()
    drain_all()
    assert told(client, record).datestamp > before.datestamp
    assert ask(client, **LIST).texts("publisher") == ["New Name Trust"]
