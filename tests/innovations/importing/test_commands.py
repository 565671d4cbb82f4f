"""``flask innovations import``."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.importing import batches
from portal.innovations.importing.models import ImportFinding, State
from portal.innovations.importing.queries import origin
from portal.innovations.models import (
    Innovation,
)
from portal.outbox.models import Message
from portal.topics.models import Topic
from tests.innovations.importing.builders import MAPPING, csv_text, records, saved
from tests.innovations.importing.commands import batch, do_import, flask, titles
from tests.people import People


def test_good_rows_become_drafts_of_the_importer(
    app: Flask, people: People, tmp_path: Path
) -> None:
    status, words = do_import(app, tmp_path, records(3))
    assert status == 0
    assert "3 of 3 rows imported as drafts, in import 1." in words
    assert "undo-import 1" in words
    first = db.session.scalars(select(Innovation).order_by(Innovation.id)).first()
    assert (first.title, first.status, first.contact) == ("Record 1", "draft", "portal")
    assert (first.author_id, first.import_row) == (people.amina.id, 2)
    assert first.summary == "What record 1 is about"
    assert origin(first.import_batch_id) is not None
    assert origin(first.import_batch_id).source == "Our old list"
    waiting = select(func.count()).where(Message.topic == "search.sync")
    assert db.session.scalar(waiting) == 3


def test_rows_with_faults_are_named_and_the_others_imported(
    app: Flask, people: People, tmp_path: Path
) -> None:
    text = records(1) + '\r\nshort\r\n"","no title",""\r\n'
    status, words = do_import(app, tmp_path, text)
    assert status == 0
    assert "1 of 3 rows imported as a draft" in words
    assert "2 rows left out" in words
    lines = [" ".join(line.split()) for line in words.splitlines()]
    assert "3 fault has 1 cells, but the heading has 3" in lines
    assert "4 Title fault is missing, and no record can be without it" in lines


def test_a_dry_run_says_the_same_and_changes_nothing(
    app: Flask, people: People, tmp_path: Path
) -> None:
    status, words = do_import(app, tmp_path, records(2) + "\r\nshort", "--dry-run")
    assert status == 0
    assert "2 of 3 rows could be imported as drafts" in words
    assert "has 1 cells" in words
    assert "nothing was changed" in words
    assert titles() == []
    assert batch() is None


def test_the_exit_status_is_1_when_nothing_can_be_imported(
    app: Flask, people: People, tmp_path: Path
) -> None:
    assert (
        do_import(
            app, tmp_path, csv_text(["Title", "Summary", "Link"], ["", "", ""], ["", "x", ""])
        )[0]
        == 1
    )
    for dry in ((), ("--dry-run",)):
        assert do_import(app, tmp_path, b"%PDF-1.4", *dry)[0] == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--as", "nobody@portal.example"), "nobody has the email"),
        (("--as", "carys@portal.example"), "Carys Evans is no librarian"),
        (("--status", "published"), "Amina Yusuf is no moderator"),
        (("--mapping", "nowhere.json"), "There is no file nowhere.json"),
        (("--mapping", "ukri_gtr"), "The file has no column “ProjectCategory”"),
    ],
)
def test_what_is_wrong_with_the_command_is_said(
    app: Flask, people: People, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    status, said = do_import(app, tmp_path, records(1), *words)
    assert status == 1
    assert problem in said
    assert titles() == []


def test_a_broken_mapping_file_is_refused(app: Flask, people: People, tmp_path: Path) -> None:
    path = saved(tmp_path, "{oops", "broken.json")
    assert "is not JSON" in do_import(app, tmp_path, records(1), "--mapping", path)[1]


def test_without_a_mapping_the_headings_are_guessed(
    app: Flask, people: People, tmp_path: Path
) -> None:
    file = saved(tmp_path, "Project title,Abstract\nA title,What it is about\n")
    status, _ = flask(app, "import", file, "--as", "amina@portal.example")
    assert status == 0
    assert titles() == ["A title"]


def test_all_findings_can_be_written_to_a_file(app: Flask, people: People, tmp_path: Path) -> None:
    text = csv_text(["Title", "Summary", "Link"], *[["", "=1+1", ""]] * 60)
    faults = tmp_path / "faults.csv"
    _, words = do_import(app, tmp_path, text, "--faults", faults)
    assert "and 20 more" in words
    with faults.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert rows[0] == {
        "row": "2",
        "column": "Title",
        "level": "fault",
        "words": "is missing, and no record can be without it",
    }


def test_rows_that_are_there_already_are_left_out(
    app: Flask, people: People, tmp_path: Path
) -> None:
    twice = (
        records(1)
        + "\r\n"
        + '"RECORD 1","again","https://other.example"'
        + "\r\n"
        + ('"Another","again","https://old.example/1"')
    )
    status, words = do_import(app, tmp_path, twice)
    assert status == 0
    assert "has the same title and organisation as row 2" in words
    assert "has the same web address as row 2" in words
    assert titles() == ["Record 1"]
    status, words = do_import(app, tmp_path, twice)
    assert status == 1
    assert "which is there already" in words
    assert titles() == ["Record 1"]


def test_records_that_the_importer_may_not_see_are_not_betrayed(
    app: Flask, people: People, tmp_path: Path
) -> None:
    actions.create(people.carys, fields={"kind": "project", "title": "Record 1"})
    db.session.commit()
    _, words = do_import(app, tmp_path, records(1))
    assert "there already" not in words
    assert titles() == ["Record 1", "Record 1"]


def test_moderators_can_import_what_everyone_then_finds(
    app: Flask, people: People, tmp_path: Path
) -> None:
    words = ("--as", "bilal@portal.example", "--status", "published")
    status, said = do_import(app, tmp_path, records(2), *words)
    assert status == 0
    assert "2 of 2 rows imported as published records" in said
    record = db.session.scalars(select(Innovation)).first()
    assert (record.status, record.audience, record.outcome) == (
        "published",
        "public",
        "not_evaluated",
    )
    assert record.evidence[0]["kind"] == "none_yet"
    assert record.evidence_rating is None
    assert not record.agreed_by_organisation
    assert record.published_at is not None
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "innovation:import")
    ).one()
    assert (entry.actor_id, entry.details["status"]) == (people.bilal.id, "published")


def test_an_import_that_was_killed_goes_on_and_makes_no_doubles(
    app: Flask, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = batches.import_rows, []

    def dies_in_the_second_chunk(*args: Any) -> None:
        whole(*args)
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(batches, "import_rows", dies_in_the_second_chunk)
    do_import(app, tmp_path, records(120))
    assert len(titles()) == 50
    assert (batch().state, batch().rows_done) == (State.RUNNING, 50)
    monkeypatch.undo()
    status, words = do_import(app, tmp_path, records(120))
    assert status == 0
    assert "Import 1 was broken off; it goes on where it stopped." in words
    assert "120 of 120 rows imported" in words
    assert titles() == [f"Record {n}" for n in range(1, 121)]
    assert batch().id == 1
    assert db.session.scalar(select(func.count()).select_from(ImportFinding)) == 0


def test_json_lines_with_markdown_and_topics(app: Flask, people: People, tmp_path: Path) -> None:
    db.session.add(Topic(slug="python", label="Python"))
    mapping = {
        "fields": {
            **MAPPING["fields"],
            "topics": {"from": "tags"},
            "what_we_did": {"from": "text", "tidy": "markdown"},
        }
    }
    line = {"Title": "One", "Summary": "", "Link": "", "tags": ["python", "odd"], "text": "a<br>b"}
    path = saved(tmp_path, json.dumps(mapping), "own.json")
    data = gzip.compress(json.dumps(line).encode())
    status, words = do_import(app, tmp_path, data, "--mapping", path)
    assert status == 0
    assert "no topic is called odd" in words
    record = db.session.scalars(select(Innovation)).one()
    assert [topic.label for topic in record.topics] == ["Python"]
    assert record.topic_suggestion == "odd"
    assert record.html["what_we_did"] == "<p>a<br>\nb</p>\n"


@pytest.mark.parametrize("command", ["import", "undo-import"])
def test_help_has_an_example(app: Flask, command: str) -> None:
    status, words = flask(app, command, "--help")
    assert status == 0
    assert "Example: flask --app wsgi innovations" in words
