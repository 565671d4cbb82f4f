"""What the invented community changes in published records: at once, or waiting for a moderator."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from portal.innovations.versions import pending, queries
from portal.outbox import Message
from portal.visibility import Status

RISKS = "Staff may go back to the old way of working when the team is short of people."
ADVICE = "Tell every reader a month before, and again in the week itself."
LATER = "We would train two people for each task, so that a holiday stops nothing."


def load_changes(people: Mapping[str, User]) -> None:
    """A moderator puts something right in a record, then its owner wants to change more of it."""
    amina, bilal = people["amina"], people["bilal"]
    record = db.session.scalars(
        select(Innovation)
        .where(Innovation.author_id == amina.id, Innovation.status == Status.PUBLISHED)
        .order_by(Innovation.id)
    ).first()
    if record is None:
        raise LookupError("the invented community has no published record of Amina's")
    running_from = clock.now()
    clock.start_at(running_from - timedelta(days=3))
    actions.save(record, bilal, fields={"risks": RISKS}, version=record.version)
    clock.start_at(running_from - timedelta(days=1))
    for fields in ({"starting_advice": ADVICE}, {"would_do_differently": LATER}):
        db.session.flush()
        seen = pending.token(record, queries.pending_of(record))
        pending.propose(record, amina, fields=fields, seen=seen)
    db.session.flush()
    pending.submit(record, amina)
    clock.start_at(running_from)
    # Nobody is to be told of what never happened.
    db.session.execute(delete(Message).where(Message.topic == "innovations.proposed"))
