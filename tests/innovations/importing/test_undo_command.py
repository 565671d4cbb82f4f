"""``flask innovations undo-import``."""

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.drafts import actions as drafts
from portal.extensions import db
from portal.innovations import actions, queries
from portal.innovations.models import (
    Innovation,
    InnovationPartner,
    InnovationPerson,
    InnovationTopic,
)
from portal.topics.models import Topic
from tests.innovations.importing.builders import MAPPING, csv_text, records, saved
from tests.innovations.importing.commands import batch, do_import, flask, titles
from tests.people import People


def test_undo_removes_what_nobody_touched(app: Flask, people: People, tmp_path: Path) -> None:
    do_import(app, tmp_path, records(5))
    one, two, three, _, _ = db.session.scalars(select(Innovation).order_by(Innovation.id))
    actions.save(one, people.amina, fields={"summary": "Better"}, version=1)
    place = f"/innovations/{two.id}/edit/summary"
    drafts.save(people.amina, place, {"title": ["Half"]})
    new = actions.create(people.amina, fields={"kind": "tool", "title": "Mine"})
    actions.save(
        new,
        people.amina,
        fields={"related": [{"target_id": three.id, "relation": "builds_on"}]},
        version=1,
    )
    db.session.commit()
    status, words = flask(app, "undo-import", "1")
    assert status == 0
    assert "2 records of import 1 removed." in words
    for record in (one, two, three):
        assert f"{record.identifier} {record.title}" in words
    assert "Record 4" not in words
    assert titles() == ["Record 1", "Record 2", "Record 3", "Mine"]
    status, words = flask(app, "undo-import", "1")
    assert status == 0
    assert "0 records of import 1 removed." in words
    assert batch().rows_removed == 2


def test_undo_removes_what_belongs_to_the_records(
    app: Flask, people: People, tmp_path: Path
) -> None:
    db.session.add(Topic(slug="python", label="Python"))
    rules = {
        "organisation": {"from": "O"},
        "region": {"value": "Y60"},
        "topics": {"from": "T"},
        "people": [{"from": "P"}],
        "partners": {"from": "O"},
    }
    mapping = saved(tmp_path, json.dumps({"fields": {**MAPPING["fields"], **rules}}), "own.json")
    columns = ["Title", "Summary", "Link", "O", "T", "P"]
    text = csv_text(columns, ["One", "", "", "ZZ01", "python", "Ann"])
    assert do_import(app, tmp_path, text, "--mapping", mapping)[0] == 0
    record = db.session.scalars(select(Innovation)).one()
    assert record.topics
    assert record.people
    assert record.partners
    assert record.region_id
    assert "1 record of import 1 removed" in flask(app, "undo-import", "1")[1]
    for model in (Innovation, InnovationTopic, InnovationPartner, InnovationPerson):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_undo_takes_published_records_away(app: Flask, people: People, tmp_path: Path) -> None:
    words = ("--as", "bilal@portal.example", "--status", "published")
    do_import(app, tmp_path, records(60), *words)
    hidden = db.session.scalars(select(Innovation)).first()
    actions.hide(hidden, people.erin, reason="rights", words="Ask first")
    db.session.commit()
    flask(app, "undo-import", "1")
    assert len(titles()) == 1
    assert queries.newest(people.carys, 10) == []
    gone = select(func.count()).where(AuditEntry.action == "innovation:undo_import")
    assert db.session.scalar(gone) == 60


def test_after_an_undo_the_file_can_be_imported_again(
    app: Flask, people: People, tmp_path: Path
) -> None:
    do_import(app, tmp_path, records(2))
    flask(app, "undo-import", "1")
    assert do_import(app, tmp_path, records(2))[0] == 0
    assert len(titles()) == 2


def test_there_is_nothing_to_undo(app: Flask, people: People) -> None:
    assert flask(app, "undo-import", "7") == (1, "Error: there is no import 7\n")
