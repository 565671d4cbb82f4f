"""Going through a file in chunks, each one transaction: checking, importing, undoing.

A crash loses at most the chunk that was not committed. The number of rows done
is committed with their records, under a lock on the import, so a repeated run
goes on behind them, and of two runs at once each does what the other has not.
A chunk is mapped before the transaction that writes it begins, because SQLite
has one writer: others wait for 50 inserts, not for 50 texts to be read.

Those who wait for SQLite's lock look again every tenth of a second. A chunk
that begins right after the last one is always faster than they are (another
writer waited 7 s for 3,000 rows to end), so each chunk is followed by a pause
that is longer than that: 10,000 rows take a minute or two, and others wait for one chunk.
"""

import time
from collections.abc import Callable, Iterator, Sequence

from portal.accounts.models import User
from portal.extensions import db, reading
from portal.innovations.importing import batches, queries
from portal.innovations.importing.duplicates import Seen
from portal.innovations.importing.mapping import Directory, Draft, Mapper, MappingError, Spec, parse
from portal.innovations.importing.mapping.preview import preview_of
from portal.innovations.importing.models import ImportBatch, State
from portal.innovations.importing.reading import Limits, Row, Table
from portal.outbox import commit
from portal.permissions import Action, allowed
from portal.topics import queries as topics

# Called with the number of rows done so far.
Progress = Callable[[int], None]

CHUNK = 50
PAUSE = 0.11
PREVIEWED = 5
MEGABYTE = 1024 * 1024


class NotAllowedError(Exception):
    """The person may not import; the message says what is missing."""


def no_progress(_: int) -> None:
    """For where nobody watches."""


def limits_of(upload_megabytes: int, max_rows: int) -> Limits:
    """The limits that the settings give."""
    return Limits(size=upload_megabytes * MEGABYTE, rows=max_rows)


def fitting(mapping: object, columns: Sequence[str]) -> Spec:
    """The mapping, read, if the file has all the columns that it takes something from.

    Raises MappingError.
    """
    spec = parse(mapping)
    missing = [column for column in spec.columns if column not in columns]
    if missing:
        raise MappingError(f"The file has no column “{missing[0]}”. It has {', '.join(columns)}")
    return spec


class Pass:
    """One pass through all rows, from the first: doubles are told by the rows before them."""

    def __init__(self, table: Table, mapping: object, person: User, batch_id: int | None) -> None:
        """Raises MappingError when the mapping is wrong, or does not fit the file."""
        self._table = table
        self._mapper = Mapper(fitting(mapping, table.columns), Directory())
        with reading():
            self._seen = Seen(person, batch_id)
            db.session.rollback()

    def chunks(self) -> Iterator[tuple[int, list[Draft]]]:
        """The number of rows before each chunk, and the drafts of its rows."""
        for start in range(0, len(self._table.rows), CHUNK):
            with reading():
                drafts = [self._draft(row) for row in self._table.rows[start : start + CHUNK]]
                db.session.rollback()
            yield start, drafts

    def _draft(self, row: Row) -> Draft:
        draft = self._mapper.draft(row)
        if draft.is_good and (words := self._seen.twin_of(draft)):
            # What else could be said of it matters no more.
            draft.findings.clear()
            draft.fault("", words)
        return draft


def check(batch_id: int, table: Table) -> None:
    """Look at every row and keep what is found; nothing is imported.

    Raises MappingError, NotAllowedError.
    """
    batch, person = _start(batch_id)
    good, shown = 0, list[Draft]()
    for start, drafts in Pass(table, batch.mapping, person, batch_id).chunks():
        good += sum(draft.is_good for draft in drafts)
        shown += [draft for draft in drafts if draft.is_good][: PREVIEWED - len(shown)]
        locked = _locked(batch_id, State.CHECKING)
        if locked is None:
            return
        if locked.rows_done <= start:
            batches.add_findings(locked, [said for draft in drafts for said in draft.findings])
            locked.rows_done = start + len(drafts)
        _commit_and_give_way()
    if locked := _locked(batch_id, State.CHECKING):
        labels = topics.labels(key for draft in shown for key in draft.fields.get("topics", ()))
        preview = [preview_of(draft, labels) for draft in shown]
        batches.note_checked(locked, rows_good=good, preview=preview)
        commit()


def run(batch_id: int, table: Table, progress: Progress = no_progress) -> None:
    """Import the rows that are not imported yet.

    Raises MappingError, NotAllowedError.
    """
    batch, person = _start(batch_id)
    for start, drafts in Pass(table, batch.mapping, person, batch_id).chunks():
        locked = _locked(batch_id, State.RUNNING)
        if locked is None:
            return
        if locked.rows_done <= start:
            batches.import_rows(locked, db.session.get_one(User, locked.person_id), drafts)
        _commit_and_give_way()
        progress(start + len(drafts))
    if locked := _locked(batch_id, State.RUNNING):
        batches.finish(locked, db.session.get_one(User, locked.person_id))
        commit()


def undo(batch_id: int, progress: Progress = no_progress) -> None:
    """Take back all records of the import that nobody has touched since."""
    while locked := _locked(batch_id, State.UNDOING):
        person = db.session.get(User, locked.undone_by_id) if locked.undone_by_id else None
        records = queries.untouched(locked, limit=CHUNK)
        if records:
            batches.take_back(locked, person, records)
        else:
            batches.finish_undo(locked, person)
        _commit_and_give_way()
        progress(locked.rows_removed)


def refuse(batch_id: int, problem: str) -> None:
    """Stop a check or an import that cannot be done."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is not None:
        batches.fail(batch, problem)
        commit()


def must_be_allowed(person: User, record_status: str) -> None:
    """Raises NotAllowedError unless the person may import records that become this."""
    if not person.is_active or not allowed(person, Action.INNOVATION_IMPORT):
        raise NotAllowedError(f"{person.name} is no librarian, and may not import records")
    if record_status != "draft" and not allowed(person, Action.INNOVATION_IMPORT_PUBLISHED):
        raise NotAllowedError(f"{person.name} is no moderator, and may only import drafts")


def _start(batch_id: int) -> tuple[ImportBatch, User]:
    """The import and who it is for, as read at the start."""
    with reading():
        batch = db.session.get_one(ImportBatch, batch_id)
        person = db.session.get_one(User, batch.person_id)
        must_be_allowed(person, batch.record_status)
    return batch, person


def _commit_and_give_way() -> None:
    commit()
    if db.engine.dialect.name == "sqlite":
        time.sleep(PAUSE)


def _locked(batch_id: int, state: State) -> ImportBatch | None:
    """The import, locked until the next commit, if it is still in this state."""
    batch = db.session.get(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.state != state:
        db.session.rollback()
        return None
    return batch
