"""The pages of the directory."""

import pytest

from portal.extensions import db
from portal.organisations import queries
from portal.organisations.models import LibraryService, Organisation
from tests.client import Client
from tests.people import People


def add_trusts(number: int, first: int = 0) -> None:
    region = queries.by_code("Y60")
    for n in range(first, first + number):
        trust = Organisation(
            ods_code=f"T{n:03}",
            name=f"Trust {n:03}",
            kind="trust",
            region_id=region.id,
            parent_id=region.id,
        )
        db.session.add(trust)
        db.session.flush()
        db.session.add(
            LibraryService(slug=f"kls-{n}", name=f"Library {n:03}", organisation_id=trust.id)
        )
    db.session.commit()


@pytest.mark.parametrize("reader", [None, "amina", "carys", "bilal", "erin", "dev"])
def test_everyone_may_look_through_the_directory(client: Client, people: People, reader):
    client.as_user(getattr(people, reader) if reader else None)
    page = client.get("/organisations")
    assert page.status_code == 200
    assert "Ashbourne Trust" in page.text
    assert page.text.index("London") < page.text.index("Ashbourne"), "in the order of the regions"
    assert client.get("/organisations/ZZ01").status_code == 200


def test_the_list_is_filtered_by_words_kind_and_region(client: Client, people: People):
    def listed(query: str) -> tuple[bool, bool]:
        text = client.get(f"/organisations?{query}").text
        return "/organisations/ZZ01" in text, "/organisations/ZZ02" in text

    assert listed("q=ashb+trust") == (True, False)
    assert listed("q=zz02") == (False, True)
    assert listed("region=Y60") == (True, False)
    assert listed("kind=region") == (False, False)
    assert listed("kind=nonsense&region=Q&page=x") == (True, True)
    assert "No organisation was found" in client.get("/organisations?q=zzzz").text


def test_an_organisation_shows_its_facts_services_and_the_way_to_its_innovations(client, people):
    add_trusts(1)
    page = client.get("/organisations/T000").text
    assert "Library 000" in page
    assert 'href="/innovations?organisation=T000"' in page
    assert 'href="/organisations/Y60"' in page
    assert "Trust 000" in client.get("/organisations/Y60").text


@pytest.mark.parametrize("code", ["XX9", "%00", "a%20b", "Z" * 300, "..%2f", "’"])
def test_an_unknown_code_is_not_found(client: Client, people: People, code: str):
    assert client.get(f"/organisations/{code}").status_code == 404


def test_a_code_in_small_letters_leads_to_the_page(client: Client, people: People):
    assert client.get("/organisations/zz01").headers["Location"] == "/organisations/ZZ01"


@pytest.mark.parametrize("path", ["/organisations", "/organisations/ZZ01"])
def test_nothing_can_be_posted(client: Client, people: People, path: str):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("q", ["%00", "%25", "_", "<b>x</b>", "%F0%9F%98%80", "a" * 5000, "%FF"])
def test_odd_words_are_only_words(client: Client, people: People, q: str):
    response = client.get(f"/organisations?q={q}")
    assert response.status_code == 200
    assert "<b>x</b>" not in response.text


def test_the_list_is_paged_and_a_page_beyond_the_end_is_not_found(client: Client, people: People):
    add_trusts(50)
    second = client.get("/organisations?page=2").text
    assert "Trust 049" in second
    assert "<title>Organisations (page 2) – " in second
    beyond = client.get("/organisations?page=9")
    assert beyond.status_code == 404
    assert "Go to the first page" in beyond.text
    assert client.get("/organisations/Y60?page=9").status_code == 404
    assert client.get("/organisations?page=99999999999999999999").status_code == 404


@pytest.mark.parametrize("path", ["/organisations?q=trust", "/organisations/Y60?page=2"])
def test_a_fragment_is_a_part_of_its_page(client: Client, people: People, path: str):
    add_trusts(50)
    part = client.fragment(path)
    assert "HX-Request" in part.headers["Vary"]
    assert "<h1" not in part.text
    assert part.text.strip() in client.get(path).text


@pytest.mark.parametrize("path", ["/organisations", "/organisations/Y60"])
def test_many_rows_take_no_more_statements_than_few(client, people, count_statements, path):
    add_trusts(5)
    with count_statements() as few:
        client.get(path)
    add_trusts(45, first=5)
    with count_statements() as many:
        assert "Trust 036" in client.get(path).text
    assert len(few) == len(many) <= 10


def test_a_region_leads_to_the_innovations_of_the_region(client: Client, people: People):
    assert 'href="/innovations?region=Y60"' in client.get("/organisations/Y60").text
