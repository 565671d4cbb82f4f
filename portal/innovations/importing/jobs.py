"""The part of the worker: what an import is to do next, its state says."""

from flask import current_app

from portal.extensions import db, reading
from portal.innovations.importing import running
from portal.innovations.importing.batches import TOPIC
from portal.innovations.importing.mapping import MappingError
from portal.innovations.importing.models import ImportBatch, State
from portal.innovations.importing.reading import Limits, read
from portal.innovations.importing.storage import Storage
from portal.intake import UnreadableFileError
from portal.outbox import Message, job
from portal.records import parse_ref

FILE_GONE = "The uploaded file is not there any more. Upload it again"


@job(TOPIC)
def work(message: Message) -> None:
    """Check, import or undo; all of them may be repeated after a crash."""
    batch_id = parse_ref(message.subject)[1]
    with reading():
        batch = db.session.get(ImportBatch, batch_id)
        found = (batch.state, batch.digest, batch.sheet) if batch else None
        db.session.rollback()
    if found is None:
        return
    state, digest, sheet = found
    storage = Storage(current_app.config["DATA_DIR"])
    if state == State.UNDOING:
        running.undo(batch_id)
    elif state in (State.CHECKING, State.RUNNING):
        _read_and_go(batch_id, State(state), storage, digest, sheet)
    storage.drop_unused(digest)


def limits() -> Limits:
    """The limits of this portal."""
    config = current_app.config
    return running.limits_of(config["UPLOAD_MEGABYTES"], config["IMPORT_MAX_ROWS"])


def _read_and_go(batch_id: int, state: State, storage: Storage, digest: str, sheet: str) -> None:
    try:
        if not storage.path(digest).exists():
            raise UnreadableFileError(FILE_GONE)
        table = read(storage.path(digest), limits(), sheet)
        (running.check if state == State.CHECKING else running.run)(batch_id, table)
    except (UnreadableFileError, MappingError, running.NotAllowedError) as error:
        db.session.rollback()
        running.refuse(batch_id, str(error))
