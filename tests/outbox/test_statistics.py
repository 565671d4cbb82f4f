"""What SQLite knows of its tables is renewed every day."""

import pytest
from flask import Flask
from sqlalchemy import text

from portal import outbox
from portal.extensions import db
from portal.outbox.daily import Days
from tests.people import People


@pytest.mark.sqlite
def test_the_worker_has_the_tables_looked_at(app: Flask, people: People) -> None:
    Days().begin()
    outbox.drain()
    known = db.session.scalar(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'user' LIMIT 1"))
    assert known is not None
    assert known.startswith("5 ")
