"""Keeping what a record said: one version for each change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from portal.clock import now
from portal.extensions import db
from portal.innovations.models import Innovation, Version
from portal.innovations.versions.contents import contents_of


def keep(
    innovation: Innovation,
    *,
    act: str,
    by_id: int,
    contents: Mapping[str, Any],
    changed: Iterable[str] = (),
    at: datetime | None = None,
    restored_from: int | None = None,
) -> None:
    """Keep ``contents`` as the newest version of the record, which has counted it already.

    ``changed`` names the fields that differ from the version before. Of two transactions that
    count at once only one goes through, as with every change of a record.
    """
    db.session.add(
        Version(
            innovation_id=innovation.id,
            number=innovation.versions_kept,
            act=act,
            restored_from=restored_from,
            fields=dict(contents),
            changed=sorted(changed),
            by_id=by_id,
            at=at or now(),
        )
    )


def keep_first(innovation: Innovation, contents: Mapping[str, Any] | None = None) -> None:
    """Keep version 1 of a record of which none is kept, because it was not made by ``create``."""
    if innovation.versions_kept == 0:
        innovation.versions_kept = 1
        keep(
            innovation,
            act="created",
            by_id=innovation.author_id,
            contents=contents or contents_of(innovation),
            at=innovation.updated_at,
        )
