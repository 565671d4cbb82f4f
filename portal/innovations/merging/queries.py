"""Where a merged record leads. Chains of merges are followed to their end."""

from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.innovations.models import Innovation
from portal.visibility import Status

# No record is merged so often; it bounds what a damaged chain can cost.
MOST_STEPS = 50


def is_merged(record: Any) -> bool:
    """Whether the record was put together with another, which takes its place."""
    return bool(
        record.status == Status.RETIRED
        and record.retire_reason == "duplicate"
        and record.superseded_by_id
    )


def end_of(record: Any) -> int:
    """The id of the record that stands for this one in the end: its own if it was never merged."""
    passed = {record.id}
    while is_merged(record) and len(passed) < MOST_STEPS:
        following = db.session.execute(
            select(
                Innovation.id,
                Innovation.status,
                Innovation.retire_reason,
                Innovation.superseded_by_id,
            ).where(Innovation.id == record.superseded_by_id)
        ).first()
        if following is None or following.id in passed:
            break
        passed.add(following.id)
        record = following
    return int(record.id)


def kept_for(record: Any, reader: Any) -> int | None:
    """The id of the record that a merged one leads to, if the reader may see it."""
    if not is_merged(record):
        return None
    query = select(Innovation.id).where(
        Innovation.id == end_of(record), Innovation.visible_to(reader)
    )
    found = db.session.scalar(query)
    return found if found != record.id else None


def kept_under(identifier: str, reader: Any) -> int | None:
    """The id of the record that has taken the place of the one with an identifier.

    None unless the reader may see both.
    """
    record = db.session.scalar(
        select(Innovation).where(Innovation.identifier == identifier, Innovation.visible_to(reader))
    )
    return kept_for(record, reader) if record else None
