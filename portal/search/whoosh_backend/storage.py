"""Files as Whoosh takes them, read in place.

Whoosh maps a segment into memory and then copies each of the files in it: the whole index, in
every process. Here only what a search needs is read, and keeping it is left to the page cache of
the system, which all processes share. Files are read rather than mapped, because whoever reads
a map of a file that was cut short is killed; a read comes back short, which is an error that a
search survives.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import SEEK_CUR, SEEK_END, BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import Any

from whoosh.codec.base import Segment as Entry
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile


class _OpenFile(FileIO):
    """Closed with the last range of it: a segment is read for as long as somebody has it."""

    def __del__(self) -> None:
        self.close()


class _Range(RawIOBase):
    """A part of a file, with a position of its own."""

    def __init__(self, file: _OpenFile, start: int, length: int) -> None:
        self._file = file
        self._start, self._length = start, length
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        base = {SEEK_CUR: self._at, SEEK_END: self._length}.get(whence, 0)
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        size = max(0, min(len(buffer), self._length - self._at))
        data = os.pread(self._file.fileno(), size, self._start + self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


class _Compound(StructFile):  # type: ignore[misc]  # Whoosh has no types
    """The file of a segment, which holds several others."""

    def __init__(self, path: str, name: str) -> None:
        self._whole = _OpenFile(path)
        length = os.fstat(self._whole.fileno()).st_size
        super().__init__(BufferedReader(_Range(self._whole, 0, length)), name=name)

    def subset(self, offset: int, length: int, name: str | None = None) -> StructFile:
        """One of the files in it."""
        return StructFile(BufferedReader(_Range(self._whole, offset, length)), name=name)

    def close(self) -> None:
        self._whole.close()


class _Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Remembers what it opened: Whoosh leaves files open when it stumbles over one."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), supports_mmap=False)
        self.opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        if name.endswith(Entry.COMPOUND_EXT):
            file = _Compound(self._fpath(name), name)
        else:
            file = super().open_file(name, **options)
        self.opened.append(file)
        return file

    def create_file(self, name: str, **options: Any) -> Any:
        file = super().create_file(name, **options)
        self.opened.append(file)
        return file

    def temp_storage(self, name: str | None = None) -> Any:
        storage = _Storage(Path(self.folder) / (name or "temporary"))
        storage.opened = self.opened
        return storage.create()


@contextmanager
def storage_at(path: Path, *, keep_open: bool = False) -> Iterator[Any]:
    """A directory as Whoosh takes it, for as long as the block runs.

    What was opened is closed after it, or with ``keep_open`` only if the block fails.
    """
    storage = _Storage(path)
    try:
        yield storage
    except BaseException:
        _close(storage.opened)
        raise
    finally:
        if not keep_open:
            _close(storage.opened)
        storage.opened.clear()


def _close(files: list[Any]) -> None:
    for file in files:
        with suppress(Exception):
            file.close()
