"""Every error of the protocol, by GET and by POST, and what a token may be used for."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from tests.client import Client
from tests.harvest.asking import LIST, Said, ask, check, drain_all, harvested, make
from tests.harvest.leaving import leave
from tests.people import People

pytestmark = pytest.mark.any_database

GET: dict[str, Any] = {"verb": "GetRecord", "metadataPrefix": "oai_dc"}
# What is asked, and the code of the answer.
REFUSED = [
    ("", "badVerb"),
    ("verb=", "badVerb"),
    ("verb=Nothing", "badVerb"),
    ("verb=identify", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&more=1", "badArgument"),
    ("verb=Identify&resumptionToken=x", "badArgument"),
    ("verb=ListSets&set=kind", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListIdentifiers&set=kind", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&identifier=oai:x:y", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=not%20a%20name%00%01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=%3Cb%3E", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=kind:", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=junk", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=2026-13-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T25:00:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00.5Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00%2B01:00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z",
        "badArgument",
    ),
    ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
    ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
    ("verb=ListIdentifiers&metadataPrefix=marc21", "cannotDisseminateFormat"),
    (
        "verb=GetRecord&metadataPrefix=marc21&identifier=oai:127.0.0.1:INN-2026-0001",
        "cannotDisseminateFormat",
    ),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:INN-1999-1", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=INN-2026-0001", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:else:INN-2026-0001", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=nonsense", "idDoesNotExist"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=unknown", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=topic:none'(!)", "noRecordsMatch"),
    ("verb=ListIdentifiers&metadataPrefix=oai_dc&until=1999-12-31", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=0001-01-01", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31", "noRecordsMatch"),
    ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=%01%EF%BF%BE%00", "badResumptionToken"),
    (f"verb=ListRecords&resumptionToken={'a.' * 5000}", "badResumptionToken"),
]


@pytest.mark.parametrize(("query", "code"), REFUSED)
def test_what_cannot_be_answered_has_its_code(
    client: Client, people: People, query: str, code: str
) -> None:
    make(people.amina)
    drain_all()
    by_form = {"content_type": "application/x-www-form-urlencoded", "data": query}
    for response in (client.get(f"/oai?{query}"), client.post("/oai", **by_form)):
        assert response.status_code == 200
        said = check(response.text)
        assert said.error == code
        # The request is repeated only where it could be understood (3.2).
        assert bool(said.request) == (code not in ("badVerb", "badArgument"))
        assert said.texts("request") == ["http://127.0.0.1:8000/oai"]


def test_other_methods_are_not_allowed(client: Client) -> None:
    assert client.put("/oai").status_code == 405
    assert client.head("/oai?verb=Identify").status_code == 200


def test_a_database_that_is_away_is_said_in_http(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("unable to open database file"))

    monkeypatch.setattr(db.engine.dialect, "do_execute", refuse)
    response = client.get("/oai", query_string=LIST)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"


def test_a_deleted_record_has_no_format(client: Client, people: People) -> None:
    record = make(people.amina)
    drain_all()
    name = f"oai:127.0.0.1:{record.identifier}"
    assert ask(client, verb="ListMetadataFormats", identifier=name).error is None
    leave("hidden", record.id)
    assert ask(client, verb="ListMetadataFormats", identifier=name).error == "noMetadataFormats"
    assert ask(client, **GET, identifier=name).headers[0].is_deleted


@pytest.fixture
def first_page(client: Client, app: Flask, people: People) -> Said:
    for _ in range(3):
        make(people.amina)
    drain_all()
    app.config["HARVEST_PAGE_SIZE"] = 2
    return ask(client, **LIST)


def test_a_token_works_again_and_after_edits(client: Client, first_page: Said) -> None:
    found = [ask(client, verb="ListRecords", resumptionToken=first_page.token) for _ in range(2)]
    assert found[0].headers == found[1].headers
    assert len(found[0].headers) == 1


def test_a_token_is_good_for_its_verb_alone(client: Client, first_page: Said) -> None:
    for verb in ("ListIdentifiers", "ListSets"):
        said = ask(client, verb=verb, resumptionToken=first_page.token)
        assert said.error == "badResumptionToken"
        assert said.request["resumptionToken"] == first_page.token


def test_a_token_cannot_be_changed(client: Client, first_page: Said) -> None:
    token = first_page.token or ""
    for changed in (token[:-1], token + "a", token[1:], token.replace(".", "..", 1), token.upper()):
        said = ask(client, verb="ListRecords", resumptionToken=changed)
        assert said.error == "badResumptionToken"


def test_a_token_of_another_key_is_refused(client: Client, app: Flask, first_page: Said) -> None:
    app.config["SECRET_KEY"] = "another"
    said = ask(client, verb="ListRecords", resumptionToken=first_page.token)
    assert said.error == "badResumptionToken"


def test_a_token_carries_what_was_asked(client: Client, app: Flask, people: People) -> None:
    tools = {make(people.amina, kind="tool").identifier for _ in range(3)}
    make(people.amina, kind="project")
    drain_all()
    app.config["HARVEST_PAGE_SIZE"] = 1
    assert harvested(client, set="kind:tool", from_="2000-01-01").keys() == tools
