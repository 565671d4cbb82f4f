"""Searches that found nothing are counted after the answer: words and days, nothing of people."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal import clock
from portal.extensions import Base, db
from portal.outbox.daily import Days
from portal.searches import actions
from portal.searches.counting import worth_keeping
from portal.searches.models import EmptySearch
from tests.client import Client
from tests.people import People
from tests.search.builders import Note, Notes
from tests.search.conftest import work


def look(client: Client, path: str, **options: object) -> None:
    """Ask for a page, and let its answer be sent to the end."""
    client.get(path, **options).close()


def counted() -> list[tuple[str, int]]:
    """The words and how often, by words."""
    query = select(EmptySearch.text, EmptySearch.times).order_by(EmptySearch.text)
    rows = [(row.text, row.times) for row in db.session.execute(query)]
    # An open transaction would stand in the way of the next count.
    db.session.rollback()
    return rows


def test_words_that_find_nothing_are_counted(client: Client, people: People, notes: Notes):
    notes.add(Note("Laptops"))
    work()
    look(client, "/search?q=++Zebra%0a%0aCROSSINGS+")
    look(client.as_user(people.carys), "/search?q=zebra+crossings")
    client.fragment("/search?q=zebra+crossings").close()
    look(client, "/search?q=laptops")
    assert counted() == [("zebra crossings", 3)]


def test_operators_stay_what_they_are(client: Client, notes: Notes):
    look(client, "/search?q=Zebra+AND+NOT+Horse")
    assert counted() == [("zebra AND NOT horse", 1)]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=+++",
        "kind=tool",
        "q=zebra&kind=tool",
        "q=zebra&page=2",
        "q=zebra&words=exact",
        "q=%3F%3F",
        "q=%00",
    ],
)
def test_what_says_nothing_is_not_counted(client: Client, notes: Notes, query: str):
    look(client, f"/search?{query}")
    assert counted() == []


def test_a_head_request_is_not_counted(client: Client, notes: Notes):
    client.head("/search?q=zebra").close()
    assert counted() == []


def test_an_index_in_trouble_is_not_counted(app: Flask, client: Client):
    look(client, "/search?q=zebra")
    assert counted() == []


@pytest.mark.parametrize(
    "words",
    [
        "amina@portal.example",
        "amina＠portal.example",
        "943 476 5919",
        "943-476-5919 asthma",
        "nhs number 9434765919",
        "born 12/03/1984",
        "(020) 7946 0018",
        "ward ４５６７８９",
        "author:yusuf",
        "falls author:“amina yusuf”",
        "x" * 201,
        "the patient in bed four " * 9,
    ],
)
def test_what_may_be_about_a_person_is_not_kept(words: str):
    assert worth_keeping(words) == ""


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("ISO 27001", "iso 27001"),
        ("ward 12 of 2024", "ward 12 of 2024"),
        ("  “Book\tclub”  ", '"book club"'),
        ("Straße\r\nÉLAN", "strasse élan"),
        ("x" * 200, "x" * 200),
        ("ﬁnance", "finance"),
    ],
)
def test_other_words_are_kept_in_one_line_and_without_case(words: str, kept: str):
    assert worth_keeping(words) == kept


def test_there_is_no_place_for_who_searched_and_when():
    columns = {name: str(column.type) for name, column in EmptySearch.__table__.columns.items()}
    assert columns == {
        "id": "INTEGER",
        "text": "VARCHAR(200)",
        "times": "INTEGER",
        "first_on": "DATE",
        "last_on": "DATE",
    }
    assert not EmptySearch.__table__.foreign_keys
    assert EmptySearch.metadata is Base.metadata


def test_old_words_go_when_new_ones_come(client: Client, notes: Notes):
    begun = datetime(2026, 1, 5, 12, tzinfo=UTC)
    clock.start_at(begun)
    look(client, "/search?q=old")
    look(client, "/search?q=lasting")
    clock.start_at(begun + timedelta(days=100))
    look(client, "/search?q=lasting")
    clock.start_at(begun + timedelta(days=181))
    look(client, "/search?q=new")
    assert counted() == [("lasting", 2), ("new", 1)]
    row = db.session.scalars(select(EmptySearch).where(EmptySearch.text == "lasting")).one()
    assert (str(row.first_on), str(row.last_on)) == ("2026-01-05", "2026-04-15")


def test_old_words_go_by_themselves(app: Flask, client: Client, notes: Notes):
    begun = datetime(2026, 1, 5, 12, tzinfo=UTC)
    worker = Days()
    clock.start_at(begun)
    look(client, "/search?q=old")
    clock.start_at(begun + timedelta(days=1))
    look(client, "/search?q=younger")
    for day, left in ((180, 2), (181, 1), (182, 0)):
        clock.start_at(begun + timedelta(days=day))
        worker.begin()
        work()
        assert len(counted()) == left, day


@pytest.fixture(autouse=True)
def usual_time() -> object:
    yield
    clock.start_at(None)


def test_the_least_used_and_oldest_make_room(client: Client, notes: Notes, monkeypatch):
    monkeypatch.setattr(actions, "MOST_EMPTY", 3)
    begun = datetime(2026, 1, 5, 12, tzinfo=UTC)
    for day, words in enumerate(["often", "often", "older", "younger", "newest"]):
        clock.start_at(begun + timedelta(days=day))
        look(client, f"/search?q={words}")
    assert counted() == [("newest", 1), ("often", 2), ("younger", 1)]
    # Words that are there already push nothing out.
    look(client, "/search?q=younger")
    assert counted() == [("newest", 1), ("often", 2), ("younger", 2)]


def test_a_busy_database_loses_the_count_and_nothing_else(
    app: Flask, client: Client, notes: Notes, caplog: pytest.LogCaptureFixture
):
    look(client, "/search?q=zebra")
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("UPDATE empty_search SET times = times"))
            held.set()
            go_on.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    try:
        with caplog.at_level(logging.WARNING):
            response = client.get("/search?q=zebra")
    finally:
        go_on.set()
        holder.join()
    assert response.status_code == 200
    assert "was not counted: OperationalError" in caplog.text
    assert "zebra" not in caplog.text
    assert counted() == [("zebra", 1)]
    # Those who save something wait for their turn as before.
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
    look(client, "/search?q=zebra")
    assert counted() == [("zebra", 2)]


def test_a_lost_table_does_not_harm_the_reader(client: Client, notes: Notes):
    db.session.execute(text("DROP TABLE empty_search"))
    db.session.commit()
    response = client.get("/search?q=zebra")
    response.close()
    assert response.status_code == 200
