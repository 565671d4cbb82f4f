"""How files are asked for and sent: whole, or not at all."""

import json
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from portal.exports import making, records
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.outbox import put
from portal.visibility import Status
from tests.client import Client
from tests.exports.conftest import Publish
from tests.exports.files import ONE, RESULTS, titles_in
from tests.people import People
from tests.search.conftest import work

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.mark.parametrize("ending", RESULTS)
def test_a_file_is_announced_as_what_it_is(
    client: Client, people: People, publish: Publish, ending: str
):
    publish(title="Laptops")
    for person in (None, people.carys):
        response = client.as_user(person and db.session.merge(person)).get(
            f"/search/export.{ending}?q=laptops"
        )
        headers = response.headers
        assert response.status_code == 200
        name = re.fullmatch(r'attachment; filename="(.+)"', headers["Content-Disposition"])
        assert name is not None
        assert re.fullmatch(rf"innovations-\d{{4}}-\d\d-\d\d\.{ending}", name[1])
        assert date.fromisoformat(name[1].removeprefix("innovations-")[:10])
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == ("private, no-store" if person else "no-cache")
        assert "Cookie" in headers["Vary"]
        assert int(headers["Content-Length"]) == len(response.data) > 0


@pytest.mark.parametrize(
    "address",
    [f"/search/export.{ending}" for ending in RESULTS]
    + [f"/innovations/export.{ending}" for ending in RESULTS]
    + [f"/innovations/1.{ending}" for ending in ONE]
    + ["/innovations/1/print"],
)
def test_only_reading_is_allowed_and_head_says_the_same(
    client: Client, publish: Publish, address: str
):
    publish()
    assert client.post(address).status_code == 405
    head, got = client.head(address), client.get(address)
    assert head.data == b""
    for name in ("Content-Type", "Content-Disposition", "X-Robots-Tag"):
        assert head.headers.get(name) == got.headers.get(name)
    assert head.status_code == got.status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        *("/search/export.pdf", "/search/export", "/search/export.CSV", "/innovations/export.xls"),
        *("/innovations/1.csv", "/innovations/x.ris", "/innovations/99.ris", "/innovations/99.md"),
        *("/innovations/99/print", "/innovations/2147483648.bib", "/innovations/-1.bib"),
    ],
)
def test_what_there_is_not_is_not_found(client: Client, publish: Publish, address: str):
    publish()
    assert client.get(address).status_code == 404


def test_a_record_whose_people_withdrew_is_gone(client: Client, publish: Publish):
    record_id = publish()
    db.session.get_one(Innovation, record_id).status = Status.CONSENT_WITHDRAWN
    db.session.commit()
    for ending in (*(f".{end}" for end in ONE), "/print"):
        assert client.get(f"/innovations/{record_id}{ending}").status_code == 410


def test_a_file_has_what_all_pages_of_the_search_have(client: Client, publish: Publish):
    for number in range(25):
        publish(title=f"Laptops {number}", kind="tool" if number % 2 else "project")
    publish(title="Tablets")
    assert len(titles_in(client.get("/search/export.json?q=laptops"))) == 25
    tools = titles_in(client.get("/search/export.json?q=laptops&kind=tool&page=2"))
    assert len(tools) == 12
    assert len(titles_in(client.get("/innovations/export.json?kind=tool"))) == 12
    assert titles_in(client.get("/search/export.json?q=tablet&words=exact")) == ["Tablets"]


def test_pieces_are_put_together_in_order(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(records, "PIECE", 2)
    names = [f"Laptops {number}" for number in range(5)]
    for name in names:
        publish(title=name)
    assert titles_in(client.get("/search/export.json?sort=title")) == names


def test_each_piece_takes_the_same_statements(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch, count_statements: Counting
):
    def cost(address: str) -> int:
        client.get(address)
        with count_statements() as statements:
            assert client.get(address).status_code == 200
        return len([statement for statement in statements if not statement.startswith("BEGIN")])

    addresses = [f"/search/export.{ending}" for ending in RESULTS] + ["/innovations/export.csv"]
    publish()
    one = {address: cost(address) for address in addresses}
    for number in range(5):
        publish(title=f"Laptops {number}")
    assert {address: cost(address) for address in addresses} == one
    monkeypatch.setattr(records, "PIECE", 2)
    two_more_pieces = {address: number + 4 for address, number in one.items()}
    assert {address: cost(address) for address in addresses} == two_more_pieces


def test_too_many_are_refused_in_words(app: Flask, client: Client, publish: Publish):
    for number in range(3):
        publish(title=f"Laptops {number}")
    app.config["EXPORT_MAX_ROWS"] = 2
    for address, back in (
        ("/search/export.csv?q=laptops&kind=project", "/search?q=laptops&amp;kind=project"),
        ("/innovations/export.json?kind=project", "/innovations?kind=project"),
    ):
        response = client.get(address)
        assert response.status_code == 422
        assert "A file takes up to 2." in response.text
        assert f'href="{back}"' in response.text
    page = client.get("/search?q=laptops").text
    assert "A file takes up to 2." in page
    assert "/search/export" not in page
    app.config["EXPORT_MAX_ROWS"] = 3
    assert len(titles_in(client.get("/search/export.json?q=laptops"))) == 3
    assert len(titles_in(client.get("/innovations/export.json"))) == 3


@pytest.mark.parametrize("ending", RESULTS)
def test_a_lost_index_is_no_empty_file(app: Flask, client: Client, publish: Publish, ending: str):
    publish()
    shutil.rmtree(Path(app.config["DATA_DIR"]) / "search")
    response = client.get(f"/search/export.{ending}")
    assert response.status_code == 503
    assert "would not be complete" in response.text
    assert int(response.headers["Retry-After"]) > 0
    assert "/search/export" not in client.get("/search").text
    assert client.get(f"/innovations/export.{ending}").status_code == 200
    work()
    assert client.get(f"/search/export.{ending}").status_code == 200


def test_an_index_that_is_behind_makes_no_empty_file(client: Client, publish: Publish):
    record_id = publish()
    put("search.sync", f"innovation:{record_id}")
    db.session.commit()
    assert client.get("/search/export.csv").status_code == 503
    work()
    assert titles_in(client.get("/search/export.json")) == ["One catalogue for six libraries"]
    assert client.get("/search/export.csv?q=xyzzy").status_code == 200


def test_one_long_file_is_made_at_a_time(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    publish()
    publish()
    with making._long:
        assert client.get("/search/export.csv").status_code == 200
        monkeypatch.setattr("portal.exports.views.PIECE", 1)
        busy = client.get("/search/export.csv")
    assert busy.status_code == 503
    assert "Other long files are being made" in busy.text
    assert client.get("/search/export.csv").status_code == 200


def test_a_file_without_room_is_not_sent_in_part(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    publish()
    full = partial(Path("/dev/full").open, "r+b", buffering=0)
    monkeypatch.setattr(making.tempfile, "TemporaryFile", full)
    response = client.get("/search/export.json")
    assert response.status_code == 503
    assert "no room" in response.text
    assert "Content-Disposition" not in response.headers


def test_the_pages_lead_to_their_files(client: Client, publish: Publish):
    record_id = publish(title="Laptops & tablets")
    page = client.get("/search?q=laptops&kind=project").text
    assert "Download these innovations" in page
    for ending in RESULTS:
        assert f'href="/search/export.{ending}?q=laptops&amp;kind=project"' in page
    page = client.get("/innovations?kind=project&stage=local_use").text
    for ending in RESULTS:
        assert f'href="/innovations/export.{ending}?kind=project&amp;stage=local_use"' in page
    page = client.get(f"/innovations/{record_id}").text
    assert "Cite or download" in page
    for ending in (*(f".{end}" for end in ONE), "/print"):
        assert f'href="/innovations/{record_id}{ending}"' in page


@pytest.mark.parametrize("length", [10, 100, 400])
def test_a_question_of_any_length_can_be_downloaded(client: Client, publish: Publish, length: int):
    publish(title="Laptops")
    text = ("laptops " * length)[:length].strip()
    page = client.get("/search", query_string={"q": text, "kind": "project"}).text
    assert "/search/export.csv" in page
    response = client.get("/search/export.json", query_string={"q": text, "kind": "project"})
    assert titles_in(response) == ["Laptops"]
    assert "/search?q=" in json.loads(response.data)["query"]
