"""Where indexes lie on disk, which one is in use, and who may write.

Every rebuild writes a directory of its own; ``current`` names the one in use and is replaced in
one step. Everything is readable by the owner alone: Whoosh unpickles what it reads.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from whoosh.util.filelock import FileLock, try_for

from portal.search.backend import Document, SearchError
from portal.search.whoosh_backend.schema import VERSION

WRITE_TIMEOUT: Final = 20.0
"""Seconds that a writer waits for another one to finish."""

_NAME: Final = re.compile(r"v(\d+)-[0-9a-f]{32}")


class Generations:
    """The directories below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "current"
        self._journal = root / "journal"

    def prepare(self) -> None:
        """Make the root, for the owner alone."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)

    def current(self) -> Path | None:
        """The directory in use; None if there is none of this version."""
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        match = _NAME.fullmatch(name)
        return self.root / name if match and int(match[1]) == VERSION else None

    def age(self) -> float | None:
        """Seconds since ``current`` was replaced; None if there is none."""
        try:
            return time.time() - self._pointer.stat().st_mtime
        except OSError:
            return None

    def new(self) -> Path:
        """An empty directory for an index to be built in."""
        path = self.root / f"v{VERSION}-{uuid4().hex}"
        path.mkdir(mode=0o700)
        return path

    def switch(self, path: Path) -> None:
        """Let ``path`` be the directory in use from now on, for every process."""
        temporary = self.root / f"current.{os.getpid()}"
        with temporary.open("w", encoding="ascii") as file:
            file.write(path.name)
            file.flush()
            os.fsync(file.fileno())
        if self._pointer.is_dir():
            # Put there by mistake: no file can take the place of a directory.
            shutil.rmtree(self._pointer)
        temporary.replace(self._pointer)

    def tidy(self) -> None:
        """Remove every directory that is not in use.

        To be called by who holds the rebuild lock. Other processes may still have such files
        mapped, which the system keeps for them; who was just about to open one reads ``current``
        again.
        """
        current = self.current()
        if current is None:
            return
        for path in self.root.iterdir():
            if _NAME.fullmatch(path.name) and path != current:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only right to change the index in use. Raises SearchError after a while."""
        with self._locked("write.lock", WRITE_TIMEOUT):
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold the only right to rebuild. Raises SearchError at once if another one does."""
        with self._locked("rebuild.lock", 0):
            try:
                with self.writing():
                    self._journal.write_bytes(b"")
                yield
            finally:
                self._journal.unlink(missing_ok=True)

    @property
    def being_rebuilt(self) -> bool:
        """Whether someone is rebuilding. A journal that a crash left behind does not count."""
        if not self._journal.exists():
            return False
        try:
            with self._locked("rebuild.lock", 0):
                self._journal.unlink(missing_ok=True)
                return False
        except SearchError:
            return True

    def note(self, documents: list[Document], deleted: list[str]) -> None:
        """Write a change down for the rebuild that is going on, which may have read too early."""
        with self._journal.open("a", encoding="utf-8") as file:
            for ref in deleted:
                file.write(json.dumps({"deleted": ref}) + "\n")
            for document in documents:
                file.write(json.dumps({"document": _plain(document)}) + "\n")

    def noted(self) -> tuple[list[Document], list[str]]:
        """The changes written down, each record as it was last."""
        last: dict[str, Document | None] = {}
        for line in self._journal.read_text(encoding="utf-8").splitlines():
            change = json.loads(line)
            if "deleted" in change:
                last[change["deleted"]] = None
            else:
                fields = change["document"]
                last[fields["ref"]] = Document(**fields | {"labels": frozenset(fields["labels"])})
        documents = [document for document in last.values() if document is not None]
        return documents, [ref for ref, document in last.items() if document is None]

    @contextmanager
    def _locked(self, name: str, timeout: float) -> Iterator[None]:
        lock = FileLock(str(self.root / name))
        if not try_for(lock.acquire, timeout=timeout, delay=0.02):
            raise SearchError(f"{name} is held by another process")
        try:
            yield
        finally:
            lock.release()


def _plain(document: Document) -> dict[str, object]:
    return {
        "ref": document.ref,
        "labels": sorted(document.labels),
        "title": document.title,
        "identifier": document.identifier,
        "texts": dict(document.texts),
        "facets": {name: list(keys) for name, keys in document.facets.items()},
        "named": {name: list(texts) for name, texts in document.named.items()},
        "sorts": dict(document.sorts),
    }
