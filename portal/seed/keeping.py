"""What of the invented community is to be handed on. One record is stale by its age alone."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.keeping import offering
from portal.innovations.models import Innovation
from portal.outbox import Message

TITLE = "A data cleaning checklist for a library system move"
WORDS = "I change to another trust in the new year. You used it for the shared Koha system."


def load_offers(people: Mapping[str, User]) -> None:
    """Hazel offers a record to Amina, who has not answered yet."""
    record = db.session.scalars(select(Innovation).where(Innovation.title == TITLE)).one()
    running_from = clock.now()
    clock.start_at(running_from - timedelta(days=4))
    offering.offer(record, people["hazel"], to=people["amina"], words=WORDS)
    clock.start_at(running_from)
    # Nobody is to be told of what never happened.
    db.session.execute(delete(Message).where(Message.topic == "innovations.offered"))
