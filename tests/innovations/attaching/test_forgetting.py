"""Content goes when the last record with it goes, and not before."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete as delete_rows
from sqlalchemy import event, select

from portal.extensions import db
from portal.files import forgetting as content
from portal.files import store
from portal.innovations.attaching import forgetting
from portal.innovations.models import Innovation, InnovationFile, PendingVersion
from portal.outbox import Message, drain
from tests.client import Client
from tests.factories import make_innovation
from tests.files import making
from tests.innovations.attaching.records import files_of, fresh, send, with_files
from tests.people import People


def drain_all() -> None:
    while drain():
        pass


def delete(client: Client, record: Innovation) -> None:
    assert client.post(f"/innovations/{record.id}/delete").status_code == 303
    drain_all()


def test_the_files_of_a_deleted_draft_are_deleted(client: Client, people: People):
    record = with_files(client, people.amina, ("a.png", making.picture()))
    digests = [files_of(record)[0].digest, files_of(record)[0].thumbnail_digest]
    assert all(store().exists(digest or "") for digest in digests)
    delete(client, record)
    assert not any(store().exists(digest or "") for digest in digests)


def test_content_that_another_record_has_stays(client: Client, people: People):
    first = with_files(client, people.amina, ("a.txt", b"words"))
    second = with_files(client, people.amina, ("b.txt", b"words"))
    digest = files_of(first)[0].digest
    delete(client, first)
    assert store().exists(digest)
    delete(client, second)
    assert not store().exists(digest)


def clean() -> None:
    forgetting.clean(Message(topic=forgetting.CLEAN, subject="today", payload={}))
    content.clean(Message(topic=content.CLEAN, subject="today", payload={}))
    drain_all()


def age_files() -> None:
    for file in db.session.scalars(select(InnovationFile)):
        file.uploaded_at = datetime.now(UTC) - timedelta(days=8)
    db.session.commit()


def test_a_file_that_a_version_names_stays(client: Client, people: People):
    record = with_files(client, people.amina, ("a.txt", b"words"))
    path = f"/innovations/{record.id}/edit/attachments"
    client.post(path, data={"version": str(fresh(record).version)})
    age_files()
    clean()
    assert fresh(record).attachments == []
    assert len(files_of(record)) == 1


def test_a_file_that_nothing_names_goes_after_a_week(client: Client, people: People):
    record = make_innovation(people.amina, "published")
    send(client.as_user(people.amina), record, ("a.txt", b"words"))
    digest = files_of(record)[0].digest
    age_files()
    clean()
    assert store().exists(digest)
    db.session.delete(db.session.scalars(select(PendingVersion)).one())
    db.session.commit()
    clean()
    assert files_of(record) == []
    assert not store().exists(digest)


def test_the_check_names_what_is_lost_and_left_over(app: Flask, client: Client, people: People):
    record = with_files(client, people.amina, ("a.txt", b"words"))
    left = store().put(io.BytesIO(b"left over"))
    new = store().put(io.BytesIO(b"an upload that goes on"))
    path = Path(app.config["DATA_DIR"]) / "files" / left[:2] / left[2:4] / left
    os.utime(path, (1, 1))
    store().delete(files_of(record)[0].digest)
    db.session.remove()
    run = app.test_cli_runner().invoke
    dry = run(args=["files", "check", "--dry-run"])
    assert dry.exit_code == 1, dry.output
    assert left in dry.output
    assert new not in dry.output
    assert "“a.txt”" in dry.output
    drain_all()
    assert store().exists(left)
    run(args=["files", "check"])
    drain_all()
    assert not store().exists(left)
    assert store().exists(new)


@contextmanager
def before_statements(do: Callable[[str], object]) -> Iterator[None]:
    """Something that happens before each statement is sent."""

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        do(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def test_a_record_that_goes_during_the_cleaning_does_not_stop_it(client: Client, people: People):
    first, second = (make_innovation(people.amina, "published") for _ in range(2))
    send(client.as_user(people.amina), first, ("a.txt", b"words"))
    send(client, second, ("b.txt", b"more words"))
    age_files()
    db.session.execute(delete_rows(PendingVersion))
    db.session.commit()
    second_id, digest = second.id, files_of(second)[0].digest
    db.session.rollback()
    waiting = [first.id]

    def purge(_session: Any) -> None:
        if waiting:
            with db.engine.begin() as connection:
                gone = delete_rows(Innovation).where(Innovation.id == waiting.pop())
                connection.execute(gone)

    event.listen(db.session, "after_rollback", purge)
    try:
        clean()
    finally:
        event.remove(db.session, "after_rollback", purge)
    assert not waiting
    files = select(InnovationFile.id).where(InnovationFile.innovation_id == second_id)
    assert db.session.scalars(files).all() == []
    assert not store().exists(digest)


def test_a_file_that_comes_during_the_check_is_not_lost(client: Client, people: People):
    record = with_files(client, people.amina, ("a.txt", b"words"))
    store().delete(files_of(record)[0].digest)
    assert [file.name for file in content.faults().lost] == ["a.txt"]
    with before_statements(lambda _statement: store().put(io.BytesIO(b"words"))):
        assert content.faults().lost == []


def test_looking_for_what_can_go_keeps_nobody_from_writing(client: Client, people: People):
    with_files(client, people.amina, ("a.txt", b"words"))
    age_files()
    db.session.rollback()
    statements: list[str] = []
    with before_statements(statements.append):
        forgetting.clean(Message(topic=forgetting.CLEAN, subject="today", payload={}))
        content.clean(Message(topic=content.CLEAN, subject="today", payload={}))
    assert any("innovation_file" in statement for statement in statements)
    assert "BEGIN IMMEDIATE" not in statements
