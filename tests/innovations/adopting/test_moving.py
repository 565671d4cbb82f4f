"""When two records of the same work are put together, their adoptions are as well."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.innovations.adopting import actions
from portal.innovations.models import Adoption, Innovation
from tests.innovations.adopting.records import a_record, drain_all, mails_to, said
from tests.people import People


def moved(left: Innovation, kept: Innovation) -> list[Adoption]:
    actions.move(left.id, kept.id)
    db.session.commit()
    return list(db.session.scalars(select(Adoption).where(Adoption.innovation_id == kept.id)))


def test_adoptions_move_to_the_record_that_is_kept(people: People):
    left, kept = a_record(people), a_record(people)
    said(left, people.carys, since=date(2025, 1, 1), state="confirmed")
    (adoption,) = moved(left, kept)
    assert (adoption.since, adoption.state) == (date(2025, 1, 1), "confirmed")
    assert db.session.scalars(select(Adoption).where(Adoption.innovation_id == left.id)).all() == []


@pytest.mark.parametrize(
    ("there", "moving", "stays"),
    [
        ("waiting", "confirmed", "moving"),
        ("confirmed", "waiting", "there"),
        ("refused", "waiting", "moving"),
        # Of equals, the newer.
        ("waiting", "waiting", "moving"),
    ],
)
def test_of_two_the_stronger_stays_and_who_loses_one_is_told(
    app: Flask, people: People, there: str, moving: str, stays: str
):
    left, kept = a_record(people), a_record(people)
    said(kept, people.carys, state=there, changed="there")
    said(left, people.carys, state=moving, changed="moving")
    (adoption,) = moved(left, kept)
    assert adoption.changed == stays
    drain_all()
    assert f"this one is now in {kept.identifier}" in mails_to(app, people.carys)


def test_what_is_the_work_of_an_organisation_itself_is_dropped(people: People):
    left = a_record(people)
    kept = a_record(people, partners=[people.carys.organisation_id])
    said(left, people.carys)
    assert moved(left, kept) == []
