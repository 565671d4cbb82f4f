"""Writing down what harvesters may have. Nothing here commits.

Harvesters ask for what changed since the moment of their last answer. So whatever is committed
after an answer must bear a later datestamp than that answer: docs/adr/0018.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from portal.clock import now
from portal.extensions import db
from portal.harvest.models import HarvestEntry
from portal.harvest.queries import ALL, memberships
from portal.turns import take_turns

# How far ahead of the clock datestamps are, and how long writing may take at most.
AHEAD = timedelta(seconds=5)
LONGEST = timedelta(seconds=3)


_KNOWN = select(
    HarvestEntry.innovation_id,
    HarvestEntry.set_spec,
    HarvestEntry.datestamp,
    HarvestEntry.is_deleted,
).where(HarvestEntry.innovation_id.in_(bindparam("ids", expanding=True)))


class TooSlowError(Exception):
    """The datestamps would be past before they are committed; undo everything and try again."""


def stamp(ids: Collection[int]) -> set[int]:
    """Bring the entries of records up to date: they changed, came, moved between sets or left.

    To be committed at once. The ids of those that came or left. Raises TooSlowError.
    """
    # Begins the transaction, which on SQLite waits for others that write.
    db.session.connection()
    take_turns("harvest")
    began = now()
    moment = began.replace(microsecond=0) + AHEAD
    wanted = memberships(ids)
    missing = {(key, spec) for key, (_, specs) in wanted.items() for spec in specs}
    changes, turned = [], set[int]()
    for key, spec, before, is_deleted in db.session.execute(_KNOWN, {"ids": list(ids)}):
        is_live = (key, spec) in missing
        missing.discard((key, spec))
        if is_live or not is_deleted:
            # Never back, whatever the clock does: a harvest that is going on would pass it over.
            at = {"datestamp": max(moment, before), "is_deleted": not is_live}
            changes.append({"innovation_id": key, "set_spec": spec, **at})
            if spec == ALL and is_live == is_deleted:
                turned.add(key)
    new: list[dict[str, Any]] = [
        {"innovation_id": key, "set_spec": spec, "identifier": wanted[key][0], "datestamp": moment}
        for key, spec in sorted(missing)
    ]
    if changes:
        db.session.execute(update(HarvestEntry), changes)
    if new:
        db.session.execute(insert(HarvestEntry), new)
    if now() - began > LONGEST:
        raise TooSlowError
    return turned | {row["innovation_id"] for row in new if row["set_spec"] == ALL}
