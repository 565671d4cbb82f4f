"""Adding to the audit log."""

from typing import Any

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.records import Actor


def record(actor: Actor | None, action: str, ref: str, **details: Any) -> None:
    """Write down an act in the transaction that does it; None is a command at the machine."""
    db.session.add(
        AuditEntry(actor_id=actor.id if actor else None, action=action, ref=ref, details=details)
    )
