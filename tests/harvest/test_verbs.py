"""What each verb answers when all is well."""

import pytest
from flask import Flask

from portal.extensions import db
from portal.harvest.stamping import reconcile
from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_topic
from tests.harvest.asking import LIST, ask, drain_all, harvested, make, pages
from tests.harvest.filling import fill
from tests.people import People


@pytest.fixture
def record(app: Flask, people: People) -> Innovation:
    innovation = make(people.amina, title="Bold <records> & \x01 \ufffe others")
    drain_all()
    return innovation


def name_of(record: Innovation) -> str:
    return f"oai:127.0.0.1:{record.identifier}"


def test_it_says_who_it_is(client: Client, app: Flask, record: Innovation) -> None:
    app.config["BASE_URL"] = "https://knowledge.portal.example"
    said = ask(client, verb="Identify")
    assert said.texts("repositoryName") == [app.config["SITE_NAME"]]
    assert said.texts("baseURL") == ["https://knowledge.portal.example/oai"]
    assert said.texts("protocolVersion") == ["2.0"]
    assert said.texts("adminEmail") == [app.config["CONTACT_EMAIL"]]
    assert said.texts("deletedRecord") == ["persistent"]
    assert said.texts("granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
    assert said.request == {"verb": "Identify"}
    kind = "{http://www.openarchives.org/OAI/2.0/oai-identifier}"
    assert said.root.findtext(f".//{kind}repositoryIdentifier") == "knowledge.portal.example"


def test_the_earliest_datestamp_counts_what_is_deleted(client: Client, people: People) -> None:
    first = make(people.amina, status="retired")
    drain_all()
    assert ask(client, **LIST).error == "noRecordsMatch"
    second = make(people.amina)
    drain_all()
    db.session.get_one(Innovation, second.id).audience = "members"
    db.session.execute(db.text("UPDATE harvest_entry SET datestamp = '2020-02-03 04:05:06+00:00'"))
    db.session.commit()
    assert ask(client, verb="Identify").texts("earliestDatestamp") == ["2020-02-03T04:05:06Z"]
    assert first.identifier not in harvested(client)
    assert harvested(client)[second.identifier].is_deleted


def test_it_has_one_format(client: Client, record: Innovation) -> None:
    assert ask(client, verb="ListMetadataFormats").texts("metadataPrefix") == ["oai_dc"]
    said = ask(client, verb="ListMetadataFormats", identifier=name_of(record))
    assert said.texts("metadataPrefix") == ["oai_dc"]


def test_sets_are_kinds_regions_and_topics(client: Client, people: People) -> None:
    wide = make_topic("Systems")
    narrow = make_topic("Shared systems")
    narrow.parent_id = wide.id
    record = make(people.amina, kind="tool", topics=[narrow.id])
    drain_all()
    said = ask(client, verb="ListSets")
    names = dict(zip(said.texts("setSpec"), said.texts("setName"), strict=True))
    assert names["kind"] == "By kind"
    assert names["kind:impact_case_study"] == "Impact case study"
    assert names["topic:systems"] == "Systems"
    region = next(spec for spec in names if spec.startswith("region:"))
    own = ("kind:tool", region, "topic:shared-systems", "topic:systems")
    assert harvested(client)[record.identifier].sets == own
    for spec in ("kind", "region", "topic", *own):
        assert record.identifier in harvested(client, set=spec)
    assert ask(client, **LIST, set="kind:project").error == "noRecordsMatch"


def test_sets_come_in_pages_as_well(client: Client, app: Flask, record: Innovation) -> None:
    app.config["HARVEST_PAGE_SIZE"] = 4
    said = ask(client, verb="ListSets")
    specs = said.texts("setSpec")
    while said.token:
        said = ask(client, verb="ListSets", resumptionToken=said.token)
        specs += said.texts("setSpec")
    app.config["HARVEST_PAGE_SIZE"] = 100
    assert said.token == ""
    assert specs == ask(client, verb="ListSets").texts("setSpec")


def test_one_record_in_dublin_core(client: Client, people: People) -> None:
    other = make(people.amina, title="Before")
    hidden = make(people.amina, title="Not for all", audience="members")
    record = make(
        people.amina,
        source_url="https://library.example/story",
        people=[
            {"user_id": None, "name": "Ola Ner", "role": "owner", "is_shown": True},
            {"user_id": None, "name": "Con Tributor", "role": "champion", "is_shown": True},
            {"user_id": None, "name": "Se Cret", "role": "owner", "is_shown": False},
        ],
        related=[
            {"target_id": other.id, "relation": "builds_on"},
            {"target_id": hidden.id, "relation": "part_of"},
        ],
    )
    drain_all()
    said = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=name_of(record))
    base = "http://127.0.0.1:8000/innovations"
    assert said.texts("title") == [record.title]
    assert said.texts("creator") == ["Ola Ner"]
    assert said.texts("contributor") == ["Con Tributor"]
    assert said.texts("subject") == ["Library management systems"]
    assert said.texts("description") == [record.summary]
    assert said.texts("type") == ["Project"]
    assert said.texts("identifier")[1:] == [f"{base}/{record.id}", record.identifier]
    assert said.texts("source") == ["https://library.example/story"]
    assert said.texts("relation") == [f"{base}/{other.id}"]
    assert said.texts("language") == ["en-GB"]
    assert said.texts("rights")[0] == "Open Government Licence 3.0"
    assert record.published_at
    assert said.texts("date") == [record.published_at.date().isoformat()]
    assert "Se Cret" not in client.get("/oai", query_string=LIST).text


def test_text_that_is_no_xml_does_not_break_an_answer(client: Client, record: Innovation) -> None:
    assert ask(client, **LIST).texts("title") == ["Bold <records> &   others"]


def test_a_post_is_answered_like_a_get(client: Client, app: Flask, record: Innovation) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for arguments in (LIST, {"verb": "Identify"}, {"verb": "ListSets"}, {"verb": "Nothing"}):
        get, post = ask(client, **arguments), ask(client, post=True, **arguments)
        assert [part.tag for part in get.root.iter()] == [part.tag for part in post.root.iter()]
        assert get.request == post.request


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_comes_in_pages(client: Client, app: Flask, people: People, verb: str) -> None:
    wanted = {make(people.amina).identifier for _ in range(5)}
    drain_all()
    app.config["HARVEST_PAGE_SIZE"] = 2
    found = pages(client, verb=verb)
    assert [len(said.headers) for said in found] == [2, 2, 1]
    assert [bool(said.token) for said in found] == [True, True, False]
    assert found[-1].token == ""
    assert {header.identifier for said in found for header in said.headers} == wanted
    app.config["HARVEST_PAGE_SIZE"] = 5
    (only,) = pages(client, verb=verb)
    assert only.token is None


def test_bounds_are_included(client: Client, record: Innovation) -> None:
    stamp = harvested(client)[record.identifier].datestamp
    day = stamp[:10]
    assert harvested(client, from_=stamp, until=stamp)
    assert harvested(client, from_=day, until=day)
    earlier = f"{stamp[:17]}{int(stamp[17:19]) - 1:02}Z" if stamp[17:19] != "00" else day
    assert ask(client, **LIST, until="2000-01-01").error == "noRecordsMatch"
    assert ask(client, **LIST, from_="2999-01-01T00:00:00Z").error == "noRecordsMatch"
    assert harvested(client, from_=earlier)


def test_whoever_asks_gets_what_visitors_see(client: Client, people: People) -> None:
    make(people.amina, audience="members")
    make(people.amina, audience="organisation")
    make(people.amina, status="hidden")
    make(people.amina, status="in_review")
    shown = make(people.amina)
    drain_all()
    for person in (None, people.amina, people.bilal, people.erin):
        assert harvested(client.as_user(person)).keys() == {shown.identifier}


def test_a_page_takes_the_same_statements_for_many_records(
    client: Client, people: People, count_statements: object
) -> None:
    counts = []
    author_id = people.amina.id
    for more in (1, 99):
        fill(author_id, more)
        reconcile()
        with count_statements() as statements:  # type: ignore[operator]
            ask(client, **LIST)
        counts.append(len([text for text in statements if text.startswith("SELECT")]))
    assert counts[0] == counts[1] == 6
