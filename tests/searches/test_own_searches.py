"""The list of one's own searches: run, rename, delete; nobody else's."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import update

from portal.extensions import db
from portal.searches.models import SavedSearch
from portal.searches.views.saved import NOT_THERE
from tests.client import Client
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People
from tests.search.builders import Notes
from tests.searches.conftest import saved, saved_by

Counting = Callable[[], AbstractContextManager[list[str]]]


def path_of_one(client: Client, people: People) -> str:
    """The address of a search of Carys, who is signed in."""
    saved(client.as_user(people.carys), "Lending", "q=laptops&kind=project")
    (search,) = saved_by(people.carys.id)
    return search.path


def test_the_list_has_the_newest_first_with_what_can_be_done(
    client: Client, people: People, notes: Notes
):
    client.as_user(people.carys)
    saved(client, "First", "q=books")
    saved(client, "Second <b>", "q=laptops&kind=project&sort=newest")
    page = client.get("/searches").text
    assert page.index(">Second &lt;b&gt;</a>") < page.index(">First</a>")
    first, second = saved_by(people.carys.id)
    assert 'href="/search?q=laptops&amp;kind=project&amp;sort=newest"' in page
    assert "laptops, Kind: Project (newest first)" in page
    for search in (first, second):
        assert f'name="path" value="{search.path}/feed.atom"' in page
        assert f'href="{search.path}/edit"' in page
        assert f'href="{search.path}/delete"' in page


def test_an_empty_list_says_how_to_fill_it(client: Client, people: People):
    page = client.as_user(people.carys).get("/searches").text
    assert "You have no saved searches" in page
    assert 'href="/searches" aria-current="page"' in page


def test_the_list_has_pages_and_each_is_a_fragment_too(client: Client, people: People):
    client.as_user(people.carys)
    for number in range(21):
        saved(client, f"Search {number}", f"q=word{number}")
    assert client.get("/searches").text.count("app-queue-item") == 20
    assert "Search 0" in client.get("/searches?page=2").text
    for path in ("/searches", "/searches?page=2"):
        assert is_part_of_its_page(client, path)
    beyond = client.get("/searches?page=3")
    assert beyond.status_code == 404
    assert "Go to the first page" in beyond.text


def test_a_search_is_renamed(client: Client, people: People):
    path = path_of_one(client, people)
    assert 'value="Lending"' in client.get(f"{path}/edit").text
    sent = client.post(f"{path}/edit", data={"name": "Laptops to lend"})
    assert (sent.status_code, sent.location) == (303, "/searches")
    assert "The search is now called “Laptops to lend”." in client.get("/searches").text
    # Its own name in other letters is no other's.
    assert client.post(f"{path}/edit", data={"name": "LAPTOPS to lend"}).status_code == 303


@pytest.mark.parametrize(
    ("name", "words"), [("", "Enter a name"), ("tablets", "You already have a search")]
)
def test_a_name_that_will_not_do_is_refused(client: Client, people: People, name: str, words: str):
    path = path_of_one(client, people)
    saved(client, "Tablets", "q=tablets")
    refused = client.post(f"{path}/edit", data={"name": name})
    assert refused.status_code == 422
    assert words in refused.text
    assert [search.name for search in saved_by(people.carys.id)] == ["Lending", "Tablets"]


def test_a_search_is_deleted_after_a_question(client: Client, people: People):
    path = path_of_one(client, people)
    assert "Delete the search “Lending”?" in client.get(f"{path}/delete").text
    sent = client.post(f"{path}/delete")
    assert (sent.status_code, sent.location) == (303, "/searches")
    assert "The search “Lending” is deleted." in client.get("/searches").text
    assert client.get(f"{path}/delete").status_code == 404


def test_a_second_click_on_delete_leads_to_the_list(client: Client, people: People):
    path = path_of_one(client, people)
    client.post(f"{path}/delete")
    client.get("/searches")
    sent = client.post(f"{path}/delete")
    assert (sent.status_code, sent.location) == (303, "/searches")
    page = client.get("/searches").text
    assert NOT_THERE in page
    assert "is deleted." not in page


def test_a_long_search_is_shown_shortened(client: Client, people: People):
    words = "how libraries lend laptops to nurses " * 20
    name = "Everything about libraries that lend laptops to nurses and to others at night"
    saved(client.as_user(people.carys), name, f"q={words.replace(' ', '+')}")
    client.get("/searches")
    page = client.get("/searches").text
    assert words[:120] in page
    assert words[:160] not in page
    # In full where it is run, shortened in the other links.
    assert page.count(name) == 1
    assert page.count("“Everything about libraries that lend laptops to…”") == 3


def answer(client: Client, path: str) -> tuple[int, str, bool]:
    """What somebody is told who changes what is not theirs."""
    sent = client.post(path, data={"name": "Mine now"})
    return sent.status_code, sent.location or "", NOT_THERE in client.get("/searches").text


@pytest.mark.parametrize("page", ["edit", "delete"])
def test_nobody_else_has_it(client: Client, people: People, page: str):
    path = path_of_one(client, people)
    for other in (people.dev, people.bilal, people.erin):
        client.as_user(other)
        assert client.get(f"{path}/{page}").status_code == 404
        assert answer(client, f"{path}/{page}") == answer(client, f"/searches/999/{page}")
        assert "Lending" not in client.get("/searches").text
    client.as_user(None)
    assert client.get(f"{path}/{page}").status_code == 302
    assert client.post(f"{path}/{page}").status_code == 401
    assert [search.name for search in saved_by(people.carys.id)] == ["Lending"]


def test_a_visitor_is_asked_to_sign_in(client: Client, people: People):
    assert client.get("/searches").location == "/sign-in?next=/searches"
    assert "Saved searches" not in client.get("/").text
    assert "Saved searches" in client.as_user(people.carys).get("/").text


def test_addresses_that_cannot_be(client: Client, people: People):
    client.as_user(people.carys)
    for path in ("/searches/0/edit", "/searches/999/edit", "/searches/x/delete", "/searches/1"):
        assert client.get(path).status_code == 404, path
    path = path_of_one(client, people)
    assert client.post("/searches").status_code == 405
    for method in ("PUT", "DELETE"):
        assert client.open(f"{path}/delete", method=method).status_code == 405


def test_what_search_no_longer_knows_is_left_out(client: Client, people: People, notes: Notes):
    path_of_one(client, people)
    old = {"colour": ["red"], "kind": ["project"]}
    db.session.execute(update(SavedSearch).values(filters=old, sort="sideways"))
    db.session.commit()
    page = client.get("/searches").text
    assert "laptops, Kind: Project" in page
    assert "colour=" not in page
    assert "sideways" not in page


def test_a_longer_list_needs_no_more_statements(
    client: Client, people: People, count_statements: Counting
):
    client.as_user(people.carys)

    def cost() -> int:
        client.get("/searches")
        with count_statements() as statements:
            client.get("/searches")
        return len(statements)

    saved(client, "One", "q=one&kind=project&topic=loans")
    few = cost()
    for number in range(15):
        saved(client, f"Search {number}", f"q=w{number}&kind=tool&topic=t{number}&region=r{number}")
    assert cost() <= few + 1
