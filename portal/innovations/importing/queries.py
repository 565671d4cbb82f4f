"""Reading imports: people see their own, administrators all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, case, cast, exists, func, literal, select, true
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import User
from portal.drafts.models import Draft as UnsentText
from portal.extensions import db
from portal.innovations.importing.findings import Finding, Level
from portal.innovations.importing.models import ImportBatch, ImportFinding, State
from portal.innovations.models import ContactMessage, Innovation, RelatedInnovation
from portal.permissions import Role
from portal.records import AnyRow, AnySelect
from portal.visibility import Status


class Origin(NamedTuple):
    """Where an imported record comes from."""

    source: str
    at: datetime


class Counted(NamedTuple):
    """How often the same words were said of the same column, and in which row first."""

    level: str
    column: str
    words: str
    rows: int
    first: int


def imports(reader: User) -> AnySelect:
    """The imports that the reader may see, the newest first, each with its person."""
    query = select(ImportBatch).options(joinedload(ImportBatch.person))
    return query.where(_seen_by(reader)).order_by(ImportBatch.id.desc())


def get(batch_id: int, reader: User) -> ImportBatch | None:
    """The import; None when it is not there for the reader."""
    query = select(ImportBatch).options(joinedload(ImportBatch.person))
    return db.session.scalar(query.where(ImportBatch.id == batch_id, _seen_by(reader)))


def unfinished(person: User, *, digest: str, mapping: object, record_status: str) -> int | None:
    """The id of an import of the same file in the same way that was broken off."""
    rows = db.session.execute(
        select(ImportBatch.id, ImportBatch.mapping)
        .where(
            ImportBatch.person_id == person.id,
            ImportBatch.digest == digest,
            ImportBatch.record_status == record_status,
            ImportBatch.state == State.RUNNING,
        )
        .order_by(ImportBatch.id.desc())
    )
    return next((row.id for row in rows if row.mapping == mapping), None)


def findings(batch: ImportBatch) -> AnySelect:
    """Rows of what was found: faults first, then notes, in the order of the file."""
    return (
        select(ImportFinding)
        .where(ImportFinding.batch_id == batch.id)
        .order_by(_faults_first(), ImportFinding.row, ImportFinding.id)
    )


def all_findings(batch: ImportBatch) -> list[Finding]:
    """Everything that was found, in the same order, apart from the session."""
    return [
        Finding(found.row, found.column, found.words, Level(found.level))
        for found in db.session.scalars(findings(batch))
    ]


def counted_findings(batch: ImportBatch, limit: int = 15) -> list[Counted]:
    """What was said most often: faults first."""
    rows = db.session.execute(
        select(
            ImportFinding.level,
            ImportFinding.column,
            ImportFinding.words,
            func.count(),
            func.min(ImportFinding.row),
        )
        .where(ImportFinding.batch_id == batch.id)
        .group_by(ImportFinding.level, ImportFinding.column, ImportFinding.words)
        .order_by(_faults_first(), func.count().desc(), func.min(ImportFinding.row))
        .limit(limit)
    )
    return [Counted(*row) for row in rows]


def level_counts(batch: ImportBatch) -> dict[str, int]:
    """The number of faults and of notes."""
    rows = db.session.execute(
        select(ImportFinding.level, func.count())
        .where(ImportFinding.batch_id == batch.id)
        .group_by(ImportFinding.level)
    )
    return dict.fromkeys((Level.FAULT, Level.NOTE), 0) | {row[0]: row[1] for row in rows}


def records(batch: ImportBatch) -> AnySelect:
    """Rows of the records that the import made and that are still there."""
    return (
        select(
            Innovation.id,
            Innovation.identifier,
            Innovation.title,
            Innovation.status,
            Innovation.import_row,
            untouched_since(batch).label("is_untouched"),
        )
        .where(Innovation.import_batch_id == batch.id)
        .order_by(Innovation.import_row, Innovation.id)
    )


def touched(batch: ImportBatch, limit: int = 100) -> Sequence[AnyRow]:
    """Those of its records that an undo leaves, because someone worked on them."""
    return db.session.execute(records(batch).where(~untouched_since(batch)).limit(limit)).all()


def undo_counts(batch: ImportBatch) -> tuple[int, int]:
    """How many records an undo would delete, and how many it would leave."""
    total, gone = db.session.execute(
        select(func.count(), func.count().filter(untouched_since(batch))).where(
            Innovation.import_batch_id == batch.id
        )
    ).one()
    return gone, total - gone


def untouched(batch: ImportBatch, limit: int) -> Sequence[AnyRow]:
    """Id and identifier of records that are as they were imported, locked to be deleted."""
    return db.session.execute(
        select(Innovation.id, Innovation.identifier)
        .where(Innovation.import_batch_id == batch.id, untouched_since(batch))
        .order_by(Innovation.id)
        .limit(limit)
        .with_for_update(of=Innovation)
    ).all()


def untouched_since(batch: ImportBatch) -> ColumnElement[bool]:
    """Nobody saved, submitted, decided on, wrote about or names the record, or is typing in it.

    Every save and every decision counts the version up, which is 1 when a
    record is made.
    """
    other = aliased(Innovation)
    # Sets that are made once, not looked for again with each of thousands of records.
    replacing = select(other.superseded_by_id).where(other.superseded_by_id.is_not(None))
    named = select(RelatedInnovation.target_id)
    written_about = select(ContactMessage.innovation_id)
    place = literal("/innovations/") + cast(Innovation.id, String) + literal("/%")
    made_as = Status.PUBLISHED if batch.record_status == "published" else Status.DRAFT
    return (
        (Innovation.version == 1)
        & (Innovation.status == made_as)
        & ~exists().where(UnsentText.place.like(place))
        & Innovation.id.not_in(named)
        & Innovation.id.not_in(written_about)
        & Innovation.id.not_in(replacing)
    )


def origin(batch_id: int) -> Origin | None:
    """Where the records of an import came from, for their pages."""
    batch = db.session.get(ImportBatch, batch_id)
    return Origin(batch.source, batch.created_at) if batch else None


def _seen_by(reader: User) -> ColumnElement[bool]:
    if reader.has_role(Role.ADMINISTRATOR):
        return true()
    return ImportBatch.person_id == reader.id


def _faults_first() -> Any:
    return case((ImportFinding.level == Level.FAULT, 0), else_=1)
