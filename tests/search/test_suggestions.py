"""What is offered while somebody types: titles and topics, of what the reader may see."""

import itertools
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from portal.extensions import db
from portal.innovations import search as innovations
from portal.outbox import commit
from portal.search import indexing, sources
from portal.topics.models import TopicSynonym
from portal.visibility import Audience, Status
from tests.application import MadeOnce
from tests.client import Client
from tests.factories import make_innovation, make_topic
from tests.people import People
from tests.search.builders import Note, Notes
from tests.search.conftest import work
from tests.search.test_parsing import ODD

pytestmark = pytest.mark.any_database

Counting = Callable[[], AbstractContextManager[list[str]]]

WHO = ("amina", "bilal", "carys", "dev", "erin", "nobody")
UNSEARCHED = innovations.UNSEARCHED


@pytest.fixture
def systems(app: Flask) -> None:
    """A topic with another name, and one that is found by a word in its name."""
    topic = make_topic("Library management systems")
    db.session.add(TopicSynonym(topic_id=topic.id, label="LMS"))
    make_topic("System support")
    db.session.commit()


@pytest.fixture
def records(people: People, made_once: MadeOnce) -> dict[str, int]:
    """Numbers of records of Amina's in every state for every audience, by their titles."""
    sources.register(innovations)
    return made_once(records, lambda: make_records(people))


def make_records(people: People) -> dict[str, int]:
    indexing.rebuild()
    made = {}
    for status, audience in itertools.product(Status, Audience):
        title = f"Kestrel {status} {audience}"
        made[title] = make_innovation(
            people.amina, status, reviewer=people.bilal, title=title, audience=audience
        ).id
    work()
    return made


def offered(html: str) -> list[tuple[str, str]]:
    """Words and address of each suggestion, in order."""
    found = re.findall(r'<li><a href="([^"]*)">(.*?)</a></li>', html)
    return [(unescape(re.sub("<[^>]*>", "", words)), url) for url, words in found]


def suggest(client: Client, text: str) -> list[str]:
    """The words that are offered to who types the text."""
    response = client.fragment("/search/suggestions", query_string={"q": text})
    assert response.status_code == 200
    return [words for words, _ in offered(response.text)]


def test_titles_and_topics_are_offered_in_groups(
    client: Client, notes: Notes, systems: None
) -> None:
    notes.add(Note("A shared LMS for six libraries"), Note("Something else"))
    work()
    fragment = client.fragment("/search/suggestions?q=lms").text
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", fragment) == ["Titles", "Topics"]
    assert offered(fragment) == [
        ("A shared LMS for six libraries", "/notes/1"),
        ("Library management systems also called LMS", "/topics/library-management-systems"),
    ]


def test_the_beginning_of_a_word_is_enough_and_is_bold(
    client: Client, notes: Notes, systems: None
) -> None:
    notes.add(Note("Élan in libraries, <b>library</b> & all"))
    work()
    fragment = client.fragment("/search/suggestions?q=elan+LIBR").text
    assert (
        "<b>Élan</b> in <b>libr</b>aries, &lt;b&gt;<b>libr</b>ary&lt;/b&gt; &amp; all</a>"
    ) in fragment
    assert "<b>Libr</b>ary management systems" in client.fragment("/search/suggestions?q=libr").text


def test_there_are_at_most_six_titles_and_four_topics(client: Client, notes: Notes) -> None:
    notes.add(*(Note(f"Library {number}") for number in range(9)))
    for number in range(9):
        make_topic(f"Library topic {number}")
    db.session.commit()
    work()
    found = suggest(client, "library")
    assert (len(found), len([words for words in found if "topic" in words])) == (10, 4)


@pytest.mark.parametrize("text", ["", " ", "l", " l ", "l\x00", "library " * 26, "l" * 201])
def test_nothing_is_offered_for_too_little_or_too_much(
    client: Client, notes: Notes, systems: None, count_statements: Counting, text: str
) -> None:
    notes.add(Note("l library " * 20))
    work()
    with count_statements() as statements:
        assert suggest(client, text) == []
    assert statements == []


@pytest.mark.parametrize("text", [text for text in ODD if "\ud800" not in text])
def test_odd_input_is_no_error(client: Client, notes: Notes, text: str) -> None:
    assert suggest(client, text[:200]) == []
    assert client.get("/search/suggestions", query_string={"q": text}).status_code == 200


@pytest.mark.parametrize("who", WHO)
def test_readers_are_offered_what_they_may_see(
    client: Client, people: People, records: dict[str, int], who: str
) -> None:
    client.as_user(None if who == "nobody" else getattr(people, who))
    for title, number in records.items():
        status = Status(title.split()[1])
        seen = client.get(f"/innovations/{number}").status_code == 200
        expected = [title] if seen and status not in UNSEARCHED else []
        assert suggest(client, title) == expected, title


def test_a_right_that_was_taken_away_is_gone_at_once(
    client: Client, people: People, notes: Notes
) -> None:
    notes.add(Note("Kestrel plans"))
    work()
    # The index does not know yet, and no message says so.
    notes.rows[1].labels = frozenset({"moderators"})
    assert suggest(client, "kestrel") == []
    assert suggest(client.as_user(people.bilal), "kestrel") == ["Kestrel plans"]


def test_what_waits_for_the_index_is_left_out(client: Client, notes: Notes) -> None:
    notes.add(Note("Kestrel plans"))
    work()
    notes.changed(1)
    commit()
    assert suggest(client, "kestrel") == []


def test_a_lost_or_spoiled_index_offers_topics_alone(
    app: Flask, client: Client, notes: Notes, systems: None
) -> None:
    notes.add(Note("LMS plans"))
    work()
    folder = Path(app.config["DATA_DIR"]) / "search"
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"spoiled")
    indexing.init_app(app)
    assert suggest(client, "lms") == ["Library management systems also called LMS"]
    shutil.rmtree(folder)
    indexing.init_app(app)
    assert suggest(client, "lms") == ["Library management systems also called LMS"]


def test_the_page_has_the_fragment_and_a_way_to_search(
    client: Client, notes: Notes, systems: None
) -> None:
    notes.add(Note("LMS plans"))
    work()
    for text in ("lms", "l", "zebrafish"):
        page = client.get("/search/suggestions", query_string={"q": text})
        fragment = client.fragment("/search/suggestions", query_string={"q": text})
        assert fragment.text.strip() in page.text
        assert f'<a href="/search?q={text}">' in page.text
        assert "HX-Request" in fragment.headers["Vary"]
    assert "Type at least 2 characters" in client.get("/search/suggestions").text
    assert 'href="/search?q="' not in client.get("/search/suggestions").text


def test_nothing_is_kept_of_what_was_offered_to_a_person(
    client: Client, people: People, notes: Notes
) -> None:
    assert client.get("/search/suggestions?q=lms").headers["Cache-Control"] == "no-cache"
    answer = client.as_user(people.amina).fragment("/search/suggestions?q=lms")
    assert answer.headers["Cache-Control"] == "no-store"


def test_statements_do_not_grow_with_what_is_offered(
    client: Client, people: People, records: dict[str, int], count_statements: Counting
) -> None:
    for number in range(6):
        make_topic(f"Kestrel topic {number}")
    db.session.commit()
    counted = []
    for text in ("kestrel published public", "kestrel"):
        with count_statements() as statements:
            assert suggest(client.as_user(None), text)
        counted.append(sum(statement.startswith("SELECT") for statement in statements))
    assert counted == [5, 5]


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/search/suggestions").status_code == 405


def test_boxes_over_records_suggest_and_take_as_much_as_a_search(client: Client) -> None:
    for path, boxes in (("/", 1), ("/search", 1), ("/organisations", 1), ("/topics", 1)):
        page = client.get(path).text
        assert page.count('data-suggestions="/search/suggestions"') == boxes, path
        assert 'maxlength="2000"' in page
    assert page.count('role="search"') == 2
