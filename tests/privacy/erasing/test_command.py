"""``flask privacy``: erasing who asks for it by letter, and the log of it."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.importing.models import ImportBatch
from portal.privacy.models import Erasure
from tests.people import People
from tests.privacy.erasing.world import World, everywhere, work


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def run(runner: FlaskCliRunner, *words: str, typed: str = "") -> str:
    result = runner.invoke(args=["privacy", *words], input=typed)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_dry_run_only_says_what_would_go(runner: FlaskCliRunner, people: People):
    World(people)
    work()
    said = run(runner, "erase", people.amina.email, "--extent", "everything", "--dry-run")
    assert f"Amina Yusuf, number {people.amina.id}: everything, with all that I wrote" in said
    assert "3 posts" in said
    assert "Nothing was erased." in said
    assert db.session.scalars(select(Erasure)).all() == []
    assert everywhere()


def test_it_asks_before_it_erases(runner: FlaskCliRunner, people: People):
    words = ["erase", people.amina.email, "--extent", "account"]
    result = runner.invoke(args=["privacy", *words], input="n\n")
    assert result.exit_code == 1
    assert db.session.scalars(select(Erasure)).all() == []
    assert "Erased." in run(runner, *words, typed="y\n")
    db.session.expire_all()
    assert db.session.get_one(User, people.amina.id).email is None


def test_it_erases_who_has_no_email(runner: FlaskCliRunner, people: People):
    World(people)
    work()
    key = str(people.amina.id)
    run(runner, "erase", key, "--extent", "account", "--yes")
    said = run(runner, "erase", key, "--extent", "everything", "--yes")
    assert "erased posts: 3" in said
    work()
    assert everywhere() == []
    log = run(runner, "log").splitlines()
    assert [line.split()[2:] for line in log] == [
        ["person", key, "account", "former"],
        ["person", key, "everything", "former"],
    ]


def test_what_the_log_says_is_enough_to_do_it_again(runner: FlaskCliRunner, people: People):
    key = str(people.carys.id)
    run(runner, "erase", key, "--extent", "profile", "--left-name", "kept", "--yes")
    line = run(runner, "log").split()
    run(runner, "erase", line[3], "--extent", line[4], "--left-name", line[5], "--yes")
    db.session.expire_all()
    assert db.session.get_one(User, people.carys.id).name == "Carys Evans"


def test_it_leaves_what_is_busy_to_the_worker(runner: FlaskCliRunner, people: People):
    World(people)
    work()
    batch = db.session.scalars(select(ImportBatch)).one()
    batch.state = "running"
    db.session.commit()
    said = run(runner, "erase", people.amina.email, "--extent", "everything", "--yes")
    assert "The worker erases the rest later, because an import of this person is going on." in said
    db.session.get_one(ImportBatch, batch.id).state = "done"
    work()
    assert everywhere() == []


@pytest.mark.parametrize("who", ["nobody@portal.example", "99999", "0", "9" * 30])
def test_it_knows_nobody_of_that_name(runner: FlaskCliRunner, people: People, who: str):
    result = runner.invoke(args=["privacy", "erase", who, "--extent", "account", "--yes"])
    assert result.exit_code == 1
    assert "there is nobody with the email or number" in result.output


def test_the_only_administrator_is_not_erased(runner: FlaskCliRunner, people: People):
    result = runner.invoke(
        args=["privacy", "erase", people.erin.email, "--extent", "account", "--yes"]
    )
    assert result.exit_code == 1
    assert "only administrator" in result.output
