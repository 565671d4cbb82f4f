"""What of the invented community somebody says is wrongly shown as theirs."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.people.actions import evidence

TITLE = "An After Action Review at the end of every system project phase"
REASON = "I only lent a room for these reviews. Others led them, so this says nothing about me."


def load_disputes(people: Mapping[str, User]) -> None:
    """Amina disputes her part in a record; no moderator has decided yet."""
    record = db.session.scalars(select(Innovation).where(Innovation.title == TITLE)).one()
    running_from = clock.now()
    clock.start_at(running_from - timedelta(days=2))
    evidence.dispute(people["amina"], record.ref, reason=REASON)
    clock.start_at(running_from)
