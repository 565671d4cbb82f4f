"""Letting go of the files of records that nothing names any more."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, select

from portal.clock import now
from portal.extensions import db, reading
from portal.files import forgetting
from portal.innovations.attaching.attached import file_ids
from portal.innovations.models import (
    Decision,
    Innovation,
    InnovationFile,
    PendingVersion,
    Version,
)
from portal.outbox import Message, commit, daily

CLEAN = "innovations.files"
# So long may a file be on no version: somebody may be about to add it again.
UNUSED = timedelta(days=7)


def forget_files(innovation_id: int) -> None:
    """Have the content of the record's files deleted, once the record is."""
    forgetting.forget_files(InnovationFile, InnovationFile.innovation_id, innovation_id)


def clean(_message: Message) -> None:
    """Delete files that nothing names."""
    with reading():
        ids = db.session.scalars(
            select(InnovationFile.innovation_id)
            .where(InnovationFile.uploaded_at < now() - UNUSED)
            .distinct()
        ).all()
        db.session.rollback()
    for innovation_id in ids:
        _clean(innovation_id)


def _clean(innovation_id: int) -> None:
    """Delete the old files of a record that neither it nor any version of it names."""
    with reading():
        digests = {digest for those in _unnamed(innovation_id).values() for digest in those}
        db.session.rollback()
    if not digests:
        return
    # Somebody may be adding one of them again: who has the turn is the first.
    forgetting.secure(digests)
    gone = {number: those for number, those in _unnamed(innovation_id).items() if those <= digests}
    db.session.execute(delete(InnovationFile).where(InnovationFile.id.in_(gone)))
    forgetting.forget_content({digest for those in gone.values() for digest in those})
    commit()


def _unnamed(innovation_id: int) -> dict[int, set[str]]:
    """The old files of a record that nothing names, by id, with the digests of their content."""
    file = InnovationFile
    query = select(file.id, file.digest, file.thumbnail_digest).where(
        file.innovation_id == innovation_id, file.uploaded_at < now() - UNUSED
    )
    unnamed = {
        number: {digest for digest in digests if digest}
        for number, *digests in db.session.execute(query)
    }
    for of_record in _naming(innovation_id):
        if not unnamed:
            break
        for lists in db.session.execute(of_record.execution_options(yield_per=50)):
            for rows in lists:
                for number in file_ids(rows or []):
                    unnamed.pop(number, None)
    return unnamed


def _naming(innovation_id: int) -> Iterator[Select[*tuple[Any, ...]]]:
    """For the attachments and the evidence of a record, then of all its versions, of changes
    that wait or were decided on."""
    yield select(Innovation.attachments, Innovation.evidence).where(Innovation.id == innovation_id)
    for model, fields in (
        (PendingVersion, PendingVersion.fields),
        (Version, Version.fields),
        (Decision, Decision.proposed),
    ):
        yield select(fields["attachments"], fields["evidence"]).where(
            model.innovation_id == innovation_id
        )


forgetting.holds(InnovationFile, InnovationFile.innovation_id, "innovation")
daily(CLEAN, clean)
