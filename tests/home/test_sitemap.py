"""The sitemap: what visitors may see, in one file or in parts with an index (sitemaps.org)."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring

from portal.extensions import db
from portal.home import sitemap as maps
from portal.innovations.models import Innovation
from portal.visibility import Audience, Status
from tests.client import Client
from tests.factories import make_innovation, make_topic
from tests.people import People

Counting = Callable[[], AbstractContextManager[list[str]]]

BASE = "https://portal.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def base(client: Client) -> None:
    client.application.config["BASE_URL"] = BASE


def entries(text: str | None, name: str = "url") -> dict[str, str | None]:
    """Paths and last changes, after what the protocol asks of every file."""
    assert text
    root = fromstring(text)
    assert root.tag == SITEMAP + ("urlset" if name == "url" else "sitemapindex")
    assert {element.tag for element in root} <= {SITEMAP + name}
    found = [(e.findtext(f"{SITEMAP}loc"), e.findtext(f"{SITEMAP}lastmod")) for e in root]
    assert all(place.startswith(f"{BASE}/") for place, _ in found)
    for _, changed in found:
        assert changed is None or datetime.fromisoformat(changed).tzinfo
    places = {place.removeprefix(BASE): changed for place, changed in found}
    assert len(places) == len(found)
    return places


def make_records(people: People, count: int, **fields: str) -> list[str]:
    """The paths of so many public records."""
    fields = {"audience": "public", **fields}
    return [
        make_innovation(people.amina, reviewer=people.bilal, title=f"Record {n}", **fields).path
        for n in range(count)
    ]


def test_it_has_pages_records_topics_and_organisations(client: Client, people: People):
    (path,) = make_records(people, 1)
    retired = make_topic("Fax machines")
    retired.is_retired = True
    db.session.commit()
    response = client.get("/sitemap.xml")
    assert response.content_type.startswith("application/xml")
    found = entries(response.text)
    assert set(found) == {
        *("/", "/innovations", "/topics", "/organisations", path),
        *("/topics/library-management-systems", "/organisations/ZZ01", "/organisations/ZZ02"),
        *("/organisations/Y56", "/organisations/Y60"),
    }
    changed = db.session.scalar(db.select(Innovation.updated_at))
    assert found[path] == f"{changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for page in found:
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("audience", list(Audience))
def test_only_what_visitors_may_see_is_in_it(
    client: Client, people: People, status: Status, audience: Audience
):
    record = make_innovation(people.amina, status, reviewer=people.bilal, audience=audience)
    is_in = (status, audience) == (Status.PUBLISHED, Audience.PUBLIC)
    for person in (None, people.amina, people.bilal):
        found = entries(client.as_user(person).get("/sitemap.xml").text)
        assert (record.path in found) == is_in
    assert (record.path in entries(maps.part(1, BASE))) == is_in


def parts_of(most: int) -> Iterable[tuple[int, dict[str, str | None]]]:
    """The parts that the index names, by their numbers."""
    for place in entries(maps.sitemap(BASE, most), "sitemap"):
        number = int(place.removeprefix("/sitemap-").removesuffix(".xml"))
        yield number, entries(maps.part(number, BASE, most))


@pytest.mark.parametrize("most", [7, 10, 13, 16])
def test_more_than_fit_into_one_file_are_in_parts(client: Client, people: People, most: int):
    make_records(people, 12)
    for number in range(9):
        make_topic(f"Topic {number}")
    db.session.commit()
    whole = entries(maps.sitemap(BASE))
    together: dict[str, str | None] = {}
    for number, part in parts_of(most):
        assert 0 < len(part) <= most, number
        assert not together.keys() & part.keys()
        together |= part
    assert together == whole


def test_an_index_begins_above_the_limit(client: Client, people: People):
    make_records(people, 3)
    count = len(entries(maps.sitemap(BASE)))
    assert len(entries(maps.sitemap(BASE, count))) == count
    entries(maps.sitemap(BASE, count - 1), "sitemap")


def test_the_index_says_when_a_part_changed(client: Client, people: People):
    make_records(people, 6)
    index = entries(maps.sitemap(BASE, 10), "sitemap")
    for number, part in parts_of(10):
        days = [changed for path, changed in part.items() if changed]
        assert index[f"/sitemap-{number}.xml"] == max(days, default=None)


def test_a_record_stays_in_its_part(client: Client, people: People):
    paths = make_records(people, 6)
    before = {path: number for number, part in parts_of(10) for path in part}
    db.session.execute(db.update(Innovation).where(Innovation.id == 1).values(status=Status.HIDDEN))
    db.session.commit()
    after = {path: number for number, part in parts_of(10) for path in part}
    assert after == {path: number for path, number in before.items() if path != paths[0]}


def test_parts_have_addresses(client: Client, people: People):
    (path,) = make_records(people, 1)
    assert path in entries(client.get("/sitemap-1.xml").text)
    for number in ("0", "2", "999999", "2147483647", "x", "-1"):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404
    for address in ("/sitemap.xml", "/sitemap-1.xml"):
        assert client.post(address).status_code == 405


def test_robots_are_told_of_it(client: Client):
    assert f"Sitemap: {BASE}/sitemap.xml" in client.get("/robots.txt").text


def test_a_full_file_is_no_larger_than_the_protocol_allows(client: Client, people: People):
    topic = make_topic("x" * 120)
    db.session.commit()
    short, long = maps.sitemap(BASE), maps.sitemap("https://" + "x" * 250)
    assert topic.slug in short
    assert len(long) / len(entries(short)) * maps.MOST_URLS < 50 * 1024 * 1024


def test_more_records_need_no_more_statements(
    client: Client, people: People, count_statements: Counting
):
    def cost() -> list[int]:
        counts = []
        for work in (
            lambda: maps.sitemap(BASE),
            lambda: maps.sitemap(BASE, 10),
            lambda: maps.part(1, BASE),
        ):
            db.session.commit()
            with count_statements() as statements:
                work()
            counts.append(len(statements))
        return counts

    make_records(people, 3)
    few = cost()
    make_records(people, 25)
    assert cost() == few
