"""Adding a file to a record: its content goes into the store, a row into the attachments."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.files import Taken, title_of
from portal.files.forgetting import secure
from portal.innovations.errors import NotPossibleError
from portal.innovations.models import Innovation, InnovationFile
from portal.outbox import put
from portal.records import ref

READ = "files.read"
# With those that were taken off the record again: older versions still name them.
_MOST_EVER = 10
Row = dict[str, Any]


def attach(
    record: Innovation,
    person: User,
    taken: Taken,
    *,
    most: int,
    write: Callable[[Mapping[str, Any]], None],
) -> bool:
    """Put the file on the record as it is edited; False when it was there already.

    ``record`` may be the record with changes that wait; ``write`` saves fields of it.

    Raises NotPossibleError when it has as many files as it can.
    """
    if not secure((taken.digest, taken.thumbnail_digest)):
        # The last file with this content was deleted in this very moment.
        raise NotPossibleError("It could not be kept. Upload it again.")
    file = _row_of(record, person, taken, most)
    rows: list[Row] = list(record.attachments)
    if any(row["file_id"] == file.id for row in rows):
        return False
    if len(rows) >= most:
        raise NotPossibleError(
            f"The record has {most} files already, which is the most. Remove one first."
        )
    row = {
        "file_id": file.id,
        "file_name": file.name,
        "media_type": file.media_type,
        "title": title_of(file.name),
        "alternative_text": "",
        "licence": record.licence,
    }
    write({"attachments": [*rows, row]})
    return True


def _row_of(record: Innovation, person: User, taken: Taken, most: int) -> InnovationFile:
    """The file of the record with this content; made when there is none."""
    of_record = InnovationFile.innovation_id == record.id
    file = db.session.scalar(
        select(InnovationFile).where(of_record, InnovationFile.digest == taken.digest)
    )
    if file is not None:
        return file
    ever = db.session.scalar(select(func.count()).select_from(InnovationFile).where(of_record)) or 0
    if ever >= most * _MOST_EVER:
        raise NotPossibleError(
            "Too many files have been uploaded to this record. Use one of those again."
        )
    file = InnovationFile(
        innovation_id=record.id,
        text_state="none" if taken.width else "waiting",
        uploaded_by_id=person.id,
        **taken._asdict(),
    )
    db.session.add(file)
    db.session.flush()
    if file.text_state == "waiting":
        put(READ, ref("file", file.id))
    return file
