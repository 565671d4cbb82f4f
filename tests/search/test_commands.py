"""The commands that look after the index."""

import shutil
from pathlib import Path

from flask import Flask

from portal.extensions import db
from portal.search.indexing import backend
from tests.search.builders import Note, Notes
from tests.search.conftest import work


def run(app: Flask, *words: str) -> tuple[int, str]:
    """The exit status and what was printed."""
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["search", *words])
    return result.exit_code, result.output


def test_rebuild_says_how_many(app: Flask, notes: Notes) -> None:
    notes.rows = {1: Note("One"), 2: Note("Two")}
    status, words = run(app, "rebuild")
    assert status == 0
    assert "2 records are indexed." in words
    assert set(backend().digests()) == {"note:1", "note:2"}


def test_check_is_content_with_a_true_index(app: Flask, notes: Notes) -> None:
    notes.add(Note("One"))
    work()
    status, words = run(app, "check")
    assert status == 0
    assert "The index agrees with the database." in words


def test_check_names_every_kind_of_drift(app: Flask, notes: Notes) -> None:
    notes.add(Note("Changed"), Note("Gone"))
    work()
    notes.rows[1].title = "Another title"
    del notes.rows[2]
    notes.rows[3] = Note("Never indexed")
    status, words = run(app, "check")
    assert status == 1
    for line in ("stale: note:1", "extra: note:2", "missing: note:3"):
        assert line in words


def test_what_is_waiting_is_no_drift(app: Flask, notes: Notes) -> None:
    notes.add(Note("Not indexed yet"))
    status, words = run(app, "check")
    assert status == 0
    assert "1 waiting" in words


def test_check_without_an_index_says_what_to_do(app: Flask, notes: Notes) -> None:
    shutil.rmtree(Path(app.config["DATA_DIR"]) / "search")
    status, words = run(app, "check")
    assert status == 1
    assert "flask --app wsgi search rebuild" in words


def test_help_has_an_example(app: Flask) -> None:
    for command in ("rebuild", "check"):
        status, words = run(app, command, "--help")
        assert status == 0
        assert "Example: flask --app wsgi search" in words
