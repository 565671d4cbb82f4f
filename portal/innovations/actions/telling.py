"""Telling of a record: the index and harvesters that it changed, and its people what happened.

Each person gets a message of their own, so that an address that fails stops no other.
"""

from typing import Any

from portal.accounts.models import User
from portal.innovations.models import Innovation
from portal.outbox import put


def announce(ref: str) -> None:
    """Say that the record of this ref changed: its words, who may see it, or that it is gone."""
    put("search.sync", ref)
    put("harvest.stamp", ref)


def tell_owners(
    name: str, innovation: Innovation, *, besides: User | None = None, **payload: Any
) -> None:
    """Put one message for each owner but the person ``besides``, who knows it already."""
    for person_id in sorted(innovation.owner_ids):
        if besides is None or person_id != besides.id:
            put(name, innovation.ref, person_id=person_id, **payload)
