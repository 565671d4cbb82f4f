"""The owners of a record confirm what others say of it, or say why not."""

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.adopting import queries
from portal.innovations.models import Adoption, Innovation
from portal.permissions import Role
from portal.visibility import Status
from tests.client import Client
from tests.innovations.adopting.records import a_record, drain_all, mails_to, said
from tests.innovations.test_contact import letters
from tests.people import People


def state_of(adoption_id: int) -> str:
    db.session.expire_all()
    return db.session.scalar(select(Adoption.state).where(Adoption.id == adoption_id)) or ""


@pytest.mark.parametrize("who", ["amina", "bilal"])
def test_an_owner_or_a_moderator_confirms_it(app, client: Client, people: People, who: str):
    adoption = said(a_record(people), people.carys, changed="For *nurses*")
    drain_all()
    path = f"/adoptions/{adoption.id}/decide"
    assert "For *nurses*" in client.as_user(getattr(people, who)).get(path).text
    sent = client.post(path, data={"answer": "yes", "version": str(adoption.version)})
    assert sent.status_code == 303
    assert state_of(adoption.id) == "confirmed"
    drain_all()
    assert "have confirmed that Thamesby Trust" in mails_to(app, people.carys)


def test_a_refusal_needs_words_and_they_reach_who_said_it(app, client: Client, people: People):
    record = a_record(people)
    adoption = said(record, people.carys)
    drain_all()
    path = f"/adoptions/{adoption.id}/decide"
    data = {"answer": "no", "version": str(adoption.version)}
    empty = client.as_user(people.amina).post(path, data=data)
    assert empty.status_code == 422
    assert "Say why you refuse it" in empty.text
    client.post(path, data=data | {"words": "We think of another method."})
    assert state_of(adoption.id) == "refused"
    drain_all()
    mails = mails_to(app, people.carys)
    assert "We think of another method." in mails
    assert f"/adoptions/{adoption.id}/edit" in mails
    page = f"{record.path}/adoptions"
    for person, sees in (
        (people.carys, True),
        (people.amina, True),
        (people.erin, True),
        (people.dev, False),
        (None, False),
    ):
        assert ("We think of another method." in client.as_user(person).get(page).text) is sees
    assert client.as_user(people.dev).get(f"/adoptions/{adoption.id}/contact").status_code == 404


def test_what_was_changed_meanwhile_must_be_read_again(client: Client, people: People):
    adoption = said(a_record(people), people.carys)
    path = f"/adoptions/{adoption.id}/decide"
    data = {"answer": "yes", "words": "Good to hear", "version": str(adoption.version)}
    db.session.get_one(Adoption, adoption.id).changed = "Something else altogether"
    db.session.commit()
    answer = client.as_user(people.amina).post(path, data=data)
    assert answer.status_code == 409
    assert "Good to hear" in answer.text
    assert "Something else altogether" in answer.text
    assert state_of(adoption.id) == "waiting"


def test_owners_see_what_waits_for_them(client: Client, people: People):
    record = a_record(people)
    adoption = said(record, people.carys)
    for path in ("/innovations/mine", f"{record.path}/tasks"):
        page = client.as_user(people.amina).get(path).text
        assert "1 adoption waits for you to confirm" in page
    link = f"/adoptions/{adoption.id}/decide"
    assert link in client.get("/adoptions/waiting").text
    assert link in client.as_user(people.bilal).get("/adoptions/waiting").text
    assert "Nothing waits for you" in client.as_user(people.carys).get("/adoptions/waiting").text
    client.as_user(people.amina).post(link, data={"answer": "yes", "version": "1"})
    assert "for you to confirm" not in client.get(f"{record.path}/tasks").text


def test_people_see_what_their_organisation_said(client: Client, people: People):
    record = a_record(people)
    said(record, people.carys)
    page = client.as_user(people.carys).get("/adoptions")
    assert record.title in page.text
    fragment = client.fragment("/adoptions")
    assert fragment.text.strip() in page.text
    assert "Nothing yet" in client.as_user(people.dev).get("/adoptions").text


def test_nobody_confirms_what_they_said_themself(client: Client, people: People):
    record = a_record(people)
    adoption = said(record, people.bilal)
    path = f"/adoptions/{adoption.id}/decide"
    assert client.as_user(people.bilal).get(path).status_code == 403
    assert client.post(path, data={"answer": "yes", "version": "1"}).status_code == 403


def test_an_owner_who_works_elsewhere_does_not_confirm_themself(client: Client, people: People):
    carys = {"user_id": people.carys.id, "name": "Carys", "role": "owner", "is_shown": True}
    record = a_record(people, people=[carys])
    path = f"/adoptions/{said(record, people.carys).id}/decide"
    assert client.as_user(people.carys).get(path).status_code == 403
    assert client.as_user(people.amina).get(path).status_code == 200


def test_what_is_said_of_a_record_is_gone_with_it(client: Client, people: People):
    record = a_record(people)
    adoption = said(record, people.carys, state="confirmed")
    db.session.get_one(Innovation, record.id).status = Status.HIDDEN
    db.session.commit()
    client.as_user(people.carys)
    assert record.title not in client.get("/adoptions").text
    for act in ("edit", "remove", "contact"):
        assert client.get(f"/adoptions/{adoption.id}/{act}").status_code == 404
    assert queries.figures(record.id, people.carys) is None


def test_who_may(client: Client, people: People):
    adoption = said(a_record(people), people.carys)
    path = f"/adoptions/{adoption.id}/decide"
    for person, status in ((people.carys, 403), (people.dev, 403), (None, 302)):
        assert client.as_user(person).get(path).status_code == status
    assert client.as_user(people.amina).get("/adoptions/99999/decide").status_code == 404
    assert client.delete(path).status_code == 405
    for path in ("/adoptions", "/adoptions/waiting"):
        assert client.as_user(None).get(path).status_code == 302
        assert client.post(path).status_code == 405


def test_who_lost_the_record_before_the_mail_is_not_asked(app, client: Client, people: People):
    record = a_record(people)
    before = len(letters(app))
    said(record, people.carys)
    db.session.get_one(User, people.amina.id).role = Role.MEMBER
    record = db.session.merge(record)
    record.author_id = people.bilal.id
    record.people = []
    db.session.commit()
    drain_all()
    assert len(letters(app)) == before
