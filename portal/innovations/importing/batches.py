"""What is done with imports. Nothing here commits; ``running`` does, chunk by chunk.

The state is only ever moved by one UPDATE that names the state before, so of
two clicks, two tabs or two workers one wins and the other does nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.innovations.actions import create
from portal.innovations.actions.telling import announce
from portal.innovations.importing.findings import Finding
from portal.innovations.importing.mapping import Draft
from portal.innovations.importing.models import ImportBatch, ImportFinding, State
from portal.innovations.importing.reading import Cell, Table
from portal.innovations.models import Innovation
from portal.outbox import put
from portal.records import Actor, AnyRow, ref
from portal.visibility import Status

TOPIC = "innovations.import"
# Columns with more different values than this are texts, not lists to choose from.
MOST_VALUES = 40
LONGEST_VALUE = 100


def open_batch(
    person: User, *, file_name: str, digest: str, table: Table, sheet: str = ""
) -> ImportBatch:
    """A new import of a file that was read; nothing of it is imported yet."""
    batch = ImportBatch(
        person_id=person.id,
        file_name=file_name[:200],
        digest=digest,
        sheet=sheet,
        columns=list(table.columns),
        samples=_samples(table),
        notices=list(table.notices),
        rows_total=len(table.rows),
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def match_columns(batch: ImportBatch, mapping: Mapping[str, Any]) -> bool:
    """Say what the columns are; False when it is too late for that.

    What was found with another mapping is forgotten.
    """
    before = (State.UPLOADED, State.CHECKED, State.FAILED)
    return _begin(batch, State.UPLOADED, before, mapping=dict(mapping))


def check(batch: ImportBatch) -> bool:
    """Have the whole file looked at; False when that was asked for before."""
    moved = _begin(batch, State.CHECKING, (State.UPLOADED,))
    if moved:
        put(TOPIC, batch.ref)
    return moved


def start(batch: ImportBatch, *, record_status: str, in_background: bool = True) -> bool:
    """Begin to import; False when that was done before.

    In the background it needs the check; a command has checked by itself.
    """
    before = (State.CHECKED,) if in_background else (State.UPLOADED,)
    moved = _begin(batch, State.RUNNING, before, record_status=record_status)
    if moved and in_background:
        put(TOPIC, batch.ref)
    return moved


def begin_undo(batch: ImportBatch, person: Actor | None, *, in_background: bool = True) -> bool:
    """Begin to take back what was imported, also of an import that still runs; it stops then."""
    moved = _move(
        batch,
        State.UNDOING,
        *(State.RUNNING, State.DONE),
        finished_at=None,
        undone_by_id=person.id if person else None,
    )
    if moved and in_background:
        put(TOPIC, batch.ref)
    return moved


def discard(batch: ImportBatch) -> bool:
    """Forget an upload that was never imported; False when it was."""
    unused = (State.UPLOADED, State.CHECKING, State.CHECKED, State.FAILED)
    gone = db.session.execute(
        delete(ImportBatch)
        .where(ImportBatch.id == batch.id, ImportBatch.state.in_(unused))
        .execution_options(synchronize_session=False)
    )
    db.session.expunge(batch)
    return bool(gone.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def fail(batch: ImportBatch, problem: str) -> None:
    """Stop, with words for the person."""
    batch.problem = problem
    _move(batch, State.FAILED, State.CHECKING, State.RUNNING, finished_at=now())


def note_checked(batch: ImportBatch, *, rows_good: int, preview: list[dict[str, str]]) -> None:
    """The whole file was looked at."""
    batch.rows_good = rows_good
    batch.preview = preview
    _move(batch, State.CHECKED, State.CHECKING)


def import_rows(batch: ImportBatch, person: User, drafts: Sequence[Draft]) -> None:
    """Make records of the good ones among the next drafts, and keep what there is to say."""
    for draft in drafts:
        if draft.is_good:
            _import_row(batch, person, draft)
            batch.rows_good += 1
    add_findings(batch, [finding for draft in drafts for finding in draft.findings])
    batch.rows_done += len(drafts)


def finish(batch: ImportBatch, person: User) -> None:
    """All rows are done."""
    if _move(batch, State.DONE, State.RUNNING, finished_at=now()):
        audit(
            person,
            "innovation:import",
            batch.ref,
            digest=batch.digest,
            rows=batch.rows_total,
            records=batch.rows_good,
            status=batch.record_status,
        )


def take_back(batch: ImportBatch, person: Actor | None, rows: Sequence[AnyRow]) -> None:
    """Delete records (rows of id and identifier) that are as they were imported, also from search.

    What belongs to them goes with them by the foreign keys of the database.
    """
    for row in rows:
        pointer = ref("innovation", row.id)
        audit(
            person,
            "innovation:undo_import",
            pointer,
            identifier=row.identifier,
            batch=batch.id,
        )
        announce(pointer)
    ids = [row.id for row in rows]
    db.session.execute(
        delete(Innovation)
        .where(Innovation.id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    batch.rows_removed += len(ids)


def finish_undo(batch: ImportBatch, person: Actor | None) -> None:
    """Everything that could be taken back was."""
    if _move(batch, State.UNDONE, State.UNDOING, finished_at=now()):
        audit(person, "innovation:undo_import", batch.ref, records=batch.rows_removed)


def add_findings(batch: ImportBatch, findings: Sequence[Finding]) -> None:
    """Keep findings; plain inserts, because a file of many rows has many."""
    rows = [
        {
            "batch_id": batch.id,
            "row": finding.row,
            "column": finding.column[:200],
            "words": finding.words,
            "level": finding.level.value,
        }
        for finding in findings
    ]
    if rows:
        db.session.execute(insert(ImportFinding), rows)


def _import_row(batch: ImportBatch, person: User, draft: Draft) -> None:
    """One record through the same action as a typed one.

    It costs about 3 ms (identifier, record, links, audit, index message). Bulk
    inserts would save half of that and keep a second copy of how a record is
    made; 10,000 rows take under a minute in the background either way.
    """
    fields = {**draft.fields, "import_batch_id": batch.id, "import_row": draft.row}
    if batch.record_status == Status.PUBLISHED:
        fields.setdefault("outcome", "not_evaluated")
        fields.setdefault("evidence", [{"kind": "none_yet", "citation": "", "link": ""}])
        fields |= {"status": Status.PUBLISHED, "published_at": now()}
    # What is not in the file stays empty: the ticks and the rating are for people to give.
    create(person, fields=fields)


def _begin(batch: ImportBatch, state: State, before: tuple[State, ...], **values: Any) -> bool:
    """Start from the first row, with nothing found yet."""
    fresh: dict[str, Any] = {"rows_done": 0, "rows_good": 0, "preview": [], "problem": ""}
    moved = _move(batch, state, *before, finished_at=None, **fresh, **values)
    if moved:
        db.session.execute(delete(ImportFinding).where(ImportFinding.batch_id == batch.id))
    return moved


def _move(batch: ImportBatch, state: State, *before: State, **values: Any) -> bool:
    db.session.flush()
    done = db.session.execute(
        update(ImportBatch)
        .where(ImportBatch.id == batch.id, ImportBatch.state.in_(before))
        .values(state=state, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(batch)
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def _samples(table: Table) -> dict[str, list[str]]:
    """The different values of columns that have few and short ones, in the order they come."""
    samples: dict[str, list[str]] = {}
    for column in table.columns:
        values: dict[str, None] = {}
        for row in table.rows:
            values.update(dict.fromkeys(_values(row.cells.get(column, ""))))
            if len(values) > MOST_VALUES:
                break
        else:
            if all(len(value) <= LONGEST_VALUE for value in values):
                samples[column] = list(values)
    return samples


def _values(cell: Cell) -> list[str]:
    return [value for value in ((cell,) if isinstance(cell, str) else cell) if value]
