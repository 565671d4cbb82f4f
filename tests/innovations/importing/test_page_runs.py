"""Running, following, undoing and deleting an import on its page."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.importing import batches
from portal.innovations.importing.models import ImportBatch, State
from portal.innovations.models import Innovation
from portal.outbox.models import Message
from tests.client import Client
from tests.innovations.importing.builders import records
from tests.innovations.importing.pages import (
    checked,
    imported,
    kept_files,
    send,
    state_of,
    work,
)
from tests.people import People


def test_a_second_click_runs_it_once(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(3))
    for _ in range(2):
        assert client.post(f"{path}/run").location == path
    work()
    client.post(f"{path}/run")
    work()
    assert len(db.session.scalars(select(Innovation)).all()) == 3


def test_a_job_that_is_done_twice_imports_once(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(60))
    client.post(f"{path}/run")
    batch = db.session.get(ImportBatch, 1)
    db.session.add(Message(topic=batches.TOPIC, subject=batch.ref))
    db.session.commit()
    work()
    assert len(db.session.scalars(select(Innovation)).all()) == 60
    assert state_of(path) == State.DONE


def test_the_state_refreshes_until_it_is_done(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    assert "every 1s" not in client.get(path).text
    client.post(f"{path}/run")
    whole, part = client.get(path), client.fragment(path)
    assert 'data-hx-trigger="every 1s"' in part.text
    assert part.text.strip() in whole.text
    assert "<h1" not in part.text
    assert f'<a href="{path}">Reload this page</a>' in whole.text
    work()
    assert "every 1s" not in client.fragment(path).text


def test_undo_asks_first_and_keeps_what_was_worked_on(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = imported(client, records(3))
    first = db.session.scalars(select(Innovation).order_by(Innovation.id)).first()
    actions.save(first, people.amina, fields={"summary": "Better"}, version=1)
    db.session.commit()
    page = client.get(f"{path}/undo").text
    assert "2 records of records.csv will be deleted" in page
    assert "Record 1" in page
    assert client.post(f"{path}/undo").location == path
    client.post(f"{path}/undo")
    work()
    page = client.get(path).text
    assert "2 records of this import were removed." in page
    assert "Record 1" in page
    assert [r.title for r in db.session.scalars(select(Innovation))] == ["Record 1"]
    client.post(f"{path}/undo")
    work()
    assert state_of(path) == State.UNDONE
    assert "There is nothing to undo" in client.get(f"{path}/undo").text


def test_an_import_can_be_stopped_and_undone(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.as_user(people.amina)
    path = checked(client, records(120))
    client.post(f"{path}/run")
    whole = batches.import_rows

    def stopped_meanwhile(batch: ImportBatch, *args: Any) -> None:
        whole(batch, *args)
        batches.begin_undo(batch, people.amina)

    monkeypatch.setattr(batches, "import_rows", stopped_meanwhile)
    work()
    assert state_of(path) == State.UNDONE
    assert db.session.scalars(select(Innovation)).all() == []


def test_an_upload_can_be_deleted(client: Client, app: Flask, people: People) -> None:
    client.as_user(people.amina)
    path = send(client, records(1))
    assert client.post(f"{path}/discard").location == "/innovations/imports"
    assert client.get(path).status_code == 404
    assert kept_files(app) == []
    path = imported(client, records(1))
    assert client.post(f"{path}/discard").location == path
    assert client.get(path).status_code == 200


def test_a_lost_file_is_said(client: Client, app: Flask, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    (Path(app.config["DATA_DIR"]) / "imports" / kept_files(app)[0]).unlink()
    client.post(f"{path}/run")
    work()
    assert "The uploaded file is not there any more. Upload it again." in client.get(path).text
