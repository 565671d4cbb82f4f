"""Saving a search: from the page with results, once, under a name of one's own."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.drafts.models import Draft
from portal.extensions import db
from portal.search.addresses import Asked
from portal.search.fields import Sort
from portal.searches import actions
from portal.searches.models import SavedSearch
from tests.client import Client
from tests.people import People
from tests.search.builders import Note, Notes
from tests.searches.conftest import saved, saved_by

NEW = "/searches/new"


def value_of(html: str, name: str) -> str:
    """What a field of the page holds."""
    tags = [tag for tag in re.findall(r"<input[^>]*>", html) if f'name="{name}"' in tag]
    found = re.search(r'value="([^"]*)"', tags[-1])
    return unescape(found[1]) if found else ""


def test_a_search_is_saved_from_its_results_under_a_name_made_of_it(
    client: Client, people: People, notes: Notes
):
    notes.add(Note("Laptops", facets={"kind": ["project"]}))
    page = client.as_user(people.carys).get("/search?q=laptops&kind=project&sort=newest").text
    name, search = value_of(page, "name"), value_of(page, "search")
    assert (name, search) == ("laptops, Kind: Project", "q=laptops&kind=project&sort=newest")
    sent = saved(client, name, search)
    assert (sent.status_code, sent.location) == (303, "/search?q=laptops&kind=project&sort=newest")
    assert "Saved as “laptops, Kind: Project”." in client.get(sent.location).text
    (kept,) = saved_by(people.carys.id)
    assert (kept.text, kept.filters, kept.sort) == ("laptops", {"kind": ["project"]}, "newest")
    assert kept.asked == Asked("laptops", {"kind": frozenset({"project"})}, Sort.NEWEST)


def test_the_form_can_be_opened_for_any_search(client: Client, people: People, notes: Notes):
    page = client.as_user(people.carys).get(f"{NEW}?q=%22book+clubs%22&kind=tool&kind=project")
    assert page.status_code == 200
    assert value_of(page.text, "name") == '"book clubs", Kind: Project, Kind: Tool'
    assert value_of(page.text, "search") == "q=%22book+clubs%22&kind=project&kind=tool"


def test_the_same_search_is_kept_once(client: Client, people: People):
    client.as_user(people.carys)
    saved(client, "Lending", "q=laptops&kind=tool&kind=project")
    again = saved(client, "Another name", "kind=project&q=++laptops+&kind=tool&sort=sideways")
    assert again.status_code == 303
    assert "You have this search already, as “Lending”." in client.get(again.location).text
    assert [search.name for search in saved_by(people.carys.id)] == ["Lending"]


def test_two_searches_of_a_person_have_two_names(client: Client, people: People):
    client.as_user(people.carys)
    saved(client, "Élan", "q=laptops")
    refused = saved(client, "éLAN", "q=tablets")
    assert refused.status_code == 422
    assert "You already have a search with this name" in refused.text
    assert value_of(refused.text, "search") == "q=tablets"
    assert value_of(refused.text, "name") == "éLAN"
    assert saved(client.as_user(people.dev), "Élan", "q=laptops").status_code == 303


@pytest.mark.parametrize(
    ("name", "words"),
    [(" ", "Enter a name"), ("x" * 101, "Use 100 characters or fewer")],
)
def test_a_name_that_will_not_do_is_said(client: Client, people: People, name: str, words: str):
    refused = saved(client.as_user(people.carys), name)
    assert refused.status_code == 422
    assert words in refused.text
    assert value_of(refused.text, "search") == "q=laptops"
    assert saved_by(people.carys.id) == []


def test_a_person_has_100_searches_at_most(client: Client, people: People, monkeypatch):
    monkeypatch.setattr(actions, "MOST_SAVED", 2)
    client.as_user(people.carys)
    for number in range(2):
        assert saved(client, f"Search {number}", f"q=word{number}").status_code == 303
    refused = saved(client, "One more", "q=more")
    assert refused.status_code == 422
    assert "that is the most you can have" in refused.text
    assert len(saved_by(people.carys.id)) == 2
    # What is there already is no search more.
    assert saved(client, "Again", "q=word1").status_code == 303
    assert actions.MOST_SAVED == 2
    assert saved(client.as_user(people.dev), "One more", "q=more").status_code == 303


@pytest.mark.parametrize(
    "search",
    ["", "sort=newest", "page=3", "colour=red", "&&=&;%", "q=%00", "q=" + "+" * 60_000],
)
def test_nothing_cannot_be_saved(client: Client, people: People, search: str):
    refused = saved(client.as_user(people.carys), "A name", search)
    assert refused.status_code == 422
    assert "There is nothing to save" in refused.text
    assert saved_by(people.carys.id) == []


def test_the_form_without_a_search_leads_to_the_search(client: Client, people: People):
    led = client.as_user(people.carys).get(NEW)
    assert (led.status_code, led.location) == (303, "/search")
    assert "Search for something first" in client.get("/search").text


def test_odd_searches_are_kept_as_search_reads_them(client: Client, people: People):
    client.as_user(people.carys)
    odd = "q=%00%F0%9F%90%9D%ff" + "&kind=" + "x" * 500 + "".join(f"&topic=t{n}" for n in range(99))
    assert saved(client, "Odd", odd).status_code == 303
    long = "q=" + "library+" * 2000
    assert saved(client, "Long", long).status_code == 303
    first, second = saved_by(people.carys.id)
    assert len(first.filters["topic"]) == 20
    assert max(map(len, first.filters["kind"])) <= 80
    assert len(second.text) <= 2000
    assert client.get("/searches").status_code == 200
    for search in (first, second):
        assert client.get(search.asked.url()).status_code == 200


def test_only_who_is_signed_in_saves(client: Client, people: People, notes: Notes):
    page = client.get("/search?q=laptops").text
    assert "Save this search" not in page
    assert 'href="/searches/new?q=laptops"' in page
    asked = client.get(f"{NEW}?q=laptops")
    assert (asked.status_code, asked.location) == (302, "/sign-in?next=/searches/new%3Fq%3Dlaptops")
    assert saved(client).status_code == 401
    assert db.session.scalars(select(SavedSearch)).all() == []


def test_a_search_without_words_and_filters_offers_nothing_to_save(client, people, notes):
    page = client.as_user(people.carys).get("/search").text
    assert "Save this search" not in page


def test_what_was_sent_after_the_session_ended_comes_back(client: Client, people: People):
    client.as_user(people.carys)
    draft = Draft(
        person_id=people.carys.id,
        place=NEW,
        key="kept",
        fields={"name": ["Half saved"], "search": ["q=laptops"]},
    )
    db.session.add(draft)
    db.session.commit()
    page = client.get(NEW).text
    assert value_of(page, "name") == "Half saved"
    fields = {name: value_of(page, name) for name in ("name", "search", "draft_key")}
    assert client.post(NEW, data=fields).status_code == 303
    assert db.session.scalars(select(Draft)).all() == []


def test_searches_go_with_their_person(app: Flask, client: Client, people: People):
    saved(client.as_user(people.carys))
    db.session.execute(delete(User).where(User.id == people.carys.id))
    db.session.commit()
    assert db.session.scalars(select(SavedSearch)).all() == []


def test_words_only_is_kept_and_is_another_search(client: Client, people: People):
    client.as_user(people.carys)
    saved(client, "With other names", "q=LMS")
    assert saved(client, "Typed", "q=LMS&words=exact").location == "/search?q=LMS&words=exact"
    assert [search.words_only for search in saved_by(people.carys.id)] == [False, True]
    assert "LMS, only these words" in client.get("/searches").text


def test_a_long_search_is_saved_and_fed_by_the_form_that_holds_it(
    client: Client, people: People, notes: Notes
):
    address = "?q=" + "+".join(f"word{number}" for number in range(40))
    page = client.as_user(people.carys).get(f"/search{address}").text
    for path in (NEW, "/search/feed.atom"):
        button = re.search(f'<button[^>]* form="([^"]*)" formaction="{path}"', page)
        assert button is not None
        assert f'<form id="{button[1]}"' in page
    assert page.count("word39") <= 2
    opened = client.get(f"{NEW}{address}").text
    name = value_of(opened, "name")
    assert len(name) <= 100
    assert name.endswith("…")
    sent = saved(client, name, value_of(opened, "search"))
    assert (sent.status_code, sent.location) == (303, f"/search{address}")
    assert "word39" in client.get("/searches").text
    # No proxy takes a header that is longer still.
    assert saved(client, "Longer", "q=" + "word+" * 500).location == "/searches"
