"""Signing in, signing out, and being slowed down."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.models import SignInSession, User
from portal.accounts.sign_in import hash_password
from portal.extensions import db
from tests.client import Client
from tests.people import People

PASSWORD = "correct horse battery"


@pytest.fixture
def amina(people: People) -> User:
    people.amina.password_hash = hash_password(PASSWORD)
    db.session.add(people.amina)
    db.session.commit()
    return people.amina


@pytest.fixture
def later() -> Iterator[None]:
    """Puts the clock back afterwards."""
    yield
    clock.start_at(None)


def enter(client: Client, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def test_the_right_password_signs_in_whatever_the_case_of_the_email(client: Client, amina: User):
    response = enter(client, amina.email.upper())
    assert (response.status_code, response.location) == (303, "/")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Amina Yusuf" in client.get("/").text


def test_visitors_get_no_cookie_on_any_page(client: Client, people: People):
    for path in ("/", "/sign-in", "/innovations", "/search?q=koha", "/privacy", "/nowhere"):
        assert "Set-Cookie" not in client.get(path).headers, path


def test_unknown_wrong_and_disabled_get_the_same_answer(client: Client, amina: User):
    answers = [enter(client, amina.email, "nope"), enter(client, "x@portal.example", "nope")]
    amina.disabled_at = clock.now()
    db.session.merge(amina)
    db.session.commit()
    answers.append(enter(client, amina.email, PASSWORD))
    texts = {a.text.replace(amina.email, "").replace("x@portal.example", "") for a in answers}
    assert {a.status_code for a in answers} == {422}
    assert len(texts) == 1
    assert "The email or password is not correct" in texts.pop()


def test_signing_in_starts_a_new_session_and_signing_out_ends_it_for_good(
    client: Client, amina: User
):
    name = client.application.config["SESSION_COOKIE_NAME"]
    enter(client, amina.email)
    first = client.get_cookie(name)
    enter(client, amina.email)
    second = client.get_cookie(name)
    assert first.value != second.value
    left = client.post("/sign-out")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.set_cookie(name, second.value)
    assert client.get("/innovations/new").status_code == 302


def test_sign_out_takes_a_post(client: Client, amina: User):
    enter(client, amina.email)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/innovations/new").status_code == 200


@pytest.mark.usefixtures("later")
def test_a_session_ends_by_itself(client: Client, amina: User):
    enter(client, amina.email)
    clock.start_at(clock.now() + timedelta(hours=13))
    assert client.get("/innovations/new").status_code == 302


def test_the_session_key_is_not_in_the_database(client: Client, amina: User):
    enter(client, amina.email)
    with client.session_transaction() as session:
        key = session["_user_id"]
    stored = db.session.scalars(select(SignInSession.key_hash)).all()
    assert key not in stored


@pytest.mark.usefixtures("later")
def test_each_wrong_password_makes_the_account_wait_longer(client: Client, amina: User):
    for _ in range(3):
        assert enter(client, amina.email, "nope").status_code == 422
    refused = enter(client, amina.email)
    assert refused.status_code == 429
    assert "Too many attempts. Try again in" in refused.text
    assert amina.email in refused.text
    clock.start_at(clock.now() + timedelta(seconds=3))
    assert enter(client, amina.email, "nope").status_code == 422
    clock.start_at(clock.now() + timedelta(seconds=3))
    assert enter(client, amina.email).status_code == 429
    clock.start_at(clock.now() + timedelta(seconds=3))
    assert enter(client, amina.email).status_code == 303


def test_one_address_may_try_so_often_in_a_minute(app: Flask, client: Client, amina: User):
    app.config["SIGN_IN_PER_MINUTE"] = 2
    statuses = [enter(client, f"{n}@portal.example", "nope").status_code for n in range(3)]
    assert statuses == [422, 422, 429]


def test_a_whole_trust_can_sign_in_from_one_address(app: Flask, client: Client, amina: User):
    app.config["SIGN_IN_PER_MINUTE"] = 2
    assert [enter(client, amina.email).status_code for _ in range(5)] == [303] * 5
    assert [enter(client, f"{n}@x.example", "no").status_code for n in range(3)] == [422, 422, 429]
    assert enter(client, amina.email).status_code == 429


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\nb"]
)
def test_signing_in_never_leads_to_another_site(client: Client, amina: User, target: str):
    assert enter(client, amina.email, next=target).location == "/"


def test_signing_in_goes_where_the_person_was_going(client: Client, amina: User):
    asked = client.get("/innovations/mine?page=2")
    page = client.get(asked.location)
    assert 'value="/innovations/mine?page=2"' in page.text
    assert enter(client, amina.email, next="/innovations/mine?page=2").location == (
        "/innovations/mine?page=2"
    )


def test_a_form_from_another_site_is_refused(client: Client, amina: User):
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        data = {"email": amina.email, "password": PASSWORD}
        assert client.post("/sign-in", data=data, headers=header).status_code == 400


def test_a_form_without_its_token_is_refused_and_its_text_kept(
    app: Flask, client: Client, amina: User
):
    app.config["WTF_CSRF_ENABLED"] = True
    enter(client, amina.email)
    data = {"kind": "project", "title": "Typed before the token went stale", "audience": "public"}
    foreign = client.post("/innovations/new", data=data)
    assert foreign.status_code == 400
    ours = client.post("/innovations/new", data=data, headers={"Origin": "http://localhost"})
    assert ours.location == "/innovations/new"
    assert "Typed before the token went stale" in client.get("/innovations/new").text


def test_the_token_of_a_session_stays_and_is_no_other_s(app: Flask, client: Client, amina: User):
    app.config["WTF_CSRF_ENABLED"] = True

    def token() -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
        assert found
        return found[1]

    enter(client, amina.email)
    first, again = token(), token()
    # What follows the first point is the second in which the page was made, and a signature.
    assert first.split(".")[0] == again.split(".")[0]
    client.delete_cookie(app.config["SESSION_COOKIE_NAME"])
    enter(client, amina.email)
    assert token().split(".")[0] != first.split(".")[0]
    refused = client.post("/sign-out", data={"csrf_token": first})
    assert refused.location != "/"
    assert "Sign out" in client.get("/").text
    client.post("/sign-out", data={"csrf_token": token()})
    assert "Sign out" not in client.get("/").text


def test_private_pages_are_never_stored(client: Client, amina: User):
    assert client.get("/").headers["Cache-Control"] == "no-cache"
    enter(client, amina.email)
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_odd_input(client: Client, amina: User):
    for email, password in [
        ("", ""),
        ("a" * 5000, "b"),
        ("a\x00b", "c"),
        ("👩‍⚕️@x", "مرحبا"),
        ("x", "p" * 9000),
    ]:
        response = enter(client, email, password)
        assert response.status_code == 422
