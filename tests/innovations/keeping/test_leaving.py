"""A record that has left is behind no door: every address there is, taken from the map of them."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation, RelatedInnovation
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.keeping.times import a_record, current, drain_all
from tests.people import People

TITLE = "Zebrafish loans"
LISTS = (
    *("/", "/innovations", "/search?q=zebrafish", "/search/suggestions?q=zebra", "/sitemap.xml"),
    *("/search/feed.atom?q=zebrafish", "/search/export.csv?q=zebrafish", "/sitemap-1.xml"),
    *("/search/export.json?q=zebrafish", "/innovations/export.ris", "/innovations/export.bib"),
    *("/organisations/ZZ01", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/offers"),
    *("/innovations/alike?title=Zebrafish+loans", "/adoptions", "/innovations/export.json"),
)
SEVERAL = {"section_name": "summary", "name": "x.png", "kept_id": "2"}


def doors_of(app: Flask, record: Innovation) -> Iterator[str]:
    """Every address of a record that can be read."""
    for rule in app.url_map.iter_rules():
        if "innovation_id" in rule.arguments and "GET" in (rule.methods or ()):
            address = rule.rule.replace("<int:innovation_id>", str(record.id))
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda part: SEVERAL.get(part[1], "1"), address)
    yield f"/innovations/identifier/{record.identifier}"


@pytest.mark.parametrize("act", ["consent_withdrawn", "hidden", "narrowed", "purged"])
def test_no_address_tells_of_it(app: Flask, client: Client, people: People, act: str):
    record_id = a_record(people, title=TITLE, summary="Zebrafish for all wards.")
    newer = make_innovation(people.amina, title="Open to all")
    newer.related = [RelatedInnovation(target_id=record_id, relation="builds_on")]
    newer_path = newer.path
    db.session.commit()
    drain_all()
    record = current(record_id)
    doors = list(doors_of(app, record))
    assert len(doors) > 20
    client.as_user(people.carys)
    assert TITLE in client.get(f"/innovations/{record_id}").text
    assert TITLE in client.get(newer_path).text
    leave(client, people, record_id, act)
    for is_indexed in (False, True):
        if is_indexed:
            drain_all()
        for reader in (people.carys, None):
            client.as_user(reader)
            for door in (*doors, *LISTS, newer_path):
                response = client.get(door, follow_redirects=True)
                text = response.text.replace("<mark>", "").replace("</mark>", "")
                assert TITLE not in text.replace('value="Zebrafish loans"', ""), door
                if door in doors and response.request.path != "/sign-in":
                    assert response.status_code in (403, 404, 410), door


def leave(client: Client, people: People, record_id: int, act: str) -> None:
    record = current(record_id)
    bilal = db.session.merge(people.bilal)
    if act == "consent_withdrawn":
        actions.retire(record, bilal, reason=act, words="They asked.")
    elif act == "hidden":
        actions.hide(record, bilal, reason="rights", words="Whose?")
    elif act == "narrowed":
        fields = {"audience": "organisation"}
        actions.save(record, bilal, fields=fields, version=record.version)
    else:
        form = {"reason": "privacy", "identifier": record.identifier}
        client.as_user(people.erin).post(f"/innovations/{record_id}/purge", data=form)
    db.session.commit()


def test_the_page_of_withdrawn_consent_says_it_in_words(client: Client, people: People):
    path = make_innovation(people.amina, "consent_withdrawn").path
    gone = client.get(path)
    assert gone.status_code == 410
    assert "This record has been withdrawn" in gone.text
    assert "Someone named in it withdrew their consent" in gone.text
    assert "number of this error" not in gone.text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("no_longer_used", "It is no longer used."),
        ("wrong", "It is wrong."),
        ("duplicate", "It is a duplicate."),
    ],
)
def test_a_retired_page_says_why(client: Client, people: People, reason: str, words: str):
    record = make_innovation(people.amina)
    actions.retire(record, db.session.merge(people.bilal), reason=reason, words="It is.")
    path, identifier = record.path, record.identifier
    db.session.commit()
    page = client.get(path)
    assert page.status_code == 200
    assert "This record is retired" in page.text
    assert words in page.text
    assert client.get(f"/innovations/identifier/{identifier}").location == path
