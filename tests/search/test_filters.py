"""Filters on the page: chips, all values of a filter, and long texts, which stand in no link."""

import re
from html import unescape

import pytest

from tests.client import Client
from tests.people import People
from tests.search.builders import Note, Notes
from tests.search.conftest import work
from tests.search.test_page import titles

pytestmark = pytest.mark.any_database

QUESTION = "How do other libraries lend laptops to students & nurses who work at night?"
LONG = QUESTION * 3
MOST_BYTES = 30_000


def chips(page: str) -> dict[str, str]:
    """The address of each chip by its words."""
    block = page.partition('class="app-chips"')[2].partition("</ul>")[0]
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>([^<]*)', block)
    return {words.strip(): unescape(address) for address, words in found}


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("loans after:2024-03", "Published from 1 March 2024", "/search?q=loans"),
        ("before:2024 loans", "Published before 1 January 2024", "/search?q=loans"),
        ("loans NOT before:2024", "Published from 1 January 2024", "/search?q=loans"),
        ('topic:"self service"', "Topic: self service", "/search"),
        ("loans -author:smith", "Author not: smith", "/search?q=loans"),
        ("loans has:attachments", "Has an attachment", "/search?q=loans"),
    ],
)
def test_what_narrows_is_a_chip(
    client: Client, notes: Notes, text: str, words: str, left: str
) -> None:
    page = client.get("/search", query_string={"q": text}).text
    assert chips(page) == {words: left, "Clear all": left}


def test_chips_leave_the_others_and_clear_all_leaves_the_words(
    client: Client, notes: Notes
) -> None:
    notes.add(Note("Loans", facets={"kind": ["tool"], "topic": ["a"]}))
    work()
    question = {"q": "loans after:2024", "kind": "tool", "topic": "a", "sort": "title"}
    found = chips(client.get("/search", query_string=question).text)
    assert found == {
        "Published from 1 January 2024": "/search?q=loans&kind=tool&topic=a&sort=title",
        "Kind: Tool": "/search?q=loans+after%3A2024&topic=a&sort=title",
        "Topic: a": "/search?q=loans+after%3A2024&kind=tool&sort=title",
        "Clear all": "/search?q=loans&sort=title",
    }


def test_every_value_of_a_filter_can_be_reached(client: Client, notes: Notes) -> None:
    notes.add(*(Note(f"Note {n}", facets={"topic": [f"topic-{n:03}"]}) for n in range(120)))
    work()
    page = client.get("/search?q=note").text
    assert "Show all<" in page
    assert 'href="/search/values/topic?q=note"' in page
    first = client.get("/search/values/topic?q=note").text
    second = client.get("/search/values/topic?q=note&page=2").text
    keys = re.findall(r'href="/search\?q=note&amp;topic=(topic-\d+)"', first + second)
    assert len(keys) == len(set(keys)) == 120
    assert "<h1" in first
    assert "<summary>Topic" not in first
    assert 'href="/search?q=note"' in first
    assert len(first.encode()) < MOST_BYTES


def test_the_number_of_values_is_told_if_there_are_not_very_many(
    client: Client, notes: Notes
) -> None:
    notes.add(*(Note(f"Note {n}", facets={"topic": [f"topic-{n}"]}) for n in range(9)))
    work()
    assert "Show all 9<" in client.get("/search").text


def test_values_are_of_what_the_reader_may_see(
    client: Client, notes: Notes, people: People
) -> None:
    own = frozenset({f"user-{people.amina.id}"})
    notes.add(Note("Plans", labels=own, facets={"topic": ["secret"]}))
    work()
    assert "secret" in client.as_user(people.amina).get("/search/values/topic").text
    for reader in (people.carys, None):
        page = client.as_user(reader).get("/search/values/topic").text
        assert "secret" not in page
        assert "There is nothing to filter by" in page


def test_values_of_nothing_and_pages_beyond_are_not_found(client: Client, notes: Notes) -> None:
    assert client.get("/search/values/labels").status_code == 404
    assert client.get("/search/values/topic?page=2").status_code == 404
    assert client.post("/search/values/topic").status_code == 405


def test_the_values_are_a_part_of_their_page(client: Client, notes: Notes) -> None:
    notes.add(Note("One", facets={"topic": ["a"]}))
    work()
    fragment = client.fragment("/search/values/topic").text
    assert "<h1" not in fragment
    assert fragment.strip() in client.get("/search/values/topic").text


# Long texts


def many(notes: Notes) -> None:
    """Notes that fill a page, with many values of every filter."""
    names = ("kind", "topic", "region", "organisation", "stage", "outcome", "year")
    notes.add(
        *(
            Note(
                f"Library {n} lends laptops at night",
                "They rest, and nurses read in the library on the hill at night. " * 5,
                facets={name: [f"{name}-of-some-length-{n}"] for name in names},
                organisation="Calderford and Thamesby University Hospitals, Nursing, March 2026",
            )
            for n in range(45)
        )
    )
    work()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lends", 5),
        ("laptops at night to nurses & all", 5),
        (QUESTION, 3),
        (f"{QUESTION} Do they need {'words ' * 9}", 3),
    ],
)
def test_a_page_of_a_question_has_links(
    client: Client, notes: Notes, text: str, shown: int
) -> None:
    many(notes)
    response = client.get("/search", query_string={"q": text, "page": 2})
    assert response.text.count("<small>") == 7 * shown
    assert response.text.count('href="/search/values/') == 7
    assert len(re.findall(r'href="/search\?q=[^"]*"[^>]* aria-label="Page ', response.text)) == 3
    assert len(re.findall(r'href="/search\?q=[^"]*sort=', response.text)) == 3
    assert len(response.data) < MOST_BYTES


def test_a_question_keeps_its_chips_and_the_chosen_values(client: Client, notes: Notes) -> None:
    many(notes)
    question = {"q": QUESTION, "kind": [f"kind-of-some-length-{n}" for n in (4, 42)]}
    page = client.get("/search", query_string=question).text
    assert [words for words in chips(page) if words.startswith("Kind")] == [
        "Kind: kind-of-some-length-4",
        "Kind: kind-of-some-length-42",
    ]
    assert page.count('aria-current="true"') == 2


@pytest.mark.parametrize("text", [LONG, QUESTION * 26, "é" * 100, ("laptops " * 250)[:2000]])
def test_a_long_text_stands_in_no_link(client: Client, notes: Notes, text: str) -> None:
    many(notes)
    response = client.get("/search", query_string={"q": text, "sort": "title"})
    assert 'href="/search?q=' not in response.text
    assert len(response.data) < MOST_BYTES


def test_the_form_of_a_long_text_asks_what_links_would_ask(client: Client, notes: Notes) -> None:
    many(notes)
    page = client.get("/search", query_string={"q": LONG, "page": 2, "words": "exact"}).text
    form = 'form="search-text-form"'
    assert 'id="search-text-form"' in page
    assert f'<input type="checkbox" {form} name="kind" value="kind-of-some-length-' in page
    assert f'<input type="hidden" {form} name="words" value="exact">' in page
    assert re.search(rf'{form}\s+name="page"\s+value="3"', page)
    assert f'{form} formaction="/search/values/topic"' in page
    assert "<option" in page


def test_values_of_a_long_text_keep_what_is_chosen(client: Client, notes: Notes) -> None:
    many(notes)
    question = {
        "q": LONG,
        "topic": ["gone", "topic-of-some-length-3"],
        "kind": "x",
        "sort": "title",
    }
    page = client.get("/search/values/topic", query_string=question).text
    assert 'name="kind" value="x"' in page
    assert 'name="sort" value="title"' in page
    assert '<input type="hidden" name="topic" value="gone">' in page
    assert 'href="/search?' not in page


def test_filters_of_a_long_text_are_ticked(client: Client, notes: Notes) -> None:
    many(notes)
    chosen = "kind-of-some-length-7"
    page = client.get("/search", query_string={"q": LONG, "kind": chosen}).text
    assert f'value="{chosen}" checked' in page
    assert titles(page) == ["Library 7 lends laptops at night"]
