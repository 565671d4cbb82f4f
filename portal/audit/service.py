"""Adding to the audit log."""

from typing import Any, Protocol

from portal.audit.models import AuditEntry
from portal.extensions import db


class Actor(Protocol):
    """Whoever acts: all that is needed is the id."""

    @property
    def id(self) -> int: ...


def record(actor: Actor | None, action: str, ref: str, **details: Any) -> None:
    """Write down an act in the transaction that does it; None is a command at the machine."""
    db.session.add(
        AuditEntry(actor_id=actor.id if actor else None, action=action, ref=ref, details=details)
    )
