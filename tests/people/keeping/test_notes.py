"""What a leaver wrote beside a line of the checklist is not lost with the line."""

from sqlalchemy import delete, select

from portal.extensions import db
from portal.people.models import Leaving, ProfileField, RoleHeld, System, SystemKnown
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People


def test_a_note_stays_when_its_line_is_dealt_with(
    client: Client, people: People, leaving: Leaving, system: System
) -> None:
    record = make_innovation(people.amina, title="A record of hers")
    db.session.add(RoleHeld(person_id=people.amina.id, role="trainer"))
    db.session.commit()
    handover = f"/people/{people.amina.id}/handover"
    client.as_user(people.amina)
    notes = {
        f"innovation/{record.id}": "The licence ends in May.",
        f"system/{system.id}": "Call the supplier.",
        "role/trainer-0": "The slides are on the shared drive.",
    }
    for key, note in notes.items():
        data = {"note": note, "is_done": "y", "seen": ""}
        assert client.post(f"{handover}/items/{key}", data=data).status_code == 303
    assert client.post(f"{handover}/pass-on").status_code == 303
    db.session.execute(delete(RoleHeld))
    db.session.execute(delete(SystemKnown))
    db.session.commit()
    for person in (people.amina, people.carys):
        client.as_user(person)
        for (_, note), part in zip(notes.items(), ("records", "known", "roles"), strict=True):
            assert note in client.get(f"{handover}?part={part}").text
    for field in ("systems", "roles"):
        db.session.add(ProfileField(person_id=people.amina.id, field=field, audience="me"))
    db.session.commit()
    for part in ("known", "roles"):
        text = client.get(f"{handover}?part={part}").text
        assert "Shelfwise" not in text
        assert "The slides" not in text


def test_a_note_beside_a_role_outlives_the_next_save_of_the_roles(
    client: Client, people: People, leaving: Leaving
) -> None:
    rows = [{"person_id": people.amina.id, "role": "trainer", "details": key} for key in "ab"]
    db.session.add_all(RoleHeld(**row) for row in rows)
    db.session.commit()
    handover = f"/people/{people.amina.id}/handover"
    client.as_user(people.amina)
    data = {"note": "The slides are on the shared drive.", "seen": ""}
    assert client.post(f"{handover}/items/role/trainer-0-2", data=data).status_code == 303
    for role in db.session.scalars(select(RoleHeld)).all():
        db.session.delete(role)
    db.session.add_all(RoleHeld(id=90 + at, **row) for at, row in enumerate(rows))
    db.session.commit()
    assert "The slides are on the shared drive." in client.get(f"{handover}?part=roles").text
