"""What the invented community changes in published records: at once, or waiting for a moderator."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from portal.innovations.versions import deciding, pending, queries
from portal.outbox import Message
from portal.visibility import Status

RISKS = "Staff may go back to the old way of working when the team is short of people."
ADVICE = "Tell every reader a month before, and again in the week itself."
WHY = "Your advice is good. Readers will ask what you would do otherwise, so please say that too."
ASKED = "Say what you would do differently now."
LATER = "We would train two people for each task, so that a holiday stops nothing."
TOLD = ("innovations.proposed", "innovations.proposed_again", "innovations.decided")


def load_changes(people: Mapping[str, User]) -> None:
    """A moderator puts something right in a record; its owner wants to change more, and is asked
    for more still.
    """
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
    clock.start_at(running_from - timedelta(days=2))
    _propose(record, amina, {"starting_advice": ADVICE})
    deciding.claim(record, bilal)
    deciding.request_changes(record, bilal, words=WHY, comments={"would_do_differently": ASKED})
    clock.start_at(running_from - timedelta(days=1))
    _propose(record, amina, {"would_do_differently": LATER})
    clock.start_at(running_from)
    # Nobody is to be told of what never happened.
    told = Message.topic.in_(TOLD) & (Message.subject == record.ref)
    db.session.execute(delete(Message).where(told))


def _propose(record: Innovation, owner: User, fields: Mapping[str, str]) -> None:
    db.session.flush()
    seen = pending.token(record, queries.pending_of(record))
    pending.propose(record, owner, fields=fields, seen=seen)
    db.session.flush()
    pending.submit(record, owner)
    db.session.flush()
