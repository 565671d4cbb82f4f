"""Erasing the short texts that somebody left elsewhere: messages, reasons, notes, imports.

Each function erases some and returns how many; 0 means that nothing is left.
"""

from collections.abc import Collection
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, Text, cast, delete, or_, select, union, update
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.forum.models import JoinRequest
from portal.innovations.actions.telling import announce
from portal.innovations.importing.models import ImportBatch, ImportFinding
from portal.innovations.importing.storage import FINISHED, Storage
from portal.innovations.models import (
    Adoption,
    AdoptionMessage,
    ContactMessage,
    Decision,
    Innovation,
    OwnershipOffer,
)
from portal.notifications.models import Notification
from portal.people.models import (
    Capture,
    Endorsement,
    Enquiry,
    EvidenceDispute,
    HandoverItem,
    UnmetNeed,
)
from portal.privacy.erasing.passages import ERASED
from portal.privacy.erasing.typed import forget_typed
from portal.records import parse_ref, ref

# Rows that are nothing but their words.
ROWS: Final[tuple[Any, ...]] = (
    ContactMessage.person_id,
    AdoptionMessage.person_id,
    Endorsement.endorser_id,
)
# Who wrote it -> the texts that are emptied.
TEXTS: Final[tuple[tuple[Any, tuple[InstrumentedAttribute[str], ...]], ...]] = (
    (OwnershipOffer.from_id, (OwnershipOffer.words,)),
    (Adoption.decided_by_id, (Adoption.decided_words,)),
    (Decision.decided_by_id, (Decision.words,)),
    (Innovation.rated_by_id, (Innovation.rating_reason,)),
    (Enquiry.person_id, (Enquiry.answer,)),
    (EvidenceDispute.decided_by_id, (EvidenceDispute.decision_words,)),
    (HandoverItem.changed_by_id, (HandoverItem.note,)),
    (UnmetNeed.settled_by_id, (UnmetNeed.outcome,)),
    (JoinRequest.answered_by_id, (JoinRequest.reason,)),
)


class NotYetError(Exception):
    """Something has to end before it can be erased; the outbox tries again."""


def words(person: User, _base_url: str) -> int:
    """Messages to others, and what they said when they decided, answered or noted something."""
    done = forget_in_notices(person.id, _answers_of(person.id))
    done += sum(_run(delete(column.class_).where(column == person.id)) for column in ROWS)
    for whose, texts in TEXTS:
        for text in texts:
            forget_typed(person.id, set(db.session.scalars(select(text).where(whose == person.id))))
            done += _empty(text, whose == person.id)
    commented = Decision.decided_by_id == person.id, cast(Decision.comments, Text) != "{}"
    done += _run(update(Decision).where(*commented).values(comments={}))
    return done + _captures(person) + _enquiries(person) + _adoptions(person)


def forget_in_notices(person_id: int, said: Collection[str]) -> int:
    """Their words in what others were told, before these go where they stand themselves: some
    notices do not say who decided, and are known only by ``said``.
    """
    told = db.session.scalars(
        select(Notification).where(Notification.words != "").execution_options(yield_per=500)
    )
    found = [
        notice
        for notice in told
        if person_id in notice.actor_ids or (0 in notice.actor_ids and notice.words in said)
    ]
    for notice in found:
        notice.words = ""
    return len(found)


def imports(person: User, _base_url: str) -> int:
    """What is kept of the files that they imported, to be looked at.

    Raises NotYetError while such a file is being read.
    """
    found = db.session.scalars(
        select(ImportBatch).where(
            ImportBatch.person_id == person.id, ImportBatch.file_name != ERASED
        )
    ).all()
    if any(batch.is_busy for batch in found):
        raise NotYetError("an import of this person is going on")
    for batch in found:
        db.session.execute(delete(ImportFinding).where(ImportFinding.batch_id == batch.id))
        if batch.state in FINISHED:
            batch.file_name, batch.sheet, batch.problem, batch.mapping = ERASED, "", "", {}
            batch.columns, batch.samples, batch.notices, batch.preview = [], {}, [], []
        else:
            db.session.delete(batch)
    db.session.flush()
    for batch in found:
        Storage(current_app.config["DATA_DIR"]).drop_unused(batch.digest)
    return len(found)


def _captures(person: User) -> int:
    """Notes in plans to keep what somebody knows, where they were the last to write them."""
    changes = select(AuditEntry).where(AuditEntry.action == "capture:change")
    writers: dict[str, int | None] = {}
    for entry in db.session.scalars(changes.order_by(AuditEntry.id)):
        if entry.details.get("has_new_note"):
            writers[entry.ref] = entry.actor_id
    ids = [parse_ref(key)[1] for key, writer in writers.items() if writer == person.id]
    theirs = or_(Capture.created_by_id == person.id, Capture.id.in_(ids))
    found = [
        capture
        for capture in db.session.scalars(select(Capture).where(theirs, Capture.note != ""))
        if writers.get(ref("capture", capture.id), capture.created_by_id) == person.id
    ]
    forget_typed(person.id, {capture.note for capture in found})
    for capture in found:
        capture.note = ""
    return len(found)


def _enquiries(person: User) -> int:
    """Their questions; those to whom they went still see that there was one."""
    asked = Enquiry.asker_id == person.id, Enquiry.subject != ERASED
    return _run(update(Enquiry).where(*asked).values(subject=ERASED, words=ERASED))


def _adoptions(person: User) -> int:
    """What they said about a practice; that their organisation uses it stays."""
    query = select(Adoption).where(
        Adoption.person_id == person.id, or_(Adoption.changed != "", Adoption.stopped_why != "")
    )
    found = db.session.scalars(query).all()
    for adoption in found:
        adoption.changed = adoption.stopped_why = ""
        announce(ref("innovation", adoption.innovation_id))
    return len(found)


def _answers_of(person_id: int) -> set[str]:
    """What they said when they decided on something of another, who is told."""
    query = union(
        select(EvidenceDispute.decision_words).where(EvidenceDispute.decided_by_id == person_id),
        select(JoinRequest.reason).where(JoinRequest.answered_by_id == person_id),
    )
    return set(db.session.scalars(query))


def _empty(text: InstrumentedAttribute[str], whose: ColumnElement[bool]) -> int:
    return _run(update(text.class_).where(whose, text != "").values({text.key: ""}))


def _run(statement: Any) -> int:
    return db.session.connection().execute(statement).rowcount
