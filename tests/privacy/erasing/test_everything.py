"""Whoever has everything erased leaves no word behind, in any table or file; others keep theirs."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.privacy.models import Erasure
from tests.client import Client
from tests.people import People
from tests.privacy.erasing.words import OTHERS, WORD
from tests.privacy.erasing.world import PASSWORD, World, everywhere, files_with, work

CONFIRM = "/account/data/erase/confirm?extent=everything&left_name=kept"


@pytest.fixture
def world(app: Flask, people: People) -> World:
    made = World(people)
    work()
    return made


@pytest.fixture
def erased(client: Client, people: People, world: World) -> World:
    """The world after Amina had everything erased."""
    client.as_user(people.amina)
    assert client.post(CONFIRM, data={"password": PASSWORD}).location == "/account/data/erased"
    work()
    client.as_user(None)
    return world


def test_no_word_of_theirs_is_left(app: Flask, client: Client, people: People, world: World):
    before = everywhere(OTHERS)
    assert len(everywhere()) > 60
    client.as_user(people.amina)
    assert client.post(CONFIRM, data={"password": PASSWORD}).location == "/account/data/erased"
    work()
    assert everywhere() == []
    assert everywhere("amina") == []
    # But for what Carys said for her profile.
    assert set(before) - set(everywhere(OTHERS)) == {"endorsement.words"}
    assert files_with(app, WORD) == []
    assert files_with(app, OTHERS)


def test_others_keep_what_they_wrote(client: Client, people: People, erased: World):
    client.as_user(people.dev)
    page = client.get(f"/threads/{erased.thread}").text
    assert f"The {OTHERS} says yes." in page
    assert f"And the {OTHERS} took two." in page
    assert "Erased by its author" in page
    assert "Withdrawn by its author." in page
    assert f"The {OTHERS} starts in June." in page
    assert "Asked by Former member" in page
    assert "Amina" not in page
    other = client.get(f"/threads/{erased.elsewhere}").text
    assert f"An {OTHERS} asks." in other
    assert WORD not in page + other


def test_what_nobody_else_has_a_part_in_is_gone(client: Client, people: People, erased: World):
    client.as_user(people.dev)
    assert client.get(f"/threads/{erased.alone}").status_code == 404
    assert client.get(f"/innovations/{erased.mine}").status_code == 404
    assert client.get(f"/people/{people.amina.id}").status_code == 404


def test_shared_innovations_keep_the_words_of_others(client: Client, people: People, erased: World):
    page = client.as_user(people.dev).get(f"/innovations/{erased.ours}").text
    assert f"An {OTHERS} works." in page
    assert "Former member" in page
    assert WORD not in page
    # Too little is left of the other one.
    assert client.get(f"/innovations/{erased.poor}").status_code == 410
    history = client.as_user(people.carys).get(f"/innovations/{erased.poor}/history").text
    assert "is not enough" in history


def test_nothing_is_found_by_their_words(client: Client, people: People, erased: World):
    for reader in (people.dev, people.erin):
        page = client.as_user(reader).get(f"/search?q={WORD}").text
        assert "/threads/" not in page
        assert "/innovations/" not in page.split("<main")[1]
        assert f"/people/{people.amina.id}" not in page


def test_what_others_type_loses_the_quotation(client: Client, people: People, erased: World):
    page = client.as_user(people.dev).get(f"/threads/{erased.thread}/reply").text
    assert f"The {OTHERS} is not sent." in page
    assert WORD not in page


def test_who_asked_is_told_and_can_ask_somebody_else(client: Client, people: People, erased: World):
    page = client.as_user(people.dev).get("/notifications").text
    assert "cannot answer your question" in page
    assert "Amina" not in page


def test_the_log_holds_figures_and_no_words(erased: World):
    erasure = db.session.scalars(select(Erasure)).one()
    assert erasure.done_at is not None
    assert erasure.left_name == "former"
    assert erasure.figures["posts"] == 3
    assert erasure.figures["innovations"] == 1
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.ref == erasure.ref))
    assert set(actions) == {"data:erase", "data:erased"}
