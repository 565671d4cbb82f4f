"""Choosing what is erased, seeing what goes, and confirming it with the password."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.sign_in import hash_password
from portal.drafts import actions as drafts
from portal.extensions import db
from portal.innovations.versions import pending
from portal.permissions import Role
from portal.privacy.models import Erasure
from portal.visibility import Status
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People

CHOOSE = "/account/data/erase"
CONFIRM = f"{CHOOSE}/confirm?extent=account&left_name=kept"
PASSWORD = "a long password"


@pytest.fixture
def amina(app: Flask, people: People) -> User:
    person = db.session.merge(people.amina)
    person.password_hash = hash_password(PASSWORD)
    db.session.commit()
    return person


def erasures() -> list[Erasure]:
    return list(db.session.scalars(select(Erasure)))


def test_visitors_are_asked_to_sign_in(client: Client, people: People):
    for path in (CHOOSE, CONFIRM):
        assert client.get(path).status_code == 302
        assert client.post(path, data={"password": PASSWORD}).status_code == 401
    assert client.get("/account/data/erased").status_code == 200


def test_what_was_chosen_comes_to_the_next_page(client: Client, amina: User):
    client.as_user(amina)
    assert "What you wrote stays." in client.get(CHOOSE).text
    answer = client.post(CHOOSE, data={"extent": "profile", "left_name": "kept"})
    assert answer.status_code == 303
    assert answer.location == f"{CHOOSE}/confirm?extent=profile&left_name=kept"
    assert "It bears your name" in client.get(answer.location).text
    answer = client.post(CHOOSE, data={"extent": "everything"})
    page = client.get(answer.location).text
    assert "Former member" not in page
    assert "quoted from your posts" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose what should be erased"),
        ({"extent": "all"}, "Choose what should be erased"),
        ({"extent": "account"}, "Choose what should stand on what stays"),
        ({"extent": "profile", "left_name": "x"}, "Choose what should stand on what stays"),
    ],
)
def test_a_choice_is_needed(client: Client, amina: User, data: dict[str, str], words: str):
    answer = client.as_user(amina).post(CHOOSE, data=data)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("query", ["", "?extent=all&left_name=kept", "?extent=account"])
def test_without_a_choice_nothing_is_confirmed(client: Client, amina: User, query: str):
    client.as_user(amina)
    for answer in (
        client.get(f"{CHOOSE}/confirm{query}"),
        client.post(f"{CHOOSE}/confirm{query}", data={"password": PASSWORD}),
    ):
        assert (answer.status_code, answer.location) == (303, CHOOSE)
    assert erasures() == []


def test_the_page_says_in_figures_what_goes(client: Client, people: People, amina: User):
    community = make_community(people.bilal, members=[amina])
    make_thread(amina, community, "A question")
    shown = make_innovation(amina, reviewer=people.bilal)
    fields = {"title": "Others"}
    pending.propose(shown, db.session.merge(amina), fields=fields, seen=pending.token(shown, None))
    make_innovation(amina, Status.DRAFT)
    drafts.save(amina, "/threads/new", {"text": ["A draft"]}, key="tab")
    db.session.commit()
    client.as_user(amina)
    page = client.get(CONFIRM).text
    assert "1 draft" in page
    assert "1 membership of a community" in page
    assert "1 innovation that you did not submit" in page
    assert "1 innovation with changes that you did not submit: only the changes" in page
    assert "1 post" not in page
    everything = client.get(CONFIRM.replace("=account", "=everything")).text
    for words in ("1 draft", "1 post", "1 title of a thread", "2 whole innovations"):
        assert words in everything


def test_the_page_says_what_nobody_else_looks_after(client: Client, people: People, amina: User):
    make_innovation(amina, reviewer=people.bilal)
    make_innovation(amina, Status.DRAFT)
    make_community(amina, "Cataloguers")
    page = client.as_user(amina).get(CHOOSE).text
    assert "You are the only one who looks after 1 innovation" in page
    assert "You are the only manager of Cataloguers" in page


def test_the_password_has_to_be_right(client: Client, amina: User):
    client.as_user(amina)
    for password, words in (("", "Enter your password"), ("wrong", "is not correct")):
        answer = client.post(CONFIRM, data={"password": password})
        assert answer.status_code == 422
        assert words in answer.text
    assert erasures() == []
    assert db.session.get_one(User, amina.id).is_active


@pytest.mark.own_app
def test_guessing_the_password_is_slowed_down(client: Client, amina: User):
    client.as_user(amina)
    answers = [client.post(CONFIRM, data={"password": f"guess {n}"}) for n in range(12)]
    assert "Too many attempts" in answers[-1].text
    assert {answer.status_code for answer in answers} == {422}


def test_the_account_is_closed_at_once(client: Client, people: People, amina: User):
    make_thread(amina, make_community(people.bilal, members=[amina]), "A question")
    other = client.application.test_client()
    assert isinstance(other, Client)
    other.as_user(amina)
    assert other.get("/account/profile").status_code == 200
    client.as_user(amina)
    answer = client.post(CONFIRM, data={"password": PASSWORD})
    assert answer.location == "/account/data/erased"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.as_user(None)
    other.as_user(None)
    sign_in = client.post("/sign-in", data={"email": amina.email, "password": PASSWORD})
    assert sign_in.status_code == 422
    client.as_user(people.dev)
    assert client.get(f"/people/{amina.id}").status_code == 404
    db.session.expire_all()
    person = db.session.get_one(User, amina.id)
    assert (person.email, person.password_hash, person.role) == (None, None, Role.MEMBER)
    assert len(erasures()) == 1


def test_a_session_of_another_browser_ends(client: Client, people: People, amina: User):
    other = client.application.test_client()
    answer = other.post("/sign-in", data={"email": amina.email, "password": PASSWORD})
    assert answer.status_code == 303
    assert other.get("/account/profile").status_code == 200
    client.as_user(amina).post(CONFIRM, data={"password": PASSWORD})
    assert other.get("/account/profile").status_code == 302


def test_the_only_administrator_stays(client: Client, people: People):
    erin = db.session.merge(people.erin)
    erin.password_hash = hash_password(PASSWORD)
    db.session.commit()
    client.as_user(erin)
    words = "You are the only administrator"
    assert words in client.get(CHOOSE).text
    answer = client.post(CONFIRM, data={"password": PASSWORD})
    assert answer.status_code == 409
    assert words in answer.text
    assert erasures() == []
    second = db.session.merge(people.bilal)
    second.role, second.password_hash = Role.ADMINISTRATOR, erin.password_hash
    db.session.commit()
    assert client.post(CONFIRM, data={"password": PASSWORD}).status_code == 303


def test_the_email_can_be_used_again(app: Flask, client: Client, people: People, amina: User):
    email = amina.email
    client.as_user(amina).post(CONFIRM, data={"password": PASSWORD})
    db.session.add(User(name="Amina Yusuf", email=email))
    db.session.commit()
