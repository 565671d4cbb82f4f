"""What tests share is as it was made, whatever the test before did to it."""

from pathlib import Path

from flask import Flask
from sqlalchemy import delete, func, select

from portal.extensions import db
from portal.forum.models import Membership
from tests.application import MadeOnce
from tests.factories import make_community
from tests.people import People


def test_what_was_made_once_is_found_as_it_was(
    app: Flask, people: People, made_once: MadeOnce
) -> None:
    made = []

    def make() -> int:
        Path(app.config["DATA_DIR"], "word").write_text("kept")
        made.append(make_community(people.amina, "Readers", members=[people.dev]).id)
        return made[-1]

    first = made_once("readers", make)
    db.session.execute(delete(Membership).where(Membership.person_id == people.dev.id))
    make_community(people.carys, "Writers")
    db.session.commit()
    Path(app.config["DATA_DIR"], "word").write_text("changed")

    assert made_once("readers", make) == first
    assert made == [first]
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 2
    assert people.dev.name == "Dev Patel"
    assert Path(app.config["DATA_DIR"], "word").read_text() == "kept"
    # The numbers go on behind what was kept.
    assert make_community(people.carys, "Writers").id == first + 1
