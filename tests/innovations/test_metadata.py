"""What a record's page tells machines: JSON-LD in the terms of schema.org, and Dublin Core."""

import json
import re
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest

from portal.clock import LONDON
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation, InnovationFile
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.schema_org import faults
from tests.people import People

pytestmark = pytest.mark.any_database

BASE = "https://portal.example"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta name="(DC\.[a-z]+)" content="([^"]*)">')


@pytest.fixture
def record(client: Client, people: People) -> Innovation:
    """A public record with everything that is said to machines."""
    client.application.config["BASE_URL"] = BASE
    amina, bilal = people.amina, people.bilal
    base = make_innovation(amina, reviewer=bilal, title="The base", audience="public")
    whole = make_innovation(amina, reviewer=bilal, title="The whole", audience="public")
    kept = make_innovation(amina, reviewer=bilal, title="Members only", audience="members")
    shown = {"is_shown": True}
    named = [
        {"user_id": amina.id, "name": "Amina Yusuf", "role": "owner", **shown},
        {"user_id": None, "name": "Nia Owen", "role": "contributor", **shown},
        {"user_id": None, "name": "Hidden Person", "role": "contributor", "is_shown": False},
    ]
    record = make_innovation(
        amina,
        reviewer=bilal,
        audience="public",
        title="Laptops & <tablets>",
        people=named,
        related=[
            {"target_id": base.id, "relation": "builds_on"},
            {"target_id": kept.id, "relation": "builds_on"},
            {"target_id": whole.id, "relation": "part_of"},
        ],
        evidence=[
            {"kind": "published_study", "citation": "Owen 2025", "link": "https://doi.example/1"},
            {"kind": "none_yet", "citation": "", "link": ""},
        ],
    )
    _attach(record)
    return record


def _attach(record: Innovation) -> None:
    for number, (name, kind) in enumerate([("a.png", "image/png"), ("b.pdf", "application/pdf")]):
        file = InnovationFile(
            innovation_id=record.id,
            digest=str(number) * 64,
            name=name,
            media_type=kind,
            size=1,
            uploaded_by_id=record.author_id,
        )
        db.session.add(file)
        db.session.flush()
        said = {"title": name[0], "alternative_text": "A shelf", "licence": "CC-BY-4.0"}
        record.attachments = [*record.attachments, {"file_id": file.id, **said}]
    db.session.commit()


def embedded(client: Client, record: Innovation) -> Any:
    (script,) = SCRIPT.findall(client.get(record.path).text)
    return json.loads(script)


def whole(client: Client, record: Innovation) -> Any:
    return client.get(f"{record.path}.jsonld").json


def test_every_term_is_one_of_schema_org(client: Client, record: Innovation):
    for read in (embedded, whole):
        page = read(client, record)
        assert page.pop("@context") == "https://schema.org"
        assert page["@type"] == "WebPage"
        assert page["mainEntity"]["@type"] == "Article"
        assert faults(page) == []


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({"@type": "Innovation"}, "'Innovation' is no class"),
        ({"@type": "Article", "lastReviewed": "2026-01-01"}, "Article has no lastReviewed"),
        ({"@type": "Article", "author": {"@type": "Place"}}, "Article.author is no Place"),
        ({"@type": "Article", "spatialCoverage": "London"}, "Article.spatialCoverage is no text"),
        ({"@type": "WebPage", "mainEntity": [{"@type": "X"}]}, "'X' is no class"),
    ],
)
def test_the_check_finds_what_schema_org_does_not_know(node: dict[str, Any], words: str):
    assert faults(node) == [words]


def test_the_page_says_who_reviewed_it_and_when(client: Client, record: Innovation):
    kept = db.session.get_one(Innovation, record.id)
    assert kept.reviewed_at
    page = whole(client, record)
    assert page["lastReviewed"] == kept.reviewed_at.astimezone(LONDON).date().isoformat()
    name = client.application.config["SITE_NAME"]
    assert page["reviewedBy"] == {"@type": "Organization", "name": name, "url": BASE}
    # A moderator is named to nobody.
    assert "Bilal" not in json.dumps(page)


def test_a_record_that_nobody_reviewed_has_no_such_date(client: Client, record: Innovation):
    db.session.get_one(Innovation, record.id).reviewed_at = None
    db.session.commit()
    assert not {"lastReviewed", "reviewedBy"} & set(whole(client, record))


def test_the_article_says_what_the_record_says(client: Client, record: Innovation):
    article = whole(client, record)["mainEntity"]
    assert article["headline"] == "Laptops & <tablets>"
    assert article["url"] == f"{BASE}/innovations/identifier/{record.identifier}"
    assert article["author"] == [{"@type": "Person", "name": "Amina Yusuf"}]
    assert article["contributor"] == [{"@type": "Person", "name": "Nia Owen"}]
    assert article["temporalCoverage"] == "2024-03/2025-01"
    link = "https://doi.example/1"
    assert article["citation"] == [{"@type": "CreativeWork", "name": "Owen 2025", "url": link}]
    assert article["articleBody"].startswith("We agreed on one catalogue")
    dates = [article["datePublished"], article["dateModified"]]
    assert [date.fromisoformat(day) for day in dates] == sorted(map(date.fromisoformat, dates))


def test_the_text_is_not_in_the_page_twice(client: Client, record: Innovation):
    article = embedded(client, record)["mainEntity"]
    rest = whole(client, record)["mainEntity"]
    assert set(rest) - set(article) == {"articleBody", "backstory"}
    assert {name: rest[name] for name in article} == article


def test_files_are_media_with_their_licence(client: Client, record: Innovation):
    picture, text = whole(client, record)["mainEntity"]["associatedMedia"]
    assert picture["@type"] == "ImageObject"
    assert picture["encodingFormat"] == "image/png"
    assert picture["caption"] == "A shelf"
    assert picture["contentUrl"].startswith(f"{BASE}{record.path}/files/")
    assert picture["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (text["@type"], text["description"]) == ("MediaObject", "A shelf")


def test_only_records_that_the_reader_may_see_are_named(
    client: Client, people: People, record: Innovation
):
    for person, based_on in ((None, ["The base"]), (people.carys, ["Members only", "The base"])):
        article = whole(client.as_user(person), record)["mainEntity"]
        assert sorted(other["headline"] for other in article["isBasedOn"]) == based_on
        assert [other["headline"] for other in article["isPartOf"]] == ["The whole"]
    above = db.session.scalar(db.select(Innovation).where(Innovation.title == "The whole"))
    below = whole(client.as_user(None), above)["mainEntity"]["hasPart"]
    assert [other["url"] for other in below] == [f"{BASE}{record.path}"]


def test_who_is_not_shown_is_named_nowhere(client: Client, record: Innovation):
    assert "Hidden" not in client.get(f"{record.path}.jsonld").text
    assert "Hidden" not in client.get(record.path).text


def test_dublin_core_says_the_same(client: Client, record: Innovation):
    found = [(name, unescape(text)) for name, text in META.findall(client.get(record.path).text)]
    article = whole(client, record)["mainEntity"]
    said = dict(found)
    assert said["DC.title"] == article["headline"]
    assert said["DC.identifier"] == record.identifier
    assert said["DC.date"] == article["datePublished"]
    assert said["DC.rights"] == "Open Government Licence 3.0"
    assert [text for name, text in found if name == "DC.creator"] == ["Amina Yusuf"]
    assert [text for name, text in found if name == "DC.contributor"] == ["Nia Owen"]
    known = "title creator subject description publisher contributor date type format identifier"
    known += " source language relation coverage rights"
    assert {name.removeprefix("DC.") for name in said} <= set(known.split())


def test_a_change_moves_the_date(client: Client, people: People, record: Innovation):
    kept = db.session.get_one(Innovation, record.id)
    kept.updated_at = datetime(2027, 1, 2, 12, tzinfo=LONDON)
    db.session.commit()
    assert whole(client, record)["mainEntity"]["dateModified"] == "2027-01-02"
    actions.hide(
        db.session.get_one(Innovation, record.id), people.erin, reason="rights", words="Not yours."
    )
    db.session.commit()
    assert client.get(f"{record.path}.jsonld").status_code == 404
