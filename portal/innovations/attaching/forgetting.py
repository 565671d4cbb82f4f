"""Letting go of content that no record has any more."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, or_, select

from portal.clock import now
from portal.extensions import db, reading
from portal.files import Kept, store
from portal.innovations.attaching.attached import file_ids
from portal.innovations.models import (
    Decision,
    Innovation,
    InnovationFile,
    PendingVersion,
    Version,
)
from portal.outbox import Message, commit, daily, handles_batch, put
from portal.turns import take_turns

FORGET = "files.forget"
CLEAN = "files.clean"
# So long may a file be on no version: somebody may be about to add it again.
UNUSED = timedelta(days=7)
# What is younger may belong to an upload that is going on.
FRESH = timedelta(days=1)
_AT_ONCE = 500


def forget_files(innovation_id: int) -> None:
    """Have the content of the record's files deleted, once the record is."""
    query = select(InnovationFile.digest, InnovationFile.thumbnail_digest)
    rows = db.session.execute(query.where(InnovationFile.innovation_id == innovation_id))
    forget_content({digest for row in rows for digest in row if digest})


def forget_content(digests: Iterable[str]) -> None:
    """Have the content deleted that no file has by then."""
    for digest in sorted(digests):
        put(FORGET, digest)


@handles_batch(FORGET, writes=True)
def forget(messages: list[Message]) -> None:
    """Delete content that no file has, in turns with those who upload the same again."""
    digests = {message.subject for message in messages}
    take_turns(*(f"file:{digest}" for digest in digests))
    for digest in digests - _named_among(digests):
        store().delete(digest)


def clean(_message: Message) -> None:
    """Delete files that nothing names, and content that no file has."""
    with reading():
        ids = db.session.scalars(
            select(InnovationFile.innovation_id)
            .where(InnovationFile.uploaded_at < now() - UNUSED)
            .distinct()
        ).all()
        db.session.rollback()
    for innovation_id in ids:
        _clean(innovation_id)
    with reading():
        left_over = [kept.digest for kept in faults().unnamed if kept.since < now() - FRESH]
        db.session.rollback()
    for start in range(0, len(left_over), _AT_ONCE):
        forget_content(left_over[start : start + _AT_ONCE])
        commit()


class Faults(NamedTuple):
    """Where the store and the database do not agree."""

    unnamed: list[Kept]
    lost: list[InnovationFile]


def faults() -> Faults:
    """Content that no file has, and files whose content is not there."""
    found = {kept.digest: kept for kept in store().every()}
    unnamed, lost = dict(found), []
    query = select(InnovationFile).order_by(InnovationFile.id)
    for file in db.session.scalars(query.execution_options(yield_per=500)):
        digests = [digest for digest in (file.digest, file.thumbnail_digest) if digest]
        # What came in after the store was listed is there all the same.
        if any(digest not in found and not store().exists(digest) for digest in digests):
            lost.append(file)
        for digest in digests:
            unnamed.pop(digest, None)
    return Faults(list(unnamed.values()), lost)


def _named_among(digests: set[str]) -> set[str]:
    """Those of the digests that a file has."""
    query = select(InnovationFile.digest, InnovationFile.thumbnail_digest).where(
        or_(InnovationFile.digest.in_(digests), InnovationFile.thumbnail_digest.in_(digests))
    )
    return {digest for row in db.session.execute(query) for digest in row if digest}


def _clean(innovation_id: int) -> None:
    """Delete the old files of a record that neither it nor any version of it names."""
    with reading():
        digests = {digest for those in _unnamed(innovation_id).values() for digest in those}
        db.session.rollback()
    if not digests:
        return
    # Somebody may be adding one of them again: who has the turn is the first.
    take_turns(*(f"file:{digest}" for digest in digests))
    gone = {number: those for number, those in _unnamed(innovation_id).items() if those <= digests}
    db.session.execute(delete(InnovationFile).where(InnovationFile.id.in_(gone)))
    forget_content({digest for those in gone.values() for digest in those})
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


daily(CLEAN, clean)
