"""Removing a record for good leaves no word of it behind, in any table or in the index."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, String, func, inspect, select, text

from portal.audit.models import AuditEntry
from portal.drafts import actions as drafts
from portal.extensions import Base, db
from portal.innovations import actions
from portal.innovations.adopting import actions as adopting
from portal.innovations.keeping import offering
from portal.innovations.models import Innovation, InnovationFile
from portal.innovations.versions import pending
from portal.outbox import Message, put
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.keeping.times import a_record, current, drain_all, mails
from tests.people import People

# In every text that is written about the record, and nowhere else.
WORD = "quagga"
FORM = {"reason": "privacy"}


def everywhere() -> list[str]:
    """The tables and columns in which the word stands."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, String | JSON):
                like = func.lower(text(f'CAST("{column.name}" AS TEXT)')).like(f"%{WORD}%")
                if db.session.scalar(select(func.count()).select_from(table).where(like)):
                    found.append(f"{table.name}.{column.name}")
    return found


def written_about(client: Client, people: People) -> int:
    """The id of a record that has all that a record can have, with the word in all of it."""
    record_id = a_record(people, title=f"The {WORD} desk", results=f"A {WORD} came.")
    record = current(record_id)
    amina, carys, bilal = (db.session.merge(p) for p in (people.amina, people.carys, people.bilal))
    actions.save(record, amina, fields={"summary": f"A {WORD} stays"}, version=record.version)
    changes = {"problem": f"No {WORD}"}
    pending.propose(record, amina, fields=changes, seen=pending.token(record, None))
    actions.contact(record, carys, words=f"Where is the {WORD}?", a_day=5)
    actions.hide(record, bilal, reason="rights", words=f"Whose {WORD}?")
    actions.restore(record, bilal, words=f"A free {WORD}")
    offering.offer(record, amina, to=carys, words=f"Take the {WORD}")
    fields: dict[str, Any] = {
        "stage": "in_use",
        "changed": f"A small {WORD}",
        "stopped_why": "",
        "since": None,
        "result": "same",
        "may_contact": True,
    }
    adopting.say(record, carys, organisation_id=carys.organisation_id, fields=fields)
    typed = {"words": [f"More {WORD}"]}
    drafts.save(carys, f"{record.path}/contact", typed, key="first-tab")
    db.session.add(
        InnovationFile(
            innovation_id=record_id,
            digest="d" * 64,
            thumbnail_digest="e" * 64,
            name=f"{WORD}.png",
            media_type="image/png",
            size=7,
            text=f"{WORD} in a picture",
            uploaded_by_id=amina.id,
        )
    )
    put("innovations.spoiled", record.ref, words=f"Late {WORD}")
    db.session.commit()
    other = make_innovation(people.amina, title="Another")
    actions.save(
        other,
        db.session.merge(people.amina),
        fields={"related": [{"target_id": record_id, "relation": "builds_on"}]},
        version=other.version,
    )
    other.superseded_by_id = record_id
    db.session.commit()
    db.session.remove()
    return record_id


@pytest.mark.expects_failed_work
def test_nothing_of_it_is_left(app, client: Client, people: People):
    record_id = written_about(client, people)
    assert {"innovation.title", "innovation_version.fields", "innovation_pending.fields"} <= set(
        before := everywhere()
    )
    assert {"draft.fields", "innovation_file.name", "innovation_contact.words"} <= set(before)
    assert {"ownership_offer.words", "adoption.changed", "outbox.payload"} <= set(before)
    identifier = current(record_id).identifier
    form = {**FORM, "identifier": identifier.lower()}
    answer = client.as_user(people.erin).post(f"/innovations/{record_id}/purge", data=form)
    assert answer.location == "/innovations"
    assert everywhere() == []
    forgotten = select(Message.subject).where(Message.topic == "files.forget")
    assert set(db.session.scalars(forgotten)) == {"d" * 64, "e" * 64}
    drain_all()
    assert everywhere() == []
    found = client.get(f"/search?q={WORD}").text
    assert f'href="/innovations/{record_id}"' not in found
    assert "desk" not in found
    folder = Path(app.config["DATA_DIR"])
    # Sent mail is not reached.
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".eml"]
    assert [path for path in files if WORD.encode() in path.read_bytes()] == []
    assert client.get(f"/innovations/{record_id}").status_code == 404
    assert client.get(f"/innovations/identifier/{identifier}").status_code == 404
    (mail,) = mails(app, people.amina, "Removed for good")
    assert identifier in mail.get_content()
    assert WORD not in mail.get_content()
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.ref == f"innovation:{record_id}")
    ).all()
    assert [row.details for row in rows if row.details] == [
        {"identifier": identifier, "reason": "privacy"}
    ]
    assert db.session.scalars(select(Innovation)).one().superseded_by_id is None


def test_the_page_says_what_goes(client: Client, people: People):
    record_id = written_about(client, people)
    page = client.as_user(people.erin).get(f"/innovations/{record_id}/purge").text
    for words in ("2 versions", "1 set of changes", "3 decisions", "1 file", "1 offer"):
        assert words in page
    drain_what_can_be()


def drain_what_can_be() -> None:
    db.session.query(Message).delete()
    db.session.commit()


def test_the_identifier_and_a_reason_are_asked_for(client: Client, people: People):
    record_id = a_record(people)
    path = f"/innovations/{record_id}/purge"
    client.as_user(people.erin)
    for data in ({}, FORM, {"identifier": "x"}, {**FORM, "identifier": "INN-2026-9999"}):
        answer = client.post(path, data=data)
        assert answer.status_code == 422
    assert "This is not the identifier of the record" in answer.text
    assert current(record_id).title


def test_only_administrators_may(client: Client, people: People):
    record_id = a_record(people)
    path = f"/innovations/{record_id}/purge"
    data = {**FORM, "identifier": current(record_id).identifier}
    for person in (people.amina, people.bilal):
        client.as_user(person)
        assert client.get(path).status_code == 403
        assert client.post(path, data=data).status_code == 403
        assert path not in client.get(f"/innovations/{record_id}").text
    assert client.as_user(None).get(path).location.startswith("/sign-in")
    assert client.as_user(people.erin).get("/innovations/99999/purge").status_code == 404
    assert path in client.get(f"/innovations/{record_id}").text


def test_every_table_that_points_at_records_lets_go_of_them(app):
    """A new table has to say what becomes of its rows."""
    for table in inspect(db.engine).get_table_names():
        for key in inspect(db.engine).get_foreign_keys(table):
            if key["referred_table"] == "innovation" and table != "innovation":
                assert key["options"].get("ondelete") == "CASCADE", table
