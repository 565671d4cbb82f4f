"""Typed links from a record's page to all that belongs to it (signposting.org), and back."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest

from portal.extensions import db
from portal.innovations.models import Innovation, InnovationFile
from portal.innovations.signposting import MOST_BYTES
from portal.outbox import drain
from portal.visibility import Status
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People

pytestmark = pytest.mark.any_database

Counting = Callable[[], AbstractContextManager[list[str]]]

BASE = "https://portal.example"
LINK = re.compile(r'<([^>]+)>; rel="([a-z-]+)"(?:; type="([^"]+)")?')


@pytest.fixture
def record(client: Client, people: People) -> Innovation:
    """A public record, of which harvesters are told too."""
    client.application.config["BASE_URL"] = BASE
    record_id = make_innovation(people.amina, reviewer=people.bilal, audience="public").id
    while drain():
        pass
    return db.session.get_one(Innovation, record_id)


def attach(record: Innovation, count: int, name: str = "Loans & figures.pdf") -> None:
    """Files of the record, which it shows."""
    record = db.session.merge(record)
    files = [
        InnovationFile(
            innovation_id=record.id,
            digest=f"{name[0]}{number:063x}",
            name=name,
            media_type="application/pdf",
            size=1,
            uploaded_by_id=record.author_id,
        )
        for number in range(count)
    ]
    db.session.add_all(files)
    db.session.flush()
    said = {"title": "Figures", "alternative_text": "", "licence": "CC-BY-4.0"}
    record.attachments = [{"file_id": file.id, **said} for file in files]
    db.session.commit()


def links(client: Client, path: str) -> list[tuple[str, str, str]]:
    """Relation, address and type of the links of a page."""
    header = client.get(path).headers.get("Link", "")
    found = [(rel, href, kind) for href, rel, kind in LINK.findall(header)]
    assert header.count("<") == len(found)
    return found


def path_of(href: str) -> str:
    parts = urlsplit(href)
    assert f"{parts.scheme}://{parts.netloc}" == BASE
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_a_page_says_what_it_is_and_how_to_cite_it(client: Client, record: Innovation):
    found = links(client, record.path)
    assert [link for link in found if link[0] not in ("describedby", "item")] == [
        ("cite-as", f"{BASE}/innovations/identifier/{record.identifier}", ""),
        ("linkset", f"{BASE}{record.path}/linkset.json", "application/linkset+json"),
        ("type", "https://schema.org/AboutPage", ""),
        ("type", "https://schema.org/Article", ""),
        (
            "license",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "",
        ),
        ("collection", f"{BASE}/innovations", "text/html"),
    ]
    cited = client.get(f"/innovations/identifier/{record.identifier}")
    assert (cited.status_code, cited.location) == (301, record.path)


def test_every_description_is_there_and_leads_back(client: Client, record: Innovation):
    described = [link for link in links(client, record.path) if link[0] == "describedby"]
    assert len(described) == 5
    for _, href, kind in described:
        response = client.get(path_of(href))
        assert (response.status_code, response.mimetype) == (200, kind), href
        assert record.identifier in response.text
        if kind != "text/xml":
            back = f'<{BASE}{record.path}>; rel="describes"; type="text/html"'
            assert response.headers["Link"] == back
    page = client.get(record.path).text
    for _, href, kind in described[:4]:
        assert f'<link rel="alternate" type="{kind}" href="{path_of(href)}">' in page


def test_a_file_is_an_item(client: Client, record: Innovation):
    attach(record, 1)
    file_id = db.session.scalar(db.select(InnovationFile.id))
    (item,) = [link for link in links(client, record.path) if link[0] == "item"]
    address = f"{BASE}{record.path}/files/{file_id}/Loans%20%26%20figures.pdf"
    assert item == ("item", address, "application/pdf")


def test_a_file_of_an_older_version_is_no_item(client: Client, record: Innovation):
    attach(record, 1)
    db.session.get_one(Innovation, record.id).attachments = []
    db.session.commit()
    assert "item" not in {link[0] for link in links(client, record.path)}
    assert "files" not in client.get(f"{record.path}/linkset.json").text


def test_a_header_is_short_and_the_link_set_whole(client: Client, record: Innovation):
    attach(record, 60, name=f"{'Größe ' * 30}.pdf")
    header = client.get(record.path).headers["Link"]
    assert header.isascii()
    assert len(header) <= MOST_BYTES + 10
    response = client.get(f"{record.path}/linkset.json")
    assert response.mimetype == "application/linkset+json"
    page, *others = response.json["linkset"]
    assert page["anchor"] == f"{BASE}{record.path}"
    assert len(page["item"]) == 60
    for rel, href, kind in links(client, record.path):
        target = {"href": href, "type": kind} if kind else {"href": href}
        assert rel == "linkset" or target in page[rel]
    to_page = [{"href": page["anchor"], "type": "text/html"}]
    backwards = {item["anchor"]: item for item in others}
    for rel, back in (("item", "collection"), ("describedby", "describes")):
        for target in page[rel]:
            assert backwards[target["href"]] == {"anchor": target["href"], back: to_page}


def test_what_visitors_may_not_see_is_in_no_catalogue(client: Client, people: People):
    record = make_innovation(people.amina, reviewer=people.bilal, audience="members")
    for path in (f"{record.path}.jsonld", f"{record.path}/linkset.json"):
        assert client.as_user(None).get(path).status_code == 404
        response = client.as_user(people.carys).get(path)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
    assert "oai" not in client.get(f"{record.path}/linkset.json").text
    assert "oai" not in client.get(record.path).headers["Link"]


@pytest.mark.parametrize("status", [s for s in Status if s != Status.PUBLISHED])
def test_only_published_records_are_described(client: Client, people: People, status: Status):
    record = make_innovation(people.amina, status, reviewer=people.bilal, audience="public")
    for person in (None, people.amina):
        client.as_user(person)
        assert "Link" not in client.get(record.path).headers
        for path in (f"{record.path}.jsonld", f"{record.path}/linkset.json"):
            response = client.get(path)
            assert response.status_code in (404, 410)
            assert record.title not in response.text


def test_addresses_that_cannot_be(client: Client, record: Innovation):
    for path in ("/innovations/999.jsonld", "/innovations/x.jsonld", "/innovations/0/linkset.json"):
        assert client.get(path).status_code == 404
    for end in (".jsonld", "/linkset.json"):
        assert client.post(f"{record.path}{end}").status_code == 405


def test_more_files_need_no_more_statements(
    client: Client, record: Innovation, count_statements: Counting
):
    path = f"/innovations/{record.id}"

    def cost(page: str) -> int:
        client.get(page)
        with count_statements() as statements:
            client.get(page)
        return len(statements)

    pages = (path, f"{path}.jsonld", f"{path}/linkset.json")
    attach(record, 1, "One.pdf")
    few = [cost(page) for page in pages]
    attach(record, 20)
    assert [cost(page) for page in pages] == few
