"""The page that says who else does what a record describes, and what the record says of it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from portal.extensions import db
from portal.innovations.models import Adoption, Innovation
from portal.visibility import Status
from tests.client import Client
from tests.innovations.adopting.records import a_record, a_trust, many, said
from tests.people import People

Counting = Callable[[], AbstractContextManager[list[str]]]


def words_of(html: str) -> str:
    """The text of a page, its white space put together."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_numbers_come_first_then_a_table_a_picture_and_the_list(client: Client, people: People):
    record = a_record(people)
    said(record, people.carys, state="confirmed", since=date(2025, 5, 1), result="better")
    elsewhere = a_trust("ZZ07").id
    said(
        record,
        people.carys,
        state="confirmed",
        organisation_id=elsewhere,
        stage="stopped",
        stopped_why="No money",
        since=date(2025, 6, 1),
    )
    page = client.as_user(None).get(f"{record.path}/adoptions").text
    words = words_of(page)
    assert "2 other organisations 1 uses it now 50% still in use" in words
    assert "1 year and 2 months (first in May 2025)" in words
    assert "the month in which the work began (March 2024)" in words
    assert "1 better than the original, 1 not known yet" in words
    assert "London 0 0 0 1 0 0 1 Region not known 0 0 0 0 0 1 1 All regions 0 0 0 1 0 1 2" in words
    assert '<svg class="app-spread" role="img" aria-labelledby="spread-title spread-words"' in page
    assert page.count("app-spread__dot") == 2
    assert page.index("In figures") < page.index("By region and stage") < page.index("No money")
    assert 'href="/organisations/ZZ02"' in page


def test_what_waits_does_not_count(client: Client, people: People):
    record = a_record(people)
    said(record, people.carys)
    page = client.as_user(None).get(f"{record.path}/adoptions").text
    assert "1 adoption is not confirmed yet" in page
    assert "In figures" not in page
    assert "Thamesby Trust" in page
    said(record, people.carys, organisation_id=a_trust("ZZ07").id, state="confirmed")
    page = words_of(client.get(f"{record.path}/adoptions").text)
    assert "1 other organisation 1 uses it now" in page
    assert "1 more is not confirmed yet" in page


def test_the_record_says_how_far_it_has_spread(client: Client, people: People):
    record = a_record(people)
    client.as_user(people.carys)
    before = client.get(record.path).text
    assert "Nobody has said yet that they do this too" in before
    assert f"{record.path}/adoptions/new" in before
    said(record, people.carys, state="confirmed", since=date(2024, 4, 1))
    page = client.as_user(None).get(record.path).text
    words = words_of(page)
    assert "1 other organisation , 1 of them uses it now" in words
    assert "Still in use: 1 of 1 (100%)" in words
    assert "Time to the first adoption: 1 month" in words
    assert f'href="{record.path}/adoptions"' in page
    assert f"{record.path}/adoptions/new" not in client.as_user(people.amina).get(record.path).text


def test_a_page_without_adopters_and_a_page_too_far(client: Client, people: People):
    record = a_record(people)
    path = f"{record.path}/adoptions"
    assert "It takes less than a minute" in client.get(path).text
    said(record, people.carys)
    assert client.get(f"{path}?page=9").status_code == 404


def test_the_list_is_paged_and_a_fragment_is_part_of_the_page(client: Client, people: People):
    record = a_record(people)
    many(record, people, 25)
    path = f"{record.path}/adoptions"
    page = client.as_user(None).get(path)
    assert page.text.count('class="app-panel"') == 20
    assert client.get(f"{path}?page=2").text.count('class="app-panel"') == 5
    fragment = client.fragment(path).text
    assert "<h1" not in fragment
    assert words_of(fragment) in words_of(page.text)


@pytest.mark.parametrize("who", ["", "amina", "carys", "bilal"])
def test_a_page_costs_the_same_with_1_and_with_200_adoptions(
    client: Client, people: People, count_statements: Counting, who: str
):
    record = a_record(people)
    many(record, people, 1)
    client.as_user(getattr(people, who) if who else None)

    def cost(path: str) -> int:
        client.get(path)
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    paths = (f"{record.path}/adoptions", record.path)
    with_one = [cost(path) for path in paths]
    for n in range(200):
        organisation = a_trust(f"W{n:03}", people.carys.organisation_id)
        db.session.add(
            Adoption(
                innovation_id=record.id,
                organisation_id=organisation.id,
                person_id=people.carys.id,
                stage=("in_use", "stopped")[n % 2],
                state=("confirmed", "waiting", "refused")[n % 3],
            )
        )
    db.session.commit()
    assert [cost(path) for path in paths] == with_one
    assert max(with_one) <= 10


def test_who_sees_it(client: Client, people: People):
    record = a_record(people)
    path = f"{record.path}/adoptions"
    assert client.as_user(None).get(path).status_code == 200
    assert client.post(path).status_code == 405
    assert client.get("/innovations/99999/adoptions").status_code == 404
    for status, audience, expected in (
        (Status.PUBLISHED, "members", (404, 200, 200)),
        (Status.PUBLISHED, "organisation", (404, 404, 200)),
        (Status.HIDDEN, "public", (404, 404, 200)),
        (Status.CONSENT_WITHDRAWN, "public", (410, 410, 200)),
    ):
        changed = db.session.get_one(Innovation, record.id)
        changed.status, changed.audience = status, audience
        db.session.commit()
        readers = (None, people.carys, people.amina)
        assert tuple(client.as_user(who).get(path).status_code for who in readers) == expected
