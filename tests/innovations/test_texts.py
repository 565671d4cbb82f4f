"""The words of a record in plain text: kept with it, and made for what was saved before."""

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.innovations import actions, texts
from portal.innovations.models import Innovation
from portal.outbox import commit
from tests.factories import make_innovation
from tests.people import People

pytestmark = pytest.mark.any_database

BEFORE = "d09dadad3cfa"
"""The revision that kept no plain text."""


def kept() -> str:
    return db.session.scalars(select(Innovation.plain_text)).one()


def test_saving_keeps_the_words_of_every_field(app: Flask, people: People):
    record = make_innovation(
        people.amina,
        problem="Each *paid*\n\nfor <b>its</b> own",
        risks="",
        lessons=[{"text": "Clean\nfirst", "advice": "Start early", "audience": "", "step": ""}],
        product="Koha",
    )
    words = texts.by_field(kept())
    assert words["problem"] == "Each paid for <b>its</b> own"
    assert words["lessons"] == "Clean first Start early"
    assert words["risks"] == ""
    assert words["other"].startswith("Koha")
    assert "Counted by the system" in words["other"]
    actions.save(record, people.amina, fields={"product": "Alma"}, version=record.version)
    commit()
    assert texts.by_field(kept())["other"].startswith("Alma")
    assert texts.by_field(kept())["problem"] == "Each paid for <b>its</b> own"


def test_records_of_before_get_their_words_from_the_migration(app: Flask, people: People):
    make_innovation(people.amina, risks="One & *two*", product="Koha", consortium="North")
    expected = kept()
    db.session.remove()
    flask_migrate.downgrade(revision=BEFORE)
    flask_migrate.upgrade()
    assert kept() == expected != ""
