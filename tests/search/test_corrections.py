"""Did you mean: offered, never forced, and only from what the reader may see."""

import pytest

from tests.client import Client
from tests.people import People
from tests.search.builders import Note, Notes
from tests.search.conftest import work
from tests.search.test_page import titles

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def library(notes: Notes) -> None:
    notes.add(Note("Library systems", facets={"kind": ["tool"]}), Note("Systems of nurses"))
    work()


def offered(client: Client, text: str, **more: str) -> str:
    """The offer of the page, without its words."""
    page = client.get("/search", query_string={"q": text, **more}).text
    return page.partition("Did you mean ")[2].partition("</p>")[0]


def test_a_better_spelt_word_is_offered_and_emphasised(client: Client) -> None:
    assert offered(client, "libary systems") == (
        '<a href="/search?q=library+systems"><strong>library</strong> systems</a>?'
    )


def test_all_else_of_the_question_is_kept(client: Client) -> None:
    offer = offered(client, 'Libary "of x" -fines', kind="tool", sort="title")
    assert 'href="/search?q=Library+%22of+x%22+-fines&amp;kind=tool&amp;sort=title"' in offer
    assert "<strong>Library</strong> &#34;of x&#34; -fines" in offer


def test_nothing_is_replaced_when_nothing_is_found(client: Client) -> None:
    page = client.get("/search?q=libary").text
    assert titles(page) == []
    assert "Nothing was found" in page
    assert page.index("Did you mean") < page.index("Nothing was found")


@pytest.mark.parametrize(
    "text",
    [
        "library",
        '"libary"',
        "-libary",
        "NOT libary",
        "author:libary",
        "lib",
        "2026x",
        "libary" * 50,
    ],
)
def test_other_words_are_not_corrected(client: Client, text: str) -> None:
    assert offered(client, text) == ""


def test_corrections_are_offered_once(client: Client) -> None:
    assert offered(client, "libary", page="2") == ""


def test_words_of_what_is_hidden_are_not_offered(
    client: Client, notes: Notes, people: People
) -> None:
    own = frozenset({f"user-{people.amina.id}"})
    notes.add(Note("Catalogue", labels=own))
    work()
    assert "catalogue" in offered(client.as_user(people.amina), "catalouge")
    assert offered(client.as_user(people.carys), "catalouge") == ""
    assert offered(client.as_user(None), "catalouge") == ""
