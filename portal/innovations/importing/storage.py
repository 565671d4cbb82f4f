"""Uploaded files, kept outside the database, named by their content, until they are used."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from portal.extensions import db
from portal.innovations.importing.models import ImportBatch, State

CHUNK = 1024 * 1024
# An import in these states does not need its file any more.
FINISHED = (State.DONE, State.UNDOING, State.UNDONE)


class Storage:
    """The folder ``imports`` in the data folder."""

    def __init__(self, data_dir: str) -> None:
        self._folder = Path(data_dir) / "imports"

    def path(self, digest: str) -> Path:
        return self._folder / digest

    def keep(self, stream: BinaryIO) -> str:
        """Write the content to its place and return its digest; the same content is kept once."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        digest = hashlib.sha256()
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix="new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path(digest.hexdigest()))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return digest.hexdigest()

    def drop_unused(self, digest: str) -> None:
        """Remove the file unless another import still needs it."""
        needed = select(ImportBatch.id).where(
            ImportBatch.digest == digest, ImportBatch.state.not_in(FINISHED)
        )
        if db.session.scalar(needed.limit(1)) is None:
            self.path(digest).unlink(missing_ok=True)
