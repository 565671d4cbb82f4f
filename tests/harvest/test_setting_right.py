"""``flask harvest``, and the job of every day: what was never announced is stamped all the same."""

from flask import Flask
from sqlalchemy import delete, update

from portal.extensions import db
from portal.harvest.models import HarvestEntry
from portal.harvest.stamping import RECONCILE
from portal.innovations.models import Innovation
from portal.outbox import Message, put
from portal.outbox.daily import Days
from tests.client import Client
from tests.harvest.asking import LIST, Header, ask, drain_all, harvested, make
from tests.harvest.filling import fill
from tests.people import People


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["harvest", *arguments])
    return result.exit_code, result.output


def told(client: Client, record: Innovation) -> Header:
    return harvested(client)[record.identifier]


def test_check_and_rebuild(app: Flask, client: Client, people: People) -> None:
    fill(people.amina.id, 3)
    assert run(app, "check") == (
        1,
        "Error: 3 records to set right: flask --app wsgi harvest rebuild\n",
    )
    assert run(app, "rebuild", "--dry-run") == (0, "3 records to set right.\n")
    assert ask(client, **LIST).error == "noRecordsMatch"
    assert run(app, "rebuild") == (0, "3 records set right.\n")
    assert len(harvested(client)) == 3
    assert run(app, "check") == (0, "All is as it should be.\n")
    assert run(app, "rebuild") == (0, "0 records set right.\n")


def test_the_commands_say_how_they_are_used(app: Flask) -> None:
    for command in ("check", "rebuild"):
        status, words = run(app, command, "--help")
        assert status == 0
        assert f"Example: flask --app wsgi harvest {command}" in " ".join(words.split())


def test_every_day_what_was_missed_is_set_right(app: Flask, client: Client, people: People) -> None:
    gone, moved, purged, kept = (make(people.amina, kind="tool") for _ in range(4))
    drain_all()
    before = told(client, kept)
    for record, values in ((gone, {"audience": "members"}), (moved, {"kind": "project"})):
        db.session.execute(update(Innovation).where(Innovation.id == record.id).values(values))
    for table in (Message, Innovation):
        ours = Innovation.id == purged.id if table is Innovation else Message.id > 0
        db.session.execute(delete(table).where(ours))
    db.session.commit()
    fill(kept.author_id, 2)
    Days().begin()
    drain_all()
    live = {name for name, header in harvested(client).items() if not header.is_deleted}
    assert live == {moved.identifier, kept.identifier, "INN-2025-00005", "INN-2025-00006"}
    entry = db.session.get_one(HarvestEntry, ("", purged.id))
    assert entry.is_deleted
    assert told(client, moved).sets[0] == "kind:project"
    assert told(client, kept) == before


def test_the_job_may_run_twice(app: Flask, client: Client, people: People) -> None:
    record = make(people.amina)
    for day in ("2026-11-22", "2026-11-22"):
        put(RECONCILE, day)
        db.session.commit()
        drain_all()
    assert told(client, record).sets


def test_a_message_about_what_is_no_record_does_no_harm(app: Flask) -> None:
    for subject in ("innovation:999", "topic:999", "organisation:999"):
        put("harvest.stamp", subject)
    db.session.commit()
    drain_all()
    assert not db.session.query(HarvestEntry).count()
