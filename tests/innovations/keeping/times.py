"""Records at a day of their life, and the work of that day."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

from flask import Flask

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.keeping.jobs import keep_true
from portal.innovations.models import Innovation
from portal.outbox import Message, drain
from tests.factories import make_innovation
from tests.innovations.test_contact import letters
from tests.people import People

PUBLISHED_ON = date(2026, 11, 22)
DUE_ON = date(2027, 11, 22)


def go_to(day: date) -> None:
    """Let it be noon of a day."""
    clock.start_at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def days_before_due(days: int) -> None:
    go_to(DUE_ON - timedelta(days=days))


def a_record(cast: People, **fields: object) -> int:
    """The id of a record of Amina's, published on the first day; its mails are sent."""
    go_to(PUBLISHED_ON)
    record = make_innovation(cast.amina, reviewer=cast.bilal, **fields)
    drain_all()
    return record.id


def drain_all() -> None:
    db.session.commit()
    db.session.remove()
    while drain():
        pass


def work_of_the_day() -> None:
    """The daily job, and the mails it puts."""
    db.session.commit()
    keep_true(Message(topic="innovations.keep_true", subject="today"))
    drain_all()


def current(record_id: int) -> Innovation:
    db.session.expire_all()
    return db.session.get_one(Innovation, record_id)


def mails(app: Flask, person: User | str, subject: str = "") -> list[EmailMessage]:
    """The mails that a person has got with a subject that begins so."""
    address = person if isinstance(person, str) else person.email
    # A long subject begins on a line of its own.
    sent = [(m, m["Subject"].strip()) for m in letters(app) if address in m["To"]]
    return [mail for mail, title in sent if title.startswith(subject)]
