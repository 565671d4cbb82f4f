"""Reads of versions, of changes that wait, and of what a moderator saw last."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from portal.extensions import db
from portal.innovations.models import Decision, Innovation, PendingVersion, Version
from portal.innovations.versions.contents import Contents
from portal.records import AnySelect
from portal.visibility import Status


def versions(innovation: Innovation) -> AnySelect:
    """The versions of the record without their contents, the newest first."""
    return (
        select(Version)
        .where(Version.innovation_id == innovation.id)
        .options(joinedload(Version.by))
        .order_by(Version.number.desc())
    )


def with_contents(innovation: Innovation, numbers: Iterable[int]) -> dict[int, Version]:
    """Those of the versions that there are, by number, with their contents: one statement."""
    found = db.session.scalars(
        select(Version)
        .where(Version.innovation_id == innovation.id, Version.number.in_(set(numbers)))
        .options(joinedload(Version.by), undefer(Version.fields))
    )
    return {version.number: version for version in found}


def decisions_on(innovation: Innovation, numbers: Sequence[int]) -> dict[int, list[Decision]]:
    """The decisions on each of the versions, the newest first."""
    query = (
        select(Decision)
        .where(Decision.innovation_id == innovation.id, Decision.version_number.in_(numbers))
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.at.desc(), Decision.id.desc())
    )
    found: dict[int, list[Decision]] = {}
    for decision in db.session.scalars(query):
        found.setdefault(decision.version_number or 0, []).append(decision)
    return found


def pending_of(innovation: Innovation) -> PendingVersion | None:
    """The changes that the owners of the record want, as the database has them now."""
    return db.session.scalar(
        select(PendingVersion)
        .where(PendingVersion.innovation_id == innovation.id)
        .options(joinedload(PendingVersion.author), joinedload(PendingVersion.reviewer))
        .execution_options(populate_existing=True)
    )


def last_look(decisions: Sequence[Decision], moderator: Any) -> Decision | None:
    """The last decision of the moderator, or else of anybody, that says what they saw."""
    looks = [decision for decision in decisions if decision.version_number]
    own = (decision for decision in looks if decision.decided_by_id == moderator.id)
    return next(own, next(iter(looks), None))


def seen_in(innovation: Innovation, decision: Decision) -> Contents | None:
    """What the record said, with the changes that were proposed, when it was decided on."""
    number = decision.version_number or 0
    version = with_contents(innovation, [number]).get(number)
    return {**version.fields, **decision.proposed} if version else None


def unrated() -> AnySelect:
    """Id, identifier, title and day of publishing of published records without a rating."""
    return (
        select(Innovation.id, Innovation.identifier, Innovation.title, Innovation.published_at)
        .where(
            Innovation.status == Status.PUBLISHED,
            or_(Innovation.evidence_rating.is_(None), Innovation.evidence_rating == ""),
        )
        .order_by(Innovation.published_at.desc(), Innovation.id.desc())
    )
