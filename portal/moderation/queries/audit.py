"""Reading the audit log."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.clock import LONDON
from portal.extensions import db
from portal.records import AnySelect


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty fields do not narrow the list. Both days are included."""

    action: str = ""
    person: str = ""
    ref: str = ""
    since: date | None = None
    until: date | None = None


def entries(wanted: Wanted) -> AnySelect:
    """Rows of at, actor, action, ref, details: the newest first."""
    query = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            User.name.label("actor"),
            AuditEntry.action,
            AuditEntry.ref,
            AuditEntry.details,
        )
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    for word in wanted.person.split()[:5]:
        query = query.where(User.name.icontains(word, autoescape=True))
    if wanted.ref:
        query = query.where(AuditEntry.ref == wanted.ref)
    if wanted.since:
        query = query.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        query = query.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return query


def actions() -> list[str]:
    """The actions that the log holds."""
    query = select(AuditEntry.action).distinct().order_by(AuditEntry.action)
    return list(db.session.scalars(query))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
