"""What a leaver wrote beside a line of the checklist is not lost with the line."""

from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.organisations.models import Organisation
from portal.people.models import Leaving, ProfileField, RoleHeld, System, SystemKnown
from portal.permissions import Role
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


def test_a_leaver_keeps_the_note_beside_a_record_that_they_cannot_open_any_more(
    client: Client, people: People, leaving: Leaving
) -> None:
    record = make_innovation(people.amina, "submitted", title="A record of hers")
    handover = f"/people/{people.amina.id}/handover"
    client.as_user(people.amina)
    data = {"note": "The licence ends in May.", "seen": ""}
    item = f"{handover}/items/innovation/{record.id}"
    assert client.post(item, data=data).status_code == 303
    assert client.post(f"{handover}/pass-on").status_code == 303
    own = client.get(f"{handover}?part=records").text
    assert "The licence ends in May." in own
    assert "A record of hers" not in own
    assert client.get(item).status_code == 200
    theirs = client.as_user(people.carys).get(f"{handover}?part=records").text
    assert "A record of hers" in theirs
    assert "The licence ends in May." in theirs


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


def test_the_hand_over_goes_on_when_the_account_of_the_leaver_is_closed(
    client: Client, people: People, leaving: Leaving, managed: Organisation
) -> None:
    record = make_innovation(people.amina)
    handover = f"/people/{people.amina.id}/handover"
    item = f"{handover}/items/prompt/decisions"
    data = {"note": "We kept the old codes.", "seen": ""}
    assert client.as_user(people.amina).post(item, data=data).status_code == 303
    stranger = User(name="Frank Muir", email="frank@portal.example", role=Role.MEMBER)
    db.session.add(stranger)
    db.session.get_one(User, people.amina.id).disabled_at = now()
    db.session.commit()
    for person in (people.carys, people.bilal, people.dev):
        text = client.as_user(person).get(f"{handover}?part=write-up").text
        assert "We kept the old codes." in text
        assert f'href="/people/{people.amina.id}"' not in text
    for address in (handover, item, f"{handover}/pass-on", f"/people/{people.amina.id}/leaving"):
        # Who has no right to it does not learn that there was such a person.
        assert client.as_user(stranger).get(address).status_code == 404
        assert client.as_user(people.dev).get(address).status_code == 200
    assert client.post(f"{handover}/pass-on").status_code == 303
    assert db.session.get_one(Innovation, record.id).owner_ids == {people.carys.id}
    assert client.get(f"/people/{people.amina.id}").status_code == 404
    assert client.post(f"/people/{people.amina.id}/leaving/withdraw").location == "/people"
    assert client.get(handover).status_code == 404
