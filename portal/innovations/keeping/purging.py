"""Removing a record for good, with everything that was ever written about it.

What stays holds no words: that it was done, and the identifier, so that harvesters learn of it.
"""

from typing import Any

from sqlalchemy import delete, func, select, update

from portal.accounts.models import User
from portal.audit import record as audit
from portal.audit.models import AuditEntry
from portal.drafts.actions import discard_under
from portal.drafts.models import Draft
from portal.extensions import db
from portal.innovations.actions.telling import announce
from portal.innovations.attaching.forgetting import forget_files
from portal.innovations.importing.models import ImportBatch, ImportFinding
from portal.innovations.models import (
    Adoption,
    ContactMessage,
    Decision,
    Innovation,
    InnovationFile,
    OwnershipOffer,
    PendingVersion,
    RelatedInnovation,
    Version,
)
from portal.outbox import Message, overwrite_afterwards, put
from portal.records import ref
from portal.search.indexing import rebuild_afterwards

# Messages that hold no words, and are needed to forget the record.
_FORGETTING = ("search.sync", "harvest.stamp")
_PARTS: dict[str, Any] = {
    "version": Version,
    "set of changes that waits": PendingVersion,
    "decision": Decision,
    "adoption by another organisation": Adoption,
    "message to its owners": ContactMessage,
    "offer to look after it": OwnershipOffer,
    "file": InnovationFile,
}


def contents(innovation: Innovation) -> list[tuple[int, str]]:
    """What goes with the record: how many, and of what, in one statement."""
    counts = [
        select(func.count()).where(part.innovation_id == innovation.id).scalar_subquery()
        for part in _PARTS.values()
    ]
    drafts = select(func.count()).where(
        Draft.place.startswith(innovation.path + "/", autoescape=True)
    )
    row = db.session.execute(select(*counts, drafts.scalar_subquery())).one()
    return [*zip(row, [*_PARTS, "text that someone has not sent"], strict=True)]


def purge(innovation: Innovation, person: User, *, reason: str) -> None:
    """Delete the record and all that belongs to it; its owners are told, without its words.

    ``reason`` is one of PURGE_REASONS.
    """
    forget_files(innovation.id)
    _forget_drafts(innovation)
    _forget_import(innovation)
    _forget_words_in_logs(innovation.ref)
    db.session.execute(
        update(Innovation)
        .where(Innovation.superseded_by_id == innovation.id)
        .values(superseded_by_id=None)
    )
    for person_id in sorted(innovation.owner_ids):
        told = ref("user", person_id)
        put("innovations.purged", told, identifier=innovation.identifier, reason=reason)
    audit(
        person, "innovation:purge", innovation.ref, identifier=innovation.identifier, reason=reason
    )
    announce(innovation.ref)
    naming = select(RelatedInnovation.innovation_id).where(
        RelatedInnovation.target_id == innovation.id
    )
    # Harvesters know those links of them.
    for number in db.session.scalars(naming).all():
        announce(ref("innovation", number))
    rebuild_afterwards()
    overwrite_afterwards()
    db.session.flush()
    gone = innovation.id
    db.session.expunge(innovation)
    # Everything that points at it goes with it, by the foreign keys of the database.
    db.session.execute(delete(Innovation).where(Innovation.id == gone))


def _forget_drafts(innovation: Innovation) -> None:
    """What people typed on the pages of the record, of its adoptions and of its offers."""
    discard_under(innovation.path)
    for part, place in ((Adoption, "/adoptions"), (OwnershipOffer, "/offers")):
        query = select(part.id).where(part.innovation_id == innovation.id)
        for number in db.session.scalars(query).all():
            discard_under(f"{place}/{number}")


def _forget_import(innovation: Innovation) -> None:
    """What the import that it came with keeps of its rows, to be looked at."""
    if innovation.import_batch_id is None:
        return
    batch = ImportBatch.id == innovation.import_batch_id
    db.session.execute(update(ImportBatch).where(batch).values(preview=[], samples={}))
    db.session.execute(
        delete(ImportFinding).where(
            ImportFinding.batch_id == innovation.import_batch_id,
            ImportFinding.row == innovation.import_row,
        )
    )


def _forget_words_in_logs(subject: str) -> None:
    """What was put down about the record to be done, or as done, but for who did what and when."""
    db.session.execute(
        delete(Message).where(Message.subject == subject, Message.topic.not_in(_FORGETTING))
    )
    db.session.execute(update(AuditEntry).where(AuditEntry.ref == subject).values(details={}))
