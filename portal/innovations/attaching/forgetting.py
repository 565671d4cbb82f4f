"""Letting go of content that no record has any more."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

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
        commit()
    forget_content(kept.digest for kept in faults().unnamed if kept.since < now() - FRESH)
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
        if any(digest not in found for digest in digests):
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
    record = db.session.get_one(Innovation, innovation_id)
    old = db.session.scalars(
        select(InnovationFile)
        .where(
            InnovationFile.innovation_id == innovation_id,
            InnovationFile.uploaded_at < now() - UNUSED,
            InnovationFile.id.not_in(file_ids([*record.attachments, *record.evidence])),
        )
        .options(load_only(InnovationFile.digest, InnovationFile.thumbnail_digest))
    ).all()
    if not old:
        return
    named = {number for rows in _rows_named(innovation_id) for number in file_ids(rows)}
    for file in old:
        if file.id not in named:
            db.session.delete(file)
            forget_content({digest for digest in (file.digest, file.thumbnail_digest) if digest})


def _rows_named(innovation_id: int) -> Iterator[list[dict[str, Any]]]:
    """The attachments and the evidence of all versions, of changes that wait or were decided on."""
    versions = select(Version.fields).where(Version.innovation_id == innovation_id)
    pending = select(PendingVersion.fields).where(PendingVersion.innovation_id == innovation_id)
    proposed = select(Decision.proposed).where(Decision.innovation_id == innovation_id)
    contents = [
        *db.session.scalars(versions),
        *db.session.scalars(pending),
        *db.session.scalars(proposed),
    ]
    for fields in contents:
        for name in ("attachments", "evidence"):
            yield (fields or {}).get(name) or []


daily(CLEAN, clean)
