"""The index may lag behind or be lost: it hides a record, and never shows one too many."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from portal.extensions import db
from portal.outbox import waiting
from portal.permissions import Role
from portal.search import indexing
from portal.search.indexing import REBUILD, backend, request_rebuild
from portal.search.service import find
from tests.client import Client
from tests.people import People
from tests.search.builders import Note, Notes
from tests.search.conftest import work
from tests.search.test_page import titles


def folder(app: Flask) -> Path:
    return Path(app.config["DATA_DIR"]) / "search"


def test_a_change_is_found_once_the_worker_has_seen_it(client: Client, notes: Notes) -> None:
    notes.add(Note("Old name"))
    work()
    notes.rows[1].title = "New name"
    notes.changed(1)
    assert titles(client.get("/search?q=name").text) == []
    work()
    assert titles(client.get("/search?q=new").text) == ["New name"]
    assert titles(client.get("/search?q=old").text) == []


def test_a_deleted_record_leaves_the_index(client: Client, notes: Notes) -> None:
    notes.add(Note("Here"))
    work()
    del notes.rows[1]
    notes.changed(1)
    work()
    assert titles(client.get("/search").text) == []
    assert dict(backend().digests()) == {}


def test_a_record_that_was_hidden_just_now_is_in_no_count(client: Client, notes: Notes) -> None:
    notes.add(Note("Secret", facets={"kind": ["tool"]}), Note("Open", facets={"kind": ["project"]}))
    work()
    notes.rows[1].labels = frozenset({"moderators"})
    notes.changed(1)
    page = client.get("/search").text
    assert titles(page) == ["Open"]
    assert "Tool" not in page
    assert "<strong>1</strong> result" in page


def test_the_database_is_asked_again(client: Client, notes: Notes) -> None:
    notes.add(Note("Secret"), Note("Open"))
    work()
    notes.rows[1].labels = frozenset({"moderators"})  # and no message says so
    page = client.get("/search").text
    assert titles(page) == ["Open"]
    assert "<strong>1</strong> result" in page
    assert client.get("/search?q=NOTE-2026-0001").status_code == 200


def test_a_role_that_is_taken_away_counts_at_once(notes: Notes, people: People) -> None:
    notes.add(Note("For moderators", labels=frozenset({"moderators"})))
    work()
    bilal = db.session.merge(people.bilal)
    assert find("", bilal).total == 1
    bilal.role = Role.MEMBER
    db.session.commit()
    assert find("", bilal).total == 0


def test_very_many_waiting_changes_hide_their_records(client: Client, notes: Notes) -> None:
    notes.add(*(Note(f"Note {number}") for number in range(1, 31)))
    work()
    for number in range(2, 700):
        notes.changed(number)
    assert titles(client.get("/search").text) == ["Note 1"]


@pytest.mark.parametrize("damage", ["lost", "spoiled", "pointer"])
def test_a_damaged_index_is_rebuilt_and_the_page_says_so(
    app: Flask, client: Client, notes: Notes, damage: str
) -> None:
    notes.add(Note("Still here"))
    work()
    if damage == "lost":
        shutil.rmtree(folder(app))
    elif damage == "pointer":
        (folder(app) / "current").unlink()
    else:
        for path in folder(app).glob("v*/*"):
            path.write_bytes(b"\x00" * 100)
        indexing.init_app(app)  # as a process that starts now
    response = client.get("/search?q=here")
    assert response.status_code == 200
    assert "Results may be incomplete" in response.text
    assert waiting(REBUILD)
    work()
    page = client.get("/search?q=here").text
    assert titles(page) == ["Still here"]
    assert "Results may be incomplete" not in page


def test_a_change_without_an_index_leads_to_a_rebuild(
    app: Flask, client: Client, notes: Notes
) -> None:
    notes.add(Note("First"))
    work()
    shutil.rmtree(folder(app))
    notes.add(Note("Second"))
    work()
    assert titles(client.get("/search").text) == ["Second", "First"]


def test_a_rebuild_is_asked_for_once(app: Flask, notes: Notes) -> None:
    for _ in range(3):
        request_rebuild()
    db.session.rollback()
    assert len(waiting(REBUILD)) == 1


def test_a_search_writes_nothing_to_the_index(app: Flask, client: Client, notes: Notes) -> None:
    notes.add(Note("One"))
    work()
    before = {path: path.stat().st_mtime_ns for path in folder(app).rglob("*")}
    client.get("/search?q=one")
    assert {path: path.stat().st_mtime_ns for path in folder(app).rglob("*")} == before
