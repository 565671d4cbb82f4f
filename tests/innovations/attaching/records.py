"""Records with files, made through the upload page."""

import io
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation, InnovationFile
from tests.client import Client
from tests.factories import make_innovation


def send(client: Client, record: Innovation, *files: tuple[str, bytes], **kw: Any) -> TestResponse:
    """Send files with the form of the upload page, each with its name."""
    sent = [FileStorage(io.BytesIO(content), name) for name, content in files]
    # Made here, because the client leaves the file open in which it puts a large form together.
    boundary, body = encode_multipart({"files": sent})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"/innovations/{record.id}/files", data=body, content_type=kind, **kw)


def with_files(
    client: Client, author: User, *files: tuple[str, bytes], status: str = "draft", **fields: Any
) -> Innovation:
    """A record of ``author`` with these files on it."""
    record = make_innovation(author, "draft")
    response = send(client.as_user(author), record, *files)
    assert response.status_code == 303, response.text
    record = fresh(record)
    rows = [
        row | {"licence": "OGL-3.0", "alternative_text": "A plan"} for row in record.attachments
    ]
    record.attachments = rows
    for name, value in {"status": status, **fields}.items():
        setattr(record, name, value)
    db.session.commit()
    return record


def fresh(record: Innovation) -> Innovation:
    """The record as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Innovation, record.id, populate_existing=True)


def files_of(record: Innovation) -> list[InnovationFile]:
    """Its files, in the order of their upload."""
    query = select(InnovationFile).where(InnovationFile.innovation_id == record.id)
    return list(db.session.scalars(query.order_by(InnovationFile.id)))


def address(record: Innovation, number: int = 0) -> str:
    """Where one of its files is downloaded."""
    file = files_of(record)[number]
    return f"/innovations/{record.id}/files/{file.id}/{file.name}"
