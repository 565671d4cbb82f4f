"""The page of searches that found nothing: for moderators, most frequent first, with a way out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.searches.models import EmptySearch
from tests.client import Client
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People

PAGE = "/searches/without-results"

Counting = Callable[[], AbstractContextManager[list[str]]]


def add(words: str, times: int = 1, last_on: date | None = None) -> int:
    """Words for which nothing was found; the id of their row."""
    day = last_on or today()
    row = EmptySearch(text=words, times=times, first_on=day, last_on=day)
    db.session.add(row)
    db.session.commit()
    return row.id


def test_the_most_frequent_come_first_then_the_latest(client: Client, people: People):
    add("zebra & <lion>", 2, today() - timedelta(days=3))
    add("koha hosting", 1204)
    add("horse", 2)
    page = client.as_user(people.bilal).get(PAGE).text
    places = [page.index(words) for words in ("koha hosting</a>", "horse</a>", "zebra &amp; &lt;")]
    assert places == sorted(places)
    assert "1,204" in page
    assert 'href="/search?q=zebra+%26+%3Clion%3E"' in page
    for words in ("an @", "6 or more digits", "180 days", "5,000"):
        assert words in page


def test_words_that_are_too_old_are_not_shown(client: Client, people: People):
    add("zebra", 9, today() - timedelta(days=181))
    page = client.as_user(people.bilal).get(PAGE).text
    assert "zebra" not in page
    assert "Nothing is here" in page


def test_words_are_removed(client: Client, people: People):
    row, other = add("zebra"), add("horse")
    sent = client.as_user(people.bilal).post(f"{PAGE}/{row}/remove")
    assert (sent.status_code, sent.location) == (303, PAGE)
    assert "Removed from the list." in client.get(PAGE).text
    assert db.session.scalars(select(EmptySearch.id)).all() == [other]
    assert client.post(f"{PAGE}/{row}/remove").status_code == 404


def test_only_moderators_see_and_remove(client: Client, people: People):
    row = add("zebra")
    for person in (people.amina, people.carys, people.dev):
        client.as_user(person)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}/{row}/remove").status_code == 403
    client.as_user(None)
    assert client.get(PAGE).location == f"/sign-in?next={PAGE}"
    assert client.post(f"{PAGE}/{row}/remove").status_code == 401
    assert client.as_user(people.erin).get(PAGE).status_code == 200


def test_moderators_find_it_beside_the_queue(client: Client, people: People):
    assert f'href="{PAGE}"' in client.as_user(people.bilal).get("/moderation").text
    page = client.get(PAGE).text
    assert f'href="{PAGE}" aria-current="page"' in page
    assert "/moderation/audit" not in page
    assert "/moderation/audit" in client.as_user(people.erin).get(PAGE).text


def test_the_list_has_pages_and_each_is_a_fragment_too(client: Client, people: People):
    for number in range(21):
        add(f"words {number}", number + 1)
    client.as_user(people.bilal)
    assert "words 0" in client.get(f"{PAGE}?page=2").text
    for path in (PAGE, f"{PAGE}?page=2"):
        assert is_part_of_its_page(client, path)
    assert client.get(f"{PAGE}?page=3").status_code == 404


def test_addresses_and_methods_that_cannot_be(client: Client, people: People):
    row = add("zebra")
    client.as_user(people.bilal)
    assert client.post(PAGE).status_code == 405
    assert client.get(f"{PAGE}/{row}/remove").status_code == 405
    for number in ("0", "x", str(2**63)):
        assert client.post(f"{PAGE}/{number}/remove").status_code == 404


def test_a_longer_list_needs_no_more_statements(
    client: Client, people: People, count_statements: Counting
):
    client.as_user(people.bilal)

    def cost() -> int:
        client.get(PAGE)
        with count_statements() as statements:
            client.get(PAGE)
        return len(statements)

    add("zebra")
    few = cost()
    for number in range(15):
        add(f"words {number}")
    assert cost() == few
