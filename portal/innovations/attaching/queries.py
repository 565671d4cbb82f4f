"""Reads of the files of records. Who may see the record is asked before."""

from sqlalchemy import func, select

from portal.extensions import db
from portal.innovations.attaching.attached import file_ids
from portal.innovations.models import Innovation, InnovationFile


def files_of(innovation_id: int) -> dict[int, InnovationFile]:
    """All files that were ever put to a record and are still kept, by their ids."""
    query = select(InnovationFile).where(InnovationFile.innovation_id == innovation_id)
    return {file.id: file for file in db.session.scalars(query.order_by(InnovationFile.id))}


def file_of(innovation_id: int, file_id: int) -> InnovationFile | None:
    """The file, if it is one of this record."""
    return db.session.scalar(
        select(InnovationFile).where(
            InnovationFile.id == file_id, InnovationFile.innovation_id == innovation_id
        )
    )


def text_of(record: Innovation, most: int) -> str:
    """The words of the files on the record, a fair share of ``most`` characters from each.

    A statement for each record that has files: those of a hundred together would fill the memory.
    """
    if not record.attachments:
        return ""
    ids = file_ids(record.attachments)
    words = func.substr(InnovationFile.text, 1, most // len(ids))
    query = select(words).where(
        InnovationFile.id.in_(ids),
        InnovationFile.innovation_id == record.id,
        InnovationFile.text_state == "read",
    )
    return "\n".join(db.session.scalars(query.order_by(InnovationFile.id)))
