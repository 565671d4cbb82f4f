"""The search page: results, filters, pages, odd addresses, with and without JavaScript."""

import re
from html import unescape

import pytest
from flask import Flask

from tests.client import Client
from tests.people import People
from tests.search.builders import Note, Notes
from tests.search.conftest import work
from tests.search.test_parsing import ODD

pytestmark = pytest.mark.any_database


def titles(html: str) -> list[str]:
    """The titles of the results, without marks."""
    found = re.findall(r'app-card__title"><a href="[^"]*">(.*?)</a>', html)
    return [unescape(re.sub("<[^>]*>", "", title)) for title in found]


def test_words_are_found_and_marked_in_the_best_passage(client: Client, notes: Notes) -> None:
    notes.add(Note("Laptops", "filler " * 100 + "We lend <b>them</b> to students."))
    work()
    page = client.get("/search?q=lending").text
    assert titles(page) == ["Laptops"]
    assert "We <mark>lend</mark> &lt;b&gt;them&lt;/b&gt; to students." in page


def test_nothing_typed_shows_everything(client: Client, notes: Notes) -> None:
    notes.add(Note("First"), Note("Second"))
    work()
    assert titles(client.get("/search").text) == ["Second", "First"]


def test_no_results_come_with_words_that_help(client: Client, notes: Notes) -> None:
    response = client.get("/search?q=zebrafish&kind=tool")
    assert response.status_code == 200
    for words in ("Nothing was found", "Check the spelling", "Search again without filters"):
        assert words in response.text


def test_facets_are_links_with_counts_and_chips_take_them_away(
    client: Client, notes: Notes
) -> None:
    notes.add(
        Note("One", "loans", facets={"kind": ["tool"]}),
        Note("Two", "loans", facets={"kind": ["project"]}),
    )
    work()
    page = client.get("/search?q=loans").text
    assert 'href="/search?q=loans&amp;kind=tool"' in page
    chosen = client.get("/search?q=loans&kind=tool").text
    assert titles(chosen) == ["One"]
    assert "Kind: Tool" in chosen
    assert 'href="/search?q=loans"' in chosen


def test_a_facet_shows_its_most_frequent_keys_and_the_chosen_one(
    client: Client, notes: Notes
) -> None:
    often = [Note(f"Often {n}", facets={"topic": [f"topic-{n}"]}) for n in range(8)] * 2
    notes.add(*often, Note("Rare", facets={"topic": ["rare"]}))
    work()
    assert "rare" not in client.get("/search").text
    chosen = client.get("/search?topic=rare").text
    assert chosen.count("<small>") == 6
    assert titles(chosen) == ["Rare"]


def test_an_unknown_key_is_a_chip_and_finds_nothing(client: Client, notes: Notes) -> None:
    notes.add(Note("One", facets={"kind": ["tool"]}))
    work()
    page = client.get("/search?kind=%3Cb%3Eunheard%3C%2Fb%3E").text
    assert "Kind: &lt;b&gt;unheard&lt;/b&gt;" in page
    assert "Nothing was found" in page


def test_unknown_names_are_ignored(client: Client, notes: Notes) -> None:
    notes.add(Note("One"))
    work()
    page = client.get("/search?colour=red&labels=moderators&sort=sideways&page=x").text
    assert titles(page) == ["One"]


def test_repeated_parameters_are_bounded(client: Client, notes: Notes) -> None:
    response = client.get("/search?" + "&".join(f"topic=t{number}" for number in range(2000)))
    assert response.status_code == 200
    assert len(response.data) < 40_000


def test_pages_are_numbered(client: Client, notes: Notes) -> None:
    notes.add(*(Note(f"Note {number}") for number in range(1, 46)))
    work()
    second = client.get("/search?q=note&page=2").text
    assert len(titles(second)) == 20
    assert 'href="/search?q=note&amp;page=3"' in second
    assert "<strong>21 to 40</strong> of <strong>45</strong> results" in second


@pytest.mark.parametrize("number", ["3", "10000", "9223372036854775808", "9" * 400])
def test_a_page_beyond_the_end_is_not_found_and_leads_back(
    client: Client, notes: Notes, number: str
) -> None:
    notes.add(*(Note(f"Note {number}") for number in range(1, 26)))
    work()
    response = client.get(f"/search?q=note&page={number}")
    assert response.status_code == 404
    assert "Go to the first page" in response.text
    assert 'href="/search?q=note"' in response.text


def test_an_identifier_goes_straight_to_its_record(client: Client, notes: Notes) -> None:
    notes.add(Note("One"), Note("Two"))
    work()
    response = client.get("/search?q=note-2026-0002")
    assert (response.status_code, response.location) == (302, "/notes/2")
    assert client.fragment("/search?q=note-2026-0002").headers["HX-Redirect"] == "/notes/2"


def test_results_can_be_sorted(client: Client, notes: Notes) -> None:
    notes.add(Note("Beta note"), Note("Alpha note"))
    work()
    assert titles(client.get("/search?q=note&sort=title").text) == ["Alpha note", "Beta note"]
    assert titles(client.get("/search?q=note&sort=oldest").text) == ["Beta note", "Alpha note"]


def test_the_fragment_is_part_of_the_page(client: Client, notes: Notes) -> None:
    notes.add(*(Note(f"Note {n}", facets={"kind": ["tool"]}) for n in range(1, 26)))
    work()
    for address in ("/search?q=note", "/search?q=note&kind=tool&page=2", "/search?q=nothing"):
        fragment = client.fragment(address)
        assert "<h1" not in fragment.text
        assert fragment.text.strip() in client.get(address).text
        assert "HX-Request" in fragment.headers["Vary"]


@pytest.mark.parametrize("text", [text for text in ODD if text.isprintable()])
def test_odd_input_is_answered_and_kept(client: Client, notes: Notes, text: str) -> None:
    response = client.get("/search", query_string={"q": text})
    assert response.status_code == 200
    assert text in unescape(response.text)


def test_a_long_text_is_said_to_be_shortened(client: Client, notes: Notes) -> None:
    response = client.get("/search", query_string={"q": "library " * 1250})
    assert "Only the first words were searched for" in response.text


def test_a_nul_is_no_error(client: Client, notes: Notes) -> None:
    assert client.get("/search?q=a%00b&kind=%00&page=%00").status_code == 200


def test_only_reading_is_allowed(client: Client, app: Flask) -> None:
    assert client.post("/search").status_code == 405


@pytest.mark.parametrize("text", ["", "plans", "NOTE-2026-0001", "-nothing"])
def test_readers_see_what_is_theirs(
    client: Client, notes: Notes, people: People, text: str
) -> None:
    own = frozenset({f"user-{people.amina.id}"})
    notes.add(Note("Plans", "secret plans", labels=own, facets={"kind": ["tool"]}))
    work()
    amina = client.as_user(people.amina).get("/search", query_string={"q": text})
    assert amina.status_code == (302 if text.startswith("NOTE") else 200)
    for reader in (people.carys, people.dev, None):
        page = client.as_user(reader).get("/search", query_string={"q": text}).text
        assert titles(page) == []
        assert "Tool" not in page


def test_words_that_are_not_searched_for_are_told_from_words_that_are_not_found(
    client: Client, notes: Notes
) -> None:
    notes.add(Note("One"))
    work()
    common = "These words are in nearly every record"
    assert common in client.get("/search?q=to+be+or+not+to+be").text
    assert common not in client.get("/search?q=zebrafish").text
    assert common not in client.get("/search?q=before:1990").text
    assert common not in client.get("/search?q=***").text
