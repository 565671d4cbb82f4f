"""How much there is of each kind, and the rows themselves."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select

from portal.extensions import db
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kind import Kind
from portal.privacy.exporting.kinds import KINDS

AT_ONCE: Final = 200
"""Rows that are in memory at a time: a text may have many thousand characters."""


def figures(holder: Holder) -> dict[str, int]:
    """How many rows there are of each kind, by its key: one statement."""
    counts = (kind.number(holder).label(kind.key) for kind in KINDS)
    return dict(db.session.execute(select(*counts)).one()._mapping)


def rows_of(kind: Kind, holder: Holder) -> Iterator[dict[str, Any]]:
    """The rows of a kind, some in memory at a time."""
    connection = db.session.connection()
    with connection.execute(
        kind.query(holder), execution_options={"yield_per": AT_ONCE}
    ).mappings() as rows:
        for row in rows:
            yield dict(row)
