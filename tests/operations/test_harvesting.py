"""A harvester of others (oaipmh-scythe) against the portal as people start it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from oaipmh_scythe import Scythe
from oaipmh_scythe.config import HTTPConfig
from oaipmh_scythe.exceptions import (
    BadArgument,
    BadResumptionToken,
    BadVerb,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
    OAIPMHException,
)
from sqlalchemy import select, update

from portal.extensions import db, reading
from portal.harvest.stamping import STAMP, reconcile
from portal.innovations.actions.telling import announce
from portal.innovations.models import Innovation
from portal.outbox import Message, commit
from portal.visibility import Status
from tests.conftest import make_app
from tests.harvest.filling import fill
from tests.operations.serving import Running, running, wait_until
from tests.people import make_people

RECORDS = 96


@pytest.fixture
def beside(data_dir: Path) -> Iterator[Flask]:
    """The same portal in this process, with records in it: who writes while others harvest."""
    app = make_app(data_dir)
    with app.app_context():
        fill(make_people().amina.id, RECORDS)
        reconcile()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def portal(data_dir: Path, beside: Flask) -> Iterator[Running]:
    with running(data_dir, HARVEST_PAGE_SIZE="20") as portal:
        yield portal


@pytest.fixture(params=["GET", "POST"])
def harvester(request: pytest.FixtureRequest, portal: Running) -> Iterator[Scythe]:
    config = HTTPConfig(http_method=request.param)
    with Scythe(f"http://127.0.0.1:{portal.port}/oai", http_config=config) as scythe:
        yield scythe


def retire(*ids: int) -> None:
    values = {"status": Status.RETIRED}
    db.session.execute(update(Innovation).where(Innovation.id.in_(ids)).values(values))
    for key in ids:
        announce(f"innovation:{key}")
    commit()
    wait_until(lambda: not waiting())


def waiting() -> bool:
    """Whether the worker has still to see to it; takes no lock that the worker needs."""
    with reading():
        found = db.session.scalar(select(Message.id).where(Message.topic == STAMP).limit(1))
        db.session.rollback()
    return found is not None


def test_everything_is_harvested_while_others_write(harvester: Any) -> None:
    assert harvester.identify().protocolVersion == "2.0"
    (one_format,) = harvester.list_metadata_formats()
    assert one_format.metadataPrefix == "oai_dc"
    sets = {item.setSpec: item.setName for item in harvester.list_sets()}
    assert sets["topic:subject-3"] == "Subject 3"

    since = harvester.harvest({"verb": "Identify"}).xml.findtext("{*}responseDate")
    came: dict[str, bool] = {}
    for number, record in enumerate(harvester.list_records(), 1):
        came[record.header.identifier] = record.deleted
        if number == 30:
            retire(1, 2, 95, 96)
    assert len(came) == RECORDS
    assert sum(came.values()) == 4, "who was retired came again at the end"

    assert sum(item.deleted for item in harvester.list_identifiers(from_=since)) == 4
    live = list(harvester.list_records(ignore_deleted=True))
    assert len(live) == RECORDS - 4
    assert live[0].metadata["identifier"][1].startswith("INN-2025-")
    of_set = list(harvester.list_records(set_="topic:subject-3"))
    assert len(of_set) == RECORDS / 6
    assert all("topic:subject-3" in record.header.setSpecs for record in of_set)


def test_what_is_refused_is_understood(harvester: Scythe) -> None:
    def refused(error: type[OAIPMHException], **query: str) -> None:
        with pytest.raises(error):
            harvester.harvest(query)

    prefix = {"metadataPrefix": "oai_dc"}
    refused(BadVerb, verb="Nothing")
    refused(BadArgument, verb="ListRecords")
    refused(BadResumptionToken, verb="ListRecords", resumptionToken="junk")
    refused(CannotDisseminateFormat, verb="ListRecords", metadataPrefix="marc21")
    refused(IdDoesNotExist, verb="GetRecord", identifier="oai:127.0.0.1:INN-1999-1", **prefix)
    refused(NoRecordsMatch, verb="ListRecords", set="topic:none", **prefix)
