"""The people, innovations and threads on the pages of organisations and library services."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.vocabulary import Privacy
from portal.innovations.models import Innovation
from portal.organisations.models import LibraryService, Organisation
from portal.visibility import Audience, Status
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People
from tests.people.directory.looking import add_people, listed

Counter = Callable[[], AbstractContextManager[list[str]]]
PARTS = ("people", "innovations", "threads")
# What stands for Ashbourne Trust, its library service and its region.
PLACES = ("organisation=ZZ01", "service=ashbourne-kls", "region=Y60")


@pytest.fixture
def service(people: People) -> LibraryService:
    """The library service of Amina."""
    made = LibraryService(
        slug="ashbourne-kls", name="Ashbourne KLS", organisation_id=people.amina.organisation_id
    )
    db.session.add(made)
    db.session.flush()
    db.session.get_one(User, people.amina.id).library_service_id = made.id
    db.session.commit()
    return made


def test_the_pages_of_places_lead_to_what_they_have(
    client: Client, people: People, service: LibraryService
) -> None:
    pages = ("/organisations/ZZ01", "/library-services/ashbourne-kls", "/organisations/Y60")
    for page, place in zip(pages, PLACES, strict=True):
        text = client.as_user(people.bilal).get(page).text
        for part in PARTS:
            assert f'href="/{part}?{place}"' in text
            assert f'data-hx-get="/{part}/of-place?{place}"' in text
        visitor = client.as_user(None).get(page).text
        assert f'href="/innovations?{place}"' in visitor
        assert "/people" not in visitor.split("<main")[1]
        assert f"/threads?{place}" not in visitor


@pytest.mark.parametrize("place", PLACES)
def test_a_place_shows_its_people_its_innovations_and_its_threads(
    client: Client, people: People, service: LibraryService, place: str
) -> None:
    make_innovation(people.amina, title="From here", library_service_id=service.id)
    make_innovation(people.carys, title="From elsewhere")
    community = make_community(people.bilal)
    make_thread(people.amina, community, "Asked here")
    make_thread(people.carys, community, "Asked elsewhere")
    client.as_user(people.bilal)
    for part, here, elsewhere, words in (
        ("people", people.amina.name, people.carys.name, "of"),
        ("innovations", "From here", "From elsewhere", "See the innovation of"),
        ("threads", "Asked here", "Asked elsewhere", "See the thread started by people of"),
    ):
        block = client.fragment(f"/{part}/of-place?{place}").text
        assert here in block
        assert elsewhere not in block
        assert words in block
        whole = client.get(f"/{part}/of-place?{place}")
        assert block.strip() in whole.text
        assert whole.status_code == 200
        # The list to which it leads has the same, and nothing else.
        full = client.get(f"/{part}?{place}").text
        assert here in full
        assert elsewhere not in full


def test_only_the_newest_are_shown_with_how_many_there_are(client: Client, people: People) -> None:
    community = make_community(people.bilal)
    for number in range(5):
        make_innovation(people.amina, title=f"Record {number}")
        make_thread(people.dev, community, f"Thread {number}")
    add_people(
        [f"Abe {number:02}" for number in range(11)],
        db.session.get_one(Organisation, people.amina.organisation_id),
    )
    client.as_user(people.bilal)
    block = client.fragment("/innovations/of-place?organisation=ZZ01").text
    assert [f"Record {number}" in block for number in range(5)] == [False, False, True, True, True]
    assert "See all 5 innovations of Ashbourne Trust" in block
    block = client.fragment("/threads/of-place?organisation=ZZ01").text
    assert [f"Thread {number}" in block for number in range(5)] == [False, False, True, True, True]
    assert "See all 5 threads started by people of Ashbourne Trust" in block
    block = client.fragment("/people/of-place?organisation=ZZ01").text
    assert "Abe 09" in block
    assert "Abe 10" not in block
    assert "See all 13 people of Ashbourne Trust" in block


def test_nothing_is_shown_or_counted_that_the_reader_may_not_see(
    client: Client, people: People
) -> None:
    make_innovation(people.amina, title="For those inside", audience=Audience.ORGANISATION)
    make_innovation(people.amina, Status.SUBMITTED, title="Not yet public")
    closed = make_community(people.amina, "Closed", privacy=Privacy.PRIVATE)
    make_thread(people.amina, closed, "Said inside")
    community = make_community(people.amina, "Everyone", allows_anonymous=True)
    make_thread(people.dev, community, "Without a name", is_anonymous=True)
    assert db.session.query(Innovation).count() == 2
    client.as_user(people.carys)
    block = client.fragment("/innovations/of-place?organisation=ZZ01").text
    assert "has no published innovation that you can see" in block
    block = client.fragment("/threads/of-place?organisation=ZZ01").text
    assert "Nobody of Ashbourne Trust started a thread that you can see" in block
    client.as_user(people.amina)
    block = client.fragment("/innovations/of-place?organisation=ZZ01").text
    assert "For those inside" in block
    assert "Not yet public" not in block
    block = client.fragment("/threads/of-place?organisation=ZZ01").text
    assert "Said inside" in block
    assert "Without a name" not in block


def test_who_is_unlisted_is_gone_from_the_page_of_their_place(
    client: Client, people: People
) -> None:
    make_thread(people.amina, make_community(people.bilal), "By Amina")
    db.session.get_one(User, people.amina.id).is_listed = False
    db.session.commit()
    client.as_user(people.bilal)
    for part in ("people", "threads"):
        block = client.fragment(f"/{part}/of-place?organisation=ZZ01").text
        assert people.amina.name not in block
    assert "Nobody of Ashbourne Trust started a thread" in block


def test_visitors_see_innovations_and_no_people(client: Client, people: People) -> None:
    make_innovation(people.amina, title="For everyone", audience=Audience.PUBLIC)
    make_innovation(people.amina, title="For members", audience=Audience.MEMBERS)
    client.as_user(None)
    block = client.fragment("/innovations/of-place?organisation=ZZ01").text
    assert "For everyone" in block
    assert "For members" not in block
    for part in ("people", "threads"):
        answer = client.get(f"/{part}/of-place?organisation=ZZ01")
        assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "place", ["", "organisation=ZZ99", "service=none", "service=%00", "organisation=%00", "page=2"]
)
def test_a_place_that_is_not_there_is_not_found(
    client: Client, people: People, part: str, place: str
) -> None:
    assert client.as_user(people.bilal).get(f"/{part}/of-place?{place}").status_code == 404
    assert client.post(f"/{part}/of-place?{place}").status_code == 405


def test_a_library_service_has_a_page(
    client: Client, people: People, service: LibraryService
) -> None:
    client.as_user(people.bilal)
    page = client.get("/library-services/ashbourne-kls")
    assert page.status_code == 200
    assert listed(client, "/people?service=ashbourne-kls") == [people.amina.name]
    assert client.get("/library-services/no-such").status_code == 404
    assert client.get("/library-services/%00").status_code == 404
    visitor = client.as_user(None).get("/library-services/ashbourne-kls")
    assert visitor.status_code == 200
    assert people.amina.name not in visitor.text


@pytest.mark.parametrize("part", PARTS)
def test_a_block_costs_the_same_for_few_and_many(
    client: Client, people: People, count_statements: Counter, part: str
) -> None:
    community = make_community(people.bilal)
    numbers = []
    for turn in range(2):
        for number in range(2):
            make_innovation(people.amina, title=f"Record {turn} {number}")
            make_thread(people.amina, community, f"Thread {turn} {number}")
        client.as_user(people.bilal).get("/")
        with count_statements() as statements:
            client.fragment(f"/{part}/of-place?organisation=ZZ01")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 10


def test_the_list_of_threads_says_of_which_place_and_leads_to_all(
    client: Client, people: People, service: LibraryService
) -> None:
    make_community(people.bilal)
    client.as_user(people.bilal)
    for place, name in zip(PLACES, ("Ashbourne Trust", "Ashbourne KLS", "Midlands"), strict=True):
        page = client.get(f"/threads?{place}&sort=newest").text
        assert f"Started by people of {name}" in page
        assert '<a class="app-chips__clear" href="/threads?sort=newest"' in page
        assert re.search(r'href="/threads\?sort=newest"[^>]*>Show all threads', page)


def test_a_merged_service_leads_to_the_one_that_took_its_place(
    client: Client, people: People, service: LibraryService
) -> None:
    home = people.amina.organisation_id
    new = LibraryService(slug="joint-kls", name="Joint KLS", organisation_id=home)
    db.session.add(new)
    db.session.flush()
    later = LibraryService(
        slug="later-kls", name="Later KLS", organisation_id=home, merged_into_id=service.id
    )
    db.session.add(later)
    db.session.flush()
    db.session.get_one(LibraryService, service.id).merged_into_id = new.id
    db.session.get_one(User, people.dev.id).library_service_id = later.id
    db.session.commit()
    make_innovation(people.amina, title="From the old one", library_service_id=service.id)
    make_thread(people.amina, make_community(people.bilal), "Asked there")
    client.as_user(people.bilal)
    for slug in ("ashbourne-kls", "later-kls"):
        moved = client.get(f"/library-services/{slug}")
        assert moved.status_code == 301
        assert moved.headers["Location"] == "/library-services/joint-kls"
        assert "Joint KLS" in client.get(f"/people/of-place?service={slug}").text
    assert listed(client, "/people?service=joint-kls") == [people.amina.name, people.dev.name]
    assert "Joint KLS, Midlands" in client.get("/people?service=joint-kls").text
    assert people.dev.name in client.fragment("/people/of-place?service=joint-kls").text
    assert "From the old one" in client.get("/innovations?service=joint-kls").text
    assert "Asked there" in client.get("/threads?service=joint-kls").text
