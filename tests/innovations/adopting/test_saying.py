"""Saying "we do this too": once for an organisation, with nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.extensions import db
from portal.innovations.models import Adoption
from portal.visibility import Status
from tests.client import Client
from tests.innovations.adopting.records import a_record, a_trust, drain_all, mails_to, said
from tests.innovations.records import fields_of
from tests.people import People


def adoptions() -> list[Adoption]:
    return list(db.session.scalars(select(Adoption).order_by(Adoption.id)))


def test_one_answer_is_enough(app, client: Client, people: People):
    record = a_record(people)
    path = f"{record.path}/adoptions"
    page = client.as_user(people.carys).get(f"{path}/new")
    assert "Thamesby Trust" in page.text
    sent = client.post(f"{path}/new", data={"stage": "in_use"})
    assert (sent.status_code, sent.location) == (303, path)
    (adoption,) = adoptions()
    assert adoption.organisation_id == people.carys.organisation_id
    assert (adoption.stage, adoption.state, adoption.result) == ("in_use", "waiting", "unknown")
    assert "Not confirmed yet" in client.get(path).text
    drain_all()
    assert f"/adoptions/{adoption.id}/decide" in mails_to(app, people.amina)
    acts = db.session.scalars(select(AuditEntry.action)).all()
    assert "adoption:say" in acts


def test_everything_that_is_said_is_kept_and_shown(client: Client, people: People):
    record = a_record(people)
    client.as_user(people.carys).post(
        f"{record.path}/adoptions/new",
        data={
            "stage": "stopped",
            "stopped_why": "The money <ended>",
            "since-month": "3",
            "since-year": "2025",
            "changed": "Only for *nurses*",
            "result": "worse",
            "may_contact": "y",
        },
    )
    (adoption,) = adoptions()
    assert (adoption.since, adoption.may_contact) == (date(2025, 3, 1), True)
    page = client.as_user(None).get(f"{record.path}/adoptions").text
    for words in ("The money &lt;ended&gt;", "Only for *nurses*", "worse than the original"):
        assert words in page
    assert "March 2025" in page
    assert people.carys.name not in page
    assert people.carys.email not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose how far you are with it"),
        ({"stage": "nonsense"}, "Choose one of the listed options"),
        ({"stage": "stopped"}, "Say why you stopped"),
        ({"stage": "in_use", "since-month": "13", "since-year": "2025"}, "Enter a month from 1"),
        ({"stage": "in_use", "since-month": "1", "since-year": "2099"}, "a month that has begun"),
        ({"stage": "in_use", "changed": "x" * 5001}, "Use 5000 characters or fewer"),
        ({"stage": "in_use", "result": "nonsense"}, "Choose one of the listed options"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_text_is_kept(
    client: Client, people: People, fields: dict[str, str], words: str
):
    record = a_record(people)
    data = {"changed": "Kept all the same", **fields}
    answer = client.as_user(people.carys).post(f"{record.path}/adoptions/new", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert data["changed"][:20] in answer.text
    assert adoptions() == []


def test_the_month_that_has_begun_is_fine(client: Client, people: People):
    record = a_record(people)
    month = {"since-month": str(today().month), "since-year": str(today().year)}
    answer = client.as_user(people.carys).post(
        f"{record.path}/adoptions/new", data={"stage": "piloting", **month}
    )
    assert answer.status_code == 303


def test_a_second_click_says_it_once(client: Client, people: People):
    record = a_record(people)
    place = f"{record.path}/adoptions/new"
    client.as_user(people.carys)
    for _ in range(2):
        sent = client.post(place, data={"stage": "in_use", **fields_of(place)})
        assert (sent.status_code, sent.location) == (303, f"{record.path}/adoptions")
    assert len(adoptions()) == 1


def test_what_is_typed_is_kept_while_typing(client: Client, people: People):
    record = a_record(people)
    place = f"{record.path}/adoptions/new"
    client.as_user(people.carys)
    client.post("/drafts", data={"changed": "Half a thought", **fields_of(place)})
    assert "Half a thought" in client.get(place).text


def test_who_comes_second_of_an_organisation_sees_the_first(client: Client, people: People):
    record = a_record(people)
    adoption = said(record, people.carys)
    place = f"{record.path}/adoptions/new"
    carys = client.as_user(people.carys).get(place)
    assert "Your organisation has already said that it does this too." in carys.text
    assert f"/adoptions/{adoption.id}/edit" in carys.text
    answer = client.post(place, data={"stage": "piloting", "changed": "My words"})
    assert answer.status_code == 409
    assert "My words" in answer.text
    assert "This organisation has already said that it does this too." in answer.text
    assert len(adoptions()) == 1


def test_a_colleague_can_take_it_over_and_who_said_it_is_told(app, client: Client, people: People):
    record = a_record(people)
    adoption = said(record, people.carys)
    drain_all()
    colleague = User(
        name="Fay Ngata", email="fay@portal.example", organisation_id=adoption.organisation_id
    )
    db.session.add(colleague)
    db.session.commit()
    page = client.as_user(colleague).get(f"{record.path}/adoptions/new")
    assert f"/adoptions/{adoption.id}/take-up" in page.text
    assert client.get(f"/adoptions/{adoption.id}/edit").status_code == 403
    taken = client.post(f"/adoptions/{adoption.id}/take-up")
    assert taken.location == f"/adoptions/{adoption.id}/edit"
    assert client.get(taken.location).status_code == 200
    drain_all()
    assert "Fay Ngata" in mails_to(app, people.carys)
    assert client.as_user(people.carys).get(f"/adoptions/{adoption.id}/edit").status_code == 403
    assert client.as_user(people.dev).post(f"/adoptions/{adoption.id}/take-up").status_code == 403


def test_the_lead_organisation_and_its_partners_are_not_elsewhere(client: Client, people: People):
    record = a_record(people, partners=[people.carys.organisation_id])
    place = f"{record.path}/adoptions/new"
    for person, words in (
        (people.dev, "This organisation leads the work in this record"),
        (people.carys, "This organisation is a partner in this record"),
    ):
        page = client.as_user(person).get(place)
        assert words in page.text
        assert 'name="stage"' not in page.text
        assert client.post(place, data={"stage": "in_use"}).status_code == 409
    assert adoptions() == []


def test_who_works_nowhere_is_told_what_to_do(client: Client, people: People):
    record = a_record(people)
    people.carys.organisation_id = None
    place = f"{record.path}/adoptions/new"
    page = client.as_user(people.carys).get(place)
    assert "Your account names no organisation yet" in page.text
    assert client.post(place, data={"stage": "in_use"}).status_code == 409


def test_nobody_says_it_for_another_organisation_but_a_moderator(client: Client, people: People):
    record = a_record(people)
    other = a_trust("ZZ09")
    db.session.commit()
    place = f"{record.path}/adoptions/new"
    data = {"stage": "in_use", "organisation_id": str(other.id)}
    client.as_user(people.carys).post(place, data=data)
    assert adoptions()[0].organisation_id == people.carys.organisation_id
    assert client.as_user(people.bilal).get(place).status_code == 200
    assert client.post(place, data=data).status_code == 303
    assert adoptions()[1].organisation_id == other.id
    none = client.post(place, data={"stage": "in_use"})
    assert none.status_code == 422
    assert "Find and tick the organisation" in none.text


def test_what_is_retired_can_not_be_adopted_any_more(client: Client, people: People):
    record = a_record(people)
    db.session.merge(record).status = Status.RETIRED
    db.session.commit()
    place = f"{record.path}/adoptions/new"
    assert "Only a published record can be adopted" in client.as_user(people.carys).get(place).text
    assert client.post(place, data={"stage": "in_use"}).status_code == 409


def test_who_may(client: Client, people: People):
    record = a_record(people, audience="organisation")
    place = f"{record.path}/adoptions/new"
    assert client.as_user(people.carys).get(place).status_code == 404
    assert client.post(place, data={"stage": "in_use"}).status_code == 404
    assert client.as_user(None).get(place).status_code == 302
    assert client.get("/innovations/99999/adoptions/new").status_code == 302
    assert client.as_user(people.carys).get("/innovations/99999/adoptions/new").status_code == 404
    assert client.delete(place).status_code == 405


def test_of_two_who_say_it_at_the_same_moment_one_is_told(app: Flask, people: People):
    record = a_record(people)
    colleague = User(
        name="Fay Ngata", email="fay@portal.example", organisation_id=people.carys.organisation_id
    )
    db.session.add(colleague)
    db.session.commit()
    clients = [app.test_client().as_user(person) for person in (people.carys, colleague)]
    db.session.remove()

    def send(one: Client) -> int:
        with app.app_context():
            return one.post(f"{record.path}/adoptions/new", data={"stage": "in_use"}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, clients)) == [303, 409]
    assert len(adoptions()) == 1
