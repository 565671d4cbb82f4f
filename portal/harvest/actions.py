"""Writing down what harvesters may have. Nothing here commits.

Harvesters ask for what changed since the moment of their last answer. So whatever is committed
after an answer must bear a later datestamp than that answer: docs/adr/0018.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from portal.clock import now
from portal.extensions import db
from portal.harvest.models import HarvestEntry
from portal.harvest.queries import memberships
from portal.turns import take_turns

# How far ahead of the clock datestamps are, and how long writing may take at most.
AHEAD = timedelta(seconds=5)
LONGEST = timedelta(seconds=3)


class TooSlowError(Exception):
    """The datestamps would be past before they are committed; undo everything and try again."""


def stamp(ids: Collection[int]) -> None:
    """Bring the entries of records up to date: they changed, came, moved between sets or left.

    To be committed at once. Raises TooSlowError.
    """
    # Begins the transaction, which on SQLite waits for others that write.
    db.session.connection()
    take_turns("harvest")
    began = now()
    moment = began.replace(microsecond=0) + AHEAD
    wanted = memberships(ids)
    known = db.session.scalars(
        select(HarvestEntry)
        .where(HarvestEntry.innovation_id.in_(ids))
        .execution_options(populate_existing=True)
    )
    missing = {(key, spec) for key, (_, specs) in wanted.items() for spec in specs}
    for entry in known:
        is_live = (entry.innovation_id, entry.set_spec) in missing
        missing.discard((entry.innovation_id, entry.set_spec))
        if is_live or not entry.is_deleted:
            # Never back, whatever the clock does: a harvest that is going on would pass it over.
            entry.datestamp = max(moment, entry.datestamp)
            entry.is_deleted = not is_live
    db.session.add_all(
        HarvestEntry(set_spec=spec, innovation_id=key, identifier=wanted[key][0], datestamp=moment)
        for key, spec in sorted(missing)
    )
    db.session.flush()
    if now() - began > LONGEST:
        raise TooSlowError
