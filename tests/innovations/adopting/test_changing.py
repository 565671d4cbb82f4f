"""Changing and removing what was said."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.innovations.models import Adoption
from tests.client import Client
from tests.innovations.adopting.records import a_record, drain_all, mails_to, said
from tests.people import People


def read(adoption_id: int) -> Adoption | None:
    db.session.expire_all()
    return db.session.scalar(select(Adoption).where(Adoption.id == adoption_id))


def form(adoption: Adoption, **changes: str) -> dict[str, str]:
    return {
        "version": str(adoption.version),
        "stage": adoption.stage,
        "result": adoption.result,
        "changed": adoption.changed,
        "may_contact": "y",
        **changes,
    }


@pytest.mark.parametrize("state", ["confirmed", "refused"])
def test_what_changes_waits_for_the_owners_again(app, client: Client, people: People, state: str):
    adoption = said(a_record(people), people.carys, state=state)
    drain_all()
    before = mails_to(app, people.amina).count("we do this too")
    path = f"/adoptions/{adoption.id}/edit"
    assert ("We do not know of it." in client.as_user(people.carys).get(path).text) is (
        state == "refused"
    )
    assert client.post(path, data=form(adoption, stage="adapted")).status_code == 303
    adoption = read(adoption.id)
    assert (adoption.stage, adoption.state, adoption.decided_words) == ("adapted", "waiting", "")
    drain_all()
    assert mails_to(app, people.amina).count("we do this too") == before + 1


def test_only_whether_people_may_write_needs_no_word_of_the_owners(client: Client, people: People):
    adoption = said(a_record(people), people.carys, state="confirmed")
    data = form(adoption)
    del data["may_contact"]
    client.as_user(people.carys).post(f"/adoptions/{adoption.id}/edit", data=data)
    adoption = read(adoption.id)
    assert (adoption.may_contact, adoption.state) == (False, "confirmed")


def test_two_who_change_it_at_once_see_both_texts(client: Client, people: People):
    adoption = said(a_record(people), people.carys, changed="As it was")
    path, old = f"/adoptions/{adoption.id}/edit", form(adoption)
    client.as_user(people.bilal).post(path, data=old | {"changed": "What Bilal put right"})
    answer = client.as_user(people.carys).post(path, data=old | {"changed": "What Carys typed"})
    assert answer.status_code == 409
    assert "What Carys typed" in answer.text
    assert "What Bilal put right" in answer.text
    assert read(adoption.id).changed == "What Bilal put right"
    again = old | {"version": str(read(adoption.id).version), "changed": "Both"}
    assert client.post(path, data=again).status_code == 303
    assert read(adoption.id).changed == "Both"


def test_a_moderator_puts_it_right_and_who_said_it_is_told(app, client: Client, people: People):
    adoption = said(a_record(people), people.carys, state="confirmed")
    drain_all()
    path = f"/adoptions/{adoption.id}/edit"
    client.as_user(people.bilal).post(path, data=form(adoption, stage="piloting"))
    assert (read(adoption.id).stage, read(adoption.id).state) == ("piloting", "confirmed")
    drain_all()
    assert "A moderator changed what you said" in mails_to(app, people.carys)


def test_what_is_wrong_comes_back_with_the_text(client: Client, people: People):
    adoption = said(a_record(people), people.carys)
    path = f"/adoptions/{adoption.id}/edit"
    answer = client.as_user(people.carys).post(
        path, data=form(adoption, stage="stopped", changed="My words")
    )
    assert answer.status_code == 422
    assert "My words" in answer.text


def test_who_said_it_removes_it(client: Client, people: People):
    adoption = said(a_record(people), people.carys)
    path = f"/adoptions/{adoption.id}/remove"
    assert client.as_user(people.carys).get(path).status_code == 200
    assert read(adoption.id) is not None
    assert client.post(path).status_code == 303
    assert read(adoption.id) is None
    # A second click leads to the list of what is left, and another's looks the same.
    again = client.post(path)
    assert (again.status_code, again.location) == (303, "/adoptions")
    assert client.get(path).status_code == 404


def test_a_moderator_removes_it_with_a_reason(app, client: Client, people: People):
    adoption = said(a_record(people), people.carys)
    drain_all()
    path = f"/adoptions/{adoption.id}/remove"
    assert client.as_user(people.bilal).post(path).status_code == 422
    assert client.post(path, data={"words": "It names a patient."}).status_code == 303
    assert read(adoption.id) is None
    drain_all()
    assert "It names a patient." in mails_to(app, people.carys)


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_who_may(client: Client, people: People, act: str):
    record = a_record(people)
    adoption = said(record, people.carys)
    path = f"/adoptions/{adoption.id}/{act}"
    for person, status in ((people.amina, 403), (people.dev, 403), (None, 302)):
        assert client.as_user(person).get(path).status_code == status
    assert client.as_user(people.carys).get(f"/adoptions/99999/{act}").status_code == 404
    assert client.delete(path).status_code == 405
    record = db.session.merge(record)
    record.audience = "organisation"
    db.session.commit()
    # Who cannot see the record any more cannot see what was said of it.
    assert client.as_user(people.carys).get(path).status_code == 404
