"""The Atom feed of a search: valid, of what its reader may see, sent again only when changed."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from portal.search import indexing
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People
from tests.search.builders import Note, Notes
from tests.search.conftest import work
from tests.search.test_parsing import ODD

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/search/feed.atom"

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def record(app: Flask, people: People) -> int:
    """The id of a public record that is found."""
    record = make_innovation(
        people.amina,
        reviewer=people.bilal,
        title="Laptops & <tablets>",
        summary="We lend <b>laptops</b> & more.",
        audience="public",
    )
    record_id = record.id
    indexing.rebuild()
    work()
    return record_id


def read(response: TestResponse) -> Element:
    """The feed, after what RFC 4287 asks of every feed and entry."""
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = fromstring(response.data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert (found.text or "").strip(), name
        for name in ("updated", "published"):
            for date in element.findall(f"{ATOM}{name}"):
                assert datetime.fromisoformat(str(date.text)).tzinfo is not None
        assert len(element.findall(f"{ATOM}link[@rel='alternate']")) == 1
        assert all(link.get("href", "").startswith("http") for link in element.iter(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [element.findtext(f"{ATOM}id") for element in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(str(name).startswith("tag:") for name in ids)
    assert all(element.tag.startswith(ATOM) for element in feed.iter())
    return feed


def titles(feed: Element) -> list[str]:
    return [str(title.text) for title in feed.findall(f"{ATOM}entry/{ATOM}title")]


def test_an_entry_says_what_is_found(app: Flask, client: Client, record: int):
    app.config["BASE_URL"] = "https://portal.example:8443"
    feed = read(client.get(f"{FEED}?q=laptops&kind=project&sort=title&page=3"))
    assert feed.findtext(f"{ATOM}title") == f"laptops, Kind: Project – {app.config['SITE_NAME']}"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    address = "https://portal.example:8443/search"
    assert links["alternate"] == f"{address}?q=laptops&kind=project"
    assert links["self"] == f"{address}/feed.atom?q=laptops&kind=project"
    (entry,) = feed.findall(f"{ATOM}entry")
    kept = db.session.get_one(Innovation, record)
    assert entry.findtext(f"{ATOM}title") == "Laptops & <tablets>"
    assert entry.findtext(f"{ATOM}id") == f"tag:portal.example,2026:{kept.identifier}"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"https://portal.example:8443/innovations/{record}"
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    assert summary.text == "We lend &lt;b&gt;laptops&lt;/b&gt; &amp; more."
    assert entry.findtext(f"{ATOM}published") == kept.published_at.isoformat()
    assert entry.findtext(f"{ATOM}updated") == kept.updated_at.isoformat()
    terms = [category.get("term") for category in entry.findall(f"{ATOM}category")]
    assert terms == ["Project", "Library management systems"]


def test_the_newest_30_come_first(client: Client, notes: Notes):
    notes.add(*(Note(f"Note {number}", "notes") for number in range(1, 36)))
    work()
    assert titles(read(client.get(f"{FEED}?q=note&sort=oldest"))) == [
        f"Note {number}" for number in range(35, 5, -1)
    ]


def test_the_page_leads_to_its_feed(client: Client, notes: Notes):
    page = client.get("/search?q=%22book+club%22&kind=tool&page=1").text
    address = f"{FEED}?q=%22book+club%22&amp;kind=tool"
    kind = 'rel="alternate" type="application/atom+xml" title="Feed of this search"'
    assert f'<link {kind} href="{address}">' in page
    assert f'<a href="{address}">Feed of this search</a>' in page


def test_only_what_the_reader_may_see_is_in_it(client: Client, people: People, notes: Notes):
    readers = {
        "public": "Everyone's",
        "members": "The members'",
        f"user-{people.amina.id}": "Amina's",
    }
    notes.add(*(Note(f"{whose} plans", labels=frozenset({to})) for to, whose in readers.items()))
    work()
    for person, seen in ((None, 1), (people.carys, 2), (people.amina, 3)):
        response = client.as_user(person).get(f"{FEED}?q=plans")
        assert len(titles(read(response))) == seen
        assert response.headers["Cache-Control"] == ("private, no-store" if person else "no-cache")
        assert "Cookie" in response.headers["Vary"]
        assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("indexed", [True, False])
def test_a_record_that_was_hidden_is_gone_at_once(
    client: Client, people: People, record: int, indexed: bool
):
    before = client.get(f"{FEED}?q=laptops")
    assert titles(read(before)) == ["Laptops & <tablets>"]
    hidden = db.session.get_one(Innovation, record)
    actions.hide(hidden, db.session.merge(people.erin), reason="rights", words="Not yours.")
    db.session.commit()
    if indexed:
        work()
    asked_again = {"If-None-Match": before.headers["ETag"]}
    for headers in ({}, asked_again):
        after = client.get(f"{FEED}?q=laptops", headers=headers)
        assert titles(read(after)) == []
        assert "ablets" not in after.text


def test_an_unchanged_feed_is_not_sent_again(client: Client, record: int, people: People):
    for person in (None, people.carys):
        first = client.as_user(person).get(f"{FEED}?q=laptops")
        again = client.get(f"{FEED}?q=laptops", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    empty = client.get(f"{FEED}?q=xyzzy")
    assert titles(read(empty)) == []
    again = client.get(f"{FEED}?q=xyzzy", headers={"If-None-Match": empty.headers["ETag"]})
    assert again.status_code == 304
    # A date alone would not tell of a record that was taken away.
    assert "Last-Modified" not in first.headers


@pytest.mark.parametrize("text", [text for text in ODD if text.isprintable()])
def test_odd_words_make_a_feed(client: Client, notes: Notes, text: str):
    notes.add(Note("One"))
    work()
    read(client.get(FEED, query_string={"q": text}))


def test_odd_parameters_make_a_feed(client: Client, notes: Notes):
    notes.add(Note("Odd\x0b \ufffe &amp; <b>", "\x0c", facets={"kind": ["tool"]}))
    work()
    for query in ("", "q=%00&kind=%00", "page=x&sort=sideways&q=%ff", "kind=%0b&q=%ef%bf%be"):
        read(client.get(f"{FEED}?{query}"))
    many = "&".join(f"topic=t{number}" for number in range(2000))
    feed = read(client.get(f"{FEED}?{many}&q={'x' * 5000}"))
    title = str(feed.findtext(f"{ATOM}title"))
    assert len(title) < 300
    link = feed.find(f"{ATOM}link[@rel='self']")
    assert link is not None
    assert len(parse_qs(urlsplit(str(link.get("href"))).query)["topic"]) == 20


def test_a_lost_index_is_no_empty_feed(app: Flask, client: Client, notes: Notes):
    notes.add(Note("One"))
    work()
    shutil.rmtree(Path(app.config["DATA_DIR"]) / "search")
    lost = client.get(f"{FEED}?q=one")
    assert lost.status_code == 503
    assert int(lost.headers["Retry-After"]) > 0


def test_only_reading_is_allowed(client: Client):
    assert client.post(FEED).status_code == 405


def test_more_entries_need_no_more_statements(
    client: Client, people: People, record: int, count_statements: Counting
):
    def cost() -> int:
        client.get(f"{FEED}?q=catalogue&kind=project")
        with count_statements() as statements:
            client.get(f"{FEED}?q=catalogue&kind=project")
        return len(statements)

    few = cost()
    for number in range(5):
        amina, bilal = (db.session.merge(person) for person in (people.amina, people.bilal))
        make_innovation(amina, reviewer=bilal, title=f"Catalogue {number}")
    work()
    assert cost() <= few
