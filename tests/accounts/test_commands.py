"""``flask users``."""

from flask import Flask

from tests.client import Client
from tests.people import People

PASSWORD = "correct horse battery"


def run(app: Flask, *words: str):
    return app.test_cli_runner().invoke(args=["users", *words])


def test_create_role_and_disable(app: Flask, client: Client, people: People):
    made = run(
        app,
        "create",
        "Nia@portal.example",
        "Nia Rees",
        "--organisation",
        "ZZ01",
        "--password",
        PASSWORD,
    )
    assert made.exit_code == 0, made.output
    data = {"email": "nia@portal.example", "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 303
    assert client.get("/moderation").status_code == 403
    assert run(app, "role", "nia@portal.example", "moderator").exit_code == 0
    assert client.get("/moderation").status_code == 200
    assert run(app, "disable", "NIA@portal.example").exit_code == 0
    assert client.get("/innovations/new").status_code == 302
    assert client.post("/sign-in", data=data).status_code == 422


def test_faults_are_said_in_words(app: Flask, people: People):
    assert "already has this email" in run(app, "create", "AMINA@portal.example", "A").output
    assert (
        "12 characters" in run(app, "create", "n@portal.example", "N", "--password", "short").output
    )
    assert (
        "no organisation"
        in run(app, "create", "n@portal.example", "N", "--organisation", "X").output
    )
    assert "nobody has this email" in run(app, "role", "x@portal.example", "member").output
    assert run(app, "role", "amina@portal.example", "king").exit_code == 2


def test_a_password_is_made_up_when_none_is_given(app: Flask, people: People):
    assert "with the password" in run(app, "create", "n@portal.example", "N").output
