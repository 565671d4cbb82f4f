"""Administrators name the managers of an organisation."""

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.organisations.models import Organisation
from portal.outbox import drain
from portal.people.models import OrganisationManager
from tests.client import Client
from tests.people import People

PATH = "/organisations/ZZ01/managers"


def test_they_are_named_told_and_removed(client: Client, people: People) -> None:
    client.as_user(people.erin)
    assert f'href="{PATH}"' in client.get("/organisations/ZZ01").text
    assert "Nobody yet" in client.get(PATH).text
    response = client.post(PATH, data={"person": ""})
    assert response.status_code == 422
    assert "Find and tick a person" in response.text
    found = client.post(PATH, data={"find": "person", "person-find": "dev"})
    assert "Dev Patel" in found.text
    for _ in range(2):
        data = {"person": people.dev.id, "draft_key": "one"}
        assert client.post(PATH, data=data).status_code == 303
    assert "They are told." in client.get(PATH).text
    client.post(PATH, data={"person": people.dev.id, "draft_key": "two"})
    assert "They were a manager already." in client.get(PATH).text
    assert f"{PATH}/{people.dev.id}/remove" in client.get(PATH).text
    drain()
    page = client.as_user(people.dev).get("/notifications").text
    assert "who knows what in your organisation" in page
    assert client.get("/knowledge?organisation=ZZ01").status_code == 200
    assert 'href="/knowledge"' in client.get("/account/profile").text
    client.as_user(people.erin)
    for _ in range(2):
        assert client.post(f"{PATH}/{people.dev.id}/remove").status_code == 303
    client.as_user(people.dev)
    assert client.get("/knowledge?organisation=ZZ01").status_code == 403
    assert "who knows what in your organisation" not in client.get("/notifications").text
    assert 'href="/knowledge"' not in client.get("/account/profile").text


def test_nobody_else_names_them(client: Client, people: People) -> None:
    for person in (people.amina, people.bilal):
        client.as_user(person)
        assert client.get(PATH).status_code == 403
        assert client.post(PATH, data={"person": person.id}).status_code == 403
        assert client.post(f"{PATH}/{person.id}/remove").status_code == 403
    assert client.as_user(None).get(PATH).status_code == 302
    client.as_user(people.erin)
    assert client.get("/organisations/ZZ99/managers").status_code == 404
    assert client.get(f"{PATH}/{people.dev.id}/remove").status_code == 405


def test_they_are_named_at_the_machine(app: Flask, people: People, managed: Organisation) -> None:
    runner = app.test_cli_runner()
    asked = ["people", "managers"]
    listed = runner.invoke(args=[*asked, "list", "ZZ01"])
    assert listed.output == "Dev Patel, dev@portal.example\n"
    assert runner.invoke(args=[*asked, "remove", "ZZ01", "dev@portal.example"]).exit_code == 0
    assert db.session.scalars(select(OrganisationManager)).all() == []
    added = runner.invoke(args=[*asked, "add", "zz01", "Amina@portal.example"])
    assert added.output == "Amina Yusuf manages Ashbourne Trust\n"
    again = runner.invoke(args=[*asked, "remove", "ZZ01", "dev@portal.example"])
    assert again.exit_code == 1
    assert "Dev Patel does not manage Ashbourne Trust" in again.output
    for wrong in (["ZZ99", "dev@portal.example"], ["ZZ01", "nobody@portal.example"]):
        assert runner.invoke(args=[*asked, "add", *wrong]).exit_code == 1
