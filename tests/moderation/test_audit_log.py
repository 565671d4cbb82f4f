"""The audit log: found by action, person, record and day; as a file without formulas."""

import csv
import io
from datetime import UTC, datetime

import pytest

from portal.audit.models import AuditEntry
from portal.extensions import db
from tests.client import Client
from tests.factories import make_innovation
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People


def entry(people: People, action: str = "test:act", **values) -> None:
    """One line of the log."""
    defaults = {"actor_id": people.dev.id, "ref": "test:1", "details": {}}
    db.session.add(AuditEntry(action=action, **(defaults | values)))
    db.session.commit()


def test_what_was_done_is_listed_newest_first(client: Client, people: People):
    make_innovation(people.amina, "declined", reviewer=people.bilal)
    page = client.as_user(people.erin).get("/moderation/audit")
    assert page.status_code == 200
    assert page.text.index("<td>innovation:declined") < page.text.index("<td>innovation:create")
    assert "<td>Bilal Haddad</td>" in page.text
    assert "status: declined; reason: not_enough" in page.text


def test_each_filter_narrows_the_list(client: Client, people: People):
    record = make_innovation(people.amina, "published", reviewer=people.bilal)
    entry(people, at=datetime(2020, 5, 4, 22, 59, tzinfo=UTC), ref="test:old")
    entry(people, at=datetime(2020, 5, 4, 23, 1, tzinfo=UTC), ref="test:next-day")
    entry(people, actor_id=None, ref="test:command")
    client.as_user(people.erin)

    def rows(query: str) -> int:
        page = client.get(f"/moderation/audit?{query}")
        assert page.status_code == 200
        return page.text.count("<td>") // 5

    assert rows("action=innovation:claim") == 1
    assert rows("action=nothing") == 0
    assert rows("person=HADDAD+bilal") == 2
    assert rows("person=%25") == 0
    assert rows(f"ref=innovation:{record.id}") == 4
    assert rows(f"ref={record.identifier.lower()}") == 4
    # Days are those of London: 23:01 in summer is the next day.
    assert rows("since=2020-05-04&until=2020-05-04") == 1
    assert rows("since=04/05/2020&until=5 May 2020") == 2
    assert rows("person=dev&action=test:act") == 2
    assert "A command" in client.get("/moderation/audit?ref=test:command").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=soon", "Enter a day, for example 22/11/2026"),
        ("until=2020-02-31", "Enter a day, for example 22/11/2026"),
        ("until=9999-12-31", "Enter a day from 1948 to 2100"),
        ("since=2020-02-02&until=2020-02-01", "The last day must not be before the first"),
        ("person=" + "x" * 101, "Use 100 characters or fewer"),
    ],
)
def test_a_filter_that_cannot_be_read_is_said(client, people, query: str, words: str):
    page = client.as_user(people.erin).get(f"/moderation/audit?{query}")
    assert page.status_code == 422
    assert words in page.text
    assert client.get(f"/moderation/audit.csv?{query}").status_code == 422


@pytest.mark.parametrize("text", ["%00", "%F0%9F%90%9D", "<script>", "'; DROP TABLE user; --"])
def test_odd_filters_find_nothing(client: Client, people: People, text: str):
    client.as_user(people.erin)
    for name in ("action", "person", "ref"):
        page = client.get(f"/moderation/audit?{name}={text}x")
        assert page.status_code == 200
        assert "<script>x" not in page.text


def test_the_file_has_the_same_lines_and_no_formulas(client: Client, people: People):
    for start in "=+-@":
        entry(people, ref="test:formula", details={}, action=f"{start}1+1")
    entry(people, ref="test:formula", details={"words": '=HYPERLINK("x"), "quoted"\nline'})
    response = client.as_user(people.erin).get("/moderation/audit.csv?ref=test:formula")
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert rows[0] == ["At (UTC)", "Person", "Action", "Record", "Details"]
    assert len(rows) == 6
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[1][4] == 'words: =HYPERLINK("x"), "quoted"\nline'


def test_pages_keep_the_filter(client: Client, people: People):
    for _ in range(23):
        entry(people)
    client.as_user(people.erin)
    page = client.get("/moderation/audit?action=test:act")
    assert "<strong>1 to 20</strong> of" in page.text
    assert "/moderation/audit?action=test%3Aact&amp;page=2" in page.text
    assert client.get("/moderation/audit?action=test:act&page=2").status_code == 200
    assert client.get("/moderation/audit?page=99").status_code == 404


def test_the_fragment_is_part_of_the_page(client: Client, people: People):
    entry(people)
    assert is_part_of_its_page(client.as_user(people.erin), "/moderation/audit")


def test_the_list_costs_the_same_for_many_as_for_few(client, people, count_statements):
    numbers = []
    for total in (2, 15):
        for _ in range(total):
            entry(people)
        client.as_user(people.erin)
        with count_statements() as statements:
            client.get("/moderation/audit")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 10


@pytest.mark.parametrize("url", ["/moderation/audit", "/moderation/audit.csv"])
def test_only_administrators(client: Client, people: People, url: str):
    for person in (people.amina, people.bilal, people.carys):
        assert client.as_user(person).get(url).status_code == 403
    assert client.as_user(people.erin).get(url).status_code == 200
    assert client.post(url).status_code == 405
    assert client.as_user(None).get(url).status_code == 302
