"""Signing in, signing out, and being slowed down."""

import pytest
from flask import Flask

from portal.accounts import actions
from portal.extensions import db
from tests.client import Client
from tests.people import People

PASSWORD = "correct horse battery"


@pytest.fixture
def amina(people: People) -> str:
    from portal.accounts.sign_in import hash_password

    people.amina.password_hash = hash_password(PASSWORD)
    db.session.commit()
    return people.amina.email


def enter(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def test_the_right_password_signs_in_and_a_visitor_has_no_cookie(client, amina):
    assert client.get("/sign-in").headers.get("Set-Cookie") is None
    response = enter(client, amina.upper())
    assert response.status_code == 303
    assert "HttpOnly" in response.headers["Set-Cookie"]


def test_unknown_and_wrong_get_the_same_answer(client, amina):
    wrong, unknown = enter(client, amina, "nope"), enter(client, "x@portal.example", "nope")
    assert wrong.status_code == unknown.status_code == 422
    assert "We do not know this email and password together" in wrong.text
    assert wrong.text.replace(amina, "") == unknown.text.replace("x@portal.example", "")
