"""Where the content of files is kept: outside the database, under a hash of it.

The same content is kept once, whoever uploads it. What is kept is never changed, so a key leads
to the same bytes for ever, or to none.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple, Protocol

CHUNK = 1024 * 1024
_DIGEST = re.compile("[0-9a-f]{64}")


class Kept(NamedTuple):
    """One content in the store, and since when it is there."""

    digest: str
    size: int
    since: datetime


class Store(Protocol):
    """What the portal asks of a place for files; digests are SHA-256 in hexadecimal digits."""

    def put(self, stream: IO[bytes]) -> str:
        """Keep what the stream holds, from its beginning, and return its digest."""

    def open(self, digest: str) -> IO[bytes]:
        """The content, to be read and closed. Raises FileNotFoundError."""

    def size(self, digest: str) -> int:
        """How many bytes it has. Raises FileNotFoundError."""

    def exists(self, digest: str) -> bool:
        """Whether it is there."""

    def delete(self, digest: str) -> None:
        """Take it away; nothing happens when it is not there."""

    def every(self) -> Iterator[Kept]:
        """All that is there, in no order."""


def digest_of(stream: IO[bytes]) -> str:
    """The digest of what the stream holds; it is at its beginning again afterwards."""
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def is_digest(text: str) -> bool:
    """Whether it can be a key of the store."""
    return _DIGEST.fullmatch(text) is not None


class LocalStore:
    """A folder, with folders in it for the first digits, so that none grows too long."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, stream: IO[bytes]) -> str:
        digest = digest_of(stream)
        path = self._path(digest)
        if path.exists():
            # From now on it counts as new, so that nobody takes it for left over.
            path.touch()
            return digest
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                while chunk := stream.read(CHUNK):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _make_sure_of(path.parent)
        return digest

    def open(self, digest: str) -> IO[bytes]:
        return self._path(digest).open("rb")

    def size(self, digest: str) -> int:
        return self._path(digest).stat().st_size

    def exists(self, digest: str) -> bool:
        return self._path(digest).exists()

    def delete(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def every(self) -> Iterator[Kept]:
        for path in self._folder.glob("??/??/*"):
            if is_digest(path.name):
                status = path.stat()
                since = datetime.fromtimestamp(status.st_mtime, UTC)
                yield Kept(path.name, status.st_size, since)

    def _path(self, digest: str) -> Path:
        if not is_digest(digest):
            raise FileNotFoundError(digest)
        return self._folder / digest[:2] / digest[2:4] / digest


def _make_sure_of(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
