"""Saying that a record is still true, and naming who stands in for its owners.

Neither is a change of what the record says, so neither disturbs those who are editing it.
"""

from typing import Any

from sqlalchemy import update

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now, today
from portal.extensions import db
from portal.innovations.actions.telling import announce
from portal.innovations.errors import NotPossibleError
from portal.innovations.keeping.dates import next_review
from portal.innovations.models import Innovation
from portal.outbox import put
from portal.visibility import TAKEN_AWAY, Status


def confirm(innovation: Innovation, person: User) -> None:
    """Note that a published record is still true, and when it has to be looked at again.

    Raises NotPossibleError when it is not published.
    """
    if innovation.status != Status.PUBLISHED:
        raise NotPossibleError("Only a published record can be confirmed.")
    owns = person.id in innovation.owner_ids
    is_looked_after = innovation.ownerless_at is None or not owns
    if innovation.review_on == next_review(today()) and is_looked_after:
        # Said today already.
        return
    values: dict[str, Any] = {
        "review_on": next_review(today()),
        "last_reminder": None,
        "reviewed_at": now(),
        "reviewed_by_id": person.id,
    }
    if owns:
        values["ownerless_at"] = None
    write_beside(innovation, **values)
    audit(person, "innovation:confirm", innovation.ref)
    announce(innovation.ref)


def name_backup(innovation: Innovation, person: User, *, backup: User | None) -> None:
    """Name who stands in for the owners, or nobody.

    Raises NotPossibleError when the one named is an owner or has no account that works, or when
    the record has been taken away.
    """
    if innovation.backup_owner_id == (backup.id if backup else None):
        return
    if innovation.status in TAKEN_AWAY:
        raise NotPossibleError("This record has been taken away. Nobody else can be let in.")
    if backup is not None:
        _must_be_able(innovation, backup)
    write_beside(innovation, backup_owner_id=backup.id if backup else None)
    audit(person, "innovation:backup", innovation.ref, backup=backup.id if backup else None)
    announce(innovation.ref)
    if backup is not None:
        put("innovations.backup_named", innovation.ref, person_id=backup.id, by_id=person.id)


def write_beside(innovation: Innovation, **values: Any) -> None:
    """Write what is no content of the record, without counting it as a save."""
    db.session.execute(update(Innovation).where(Innovation.id == innovation.id).values(**values))
    db.session.expire(innovation, list(values))


def _must_be_able(innovation: Innovation, person: User) -> None:
    if not person.is_active:
        raise NotPossibleError(f"{person.name} cannot sign in any more. Choose someone else.")
    if person.id in innovation.owner_ids:
        raise NotPossibleError(f"{person.name} is an owner already. Choose someone else.")
