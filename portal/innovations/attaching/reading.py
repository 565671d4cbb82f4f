"""The part of the worker: the words of a new file are read, so that search finds the record."""

from portal.extensions import db, reading
from portal.files import RefusedError, words_of
from portal.innovations.actions.telling import announce
from portal.innovations.attaching.attached import file_ids
from portal.innovations.attaching.uploading import READ
from portal.innovations.models import Innovation, InnovationFile
from portal.outbox import Message, commit, job
from portal.records import parse_ref


@job(READ)
def read_words(message: Message) -> None:
    """Read the file and have its record indexed again; a file that cannot be read has no words."""
    file_id = parse_ref(message.subject)[1]
    with reading():
        file = db.session.get(InnovationFile, file_id)
        found = (file.digest, file.media_type) if file else None
        db.session.rollback()
    if found is None:
        return
    # Nobody waits to write while a long file is read.
    text, state = _read(*found)
    file = db.session.get(InnovationFile, file_id)
    if file is None:
        db.session.rollback()
        return
    file.text, file.text_state = text, state
    record = db.session.get_one(Innovation, file.innovation_id)
    if file.id in file_ids(record.attachments):
        announce(record.ref)
    commit()


def _read(digest: str, media_type: str) -> tuple[str, str]:
    try:
        text = words_of(digest, media_type)
    except (RefusedError, FileNotFoundError):
        return "", "failed"
    return text, "read" if text else "none"
