"""The operations of ``SearchBackend``, safe with several threads and processes."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh.index import FileIndex

from portal.search.backend import Document, Query, Results, SearchError
from portal.search.whoosh_backend.answering import answer
from portal.search.whoosh_backend.generations import Generations
from portal.search.whoosh_backend.schema import SCHEMA, NamedCodec, row
from portal.search.whoosh_backend.segments import (
    INDEX_NAME,
    Snapshot,
    generation_of,
    open_snapshot,
)
from portal.search.whoosh_backend.storage import storage_at

log = logging.getLogger(__name__)

MEMORY_LIMIT = 64
"""Megabytes of postings a writer holds before it writes them to disk."""

REBUILD_PAUSE = 600.0
"""Seconds in which a rebuild is not asked for again by an index that opens."""


def _no_progress(_done: int) -> None:
    """The default of ``rebuild``."""


class WhooshBackend:
    """An index below ``root``. One object per process; nothing is opened before it is needed."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root)
        # Whoosh's readers are not made for several threads. The work is all Python, so threads
        # would take turns anyway.
        self._lock = Lock()
        self._snapshot: Snapshot | None = None

    def search(self, query: Query) -> Results:
        """The page of refs that answers the query; an empty one if the index is damaged."""
        try:
            parsed = query.parsed
            rebuilding = self._generations.being_rebuilt
            with self._lock:
                snapshot = self._current()
                if snapshot is None:
                    return Results(terms=parsed.marked, incomplete=True, damaged=not rebuilding)
                return replace(answer(snapshot, query, parsed), incomplete=rebuilding)
        except Exception:  # no fault of the index may fail a request
            log.exception("search failed")
            return Results(incomplete=True, damaged=self._worth_a_rebuild())

    def update(self, documents: Sequence[Document], deleted: Iterable[str]) -> bool:
        """Change the index in one commit; False if there is no sound index to change."""
        last = {document.ref: document for document in documents}
        gone = [ref for ref in deleted if ref not in last]
        rows = [row(document) for document in last.values()]
        self._generations.prepare()
        with self._generations.writing():
            noted = self._generations.being_rebuilt
            if noted:
                self._generations.note(list(last.values()), gone)
            path = self._generations.current()
            if path is None:
                return noted
            try:
                with storage_at(path) as storage:
                    index = FileIndex(storage, SCHEMA, INDEX_NAME)
                    _change(index, rows, gone)
            except FileNotFoundError:
                log.exception("the search index is not complete")
                return noted
            except OSError as error:
                raise SearchError(str(error)) from error
            except Exception:  # Whoosh raises whatever a spoiled file makes it stumble over
                log.exception("the search index is spoiled")
                return noted
            return True

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] = _no_progress
    ) -> int:
        """Index all documents in a new directory, then let every process use that."""
        generations = self._generations
        generations.prepare()
        with generations.rebuilding():
            try:
                done = self._build(generations.new(), documents, progress)
            except OSError as error:
                raise SearchError(str(error)) from error
            finally:
                generations.tidy()
        return done

    def _build(
        self, path: Path, documents: Iterable[Document], progress: Callable[[int], None]
    ) -> int:
        with storage_at(path) as storage:
            index = FileIndex.create(storage, SCHEMA, INDEX_NAME)
            done = _fill(index, documents, progress)
            with self._generations.writing():
                changed, deleted = self._generations.noted()
                _change(index, [row(document) for document in changed], deleted)
                self._generations.switch(path)
        return done

    def digests(self) -> Mapping[str, str]:
        """The digest of every document, by ref. Raises SearchError without a sound index."""
        try:
            with self._lock:
                snapshot = self._current()
                if snapshot is None:
                    raise SearchError("there is no search index")
                found: dict[str, str] = {}
                for part in snapshot.parts:
                    digests, refs = part.segment.digests(), part.segment.refs
                    found.update((refs[document], digests[document]) for document in part.live())
                return found
        except SearchError:
            raise
        except Exception as error:
            log.exception("the search index is spoiled")
            raise SearchError("the search index is spoiled") from error

    def _worth_a_rebuild(self) -> bool:
        """Whether a rebuild may mend what failed.

        If the index opens and is fresh from a rebuild, another one would not help: the fault lies
        elsewhere, and every such search would start one.
        """
        self._snapshot = None
        try:
            with self._lock:
                self._current()
        except Exception:
            log.exception("the search index does not open")
            return True
        age = self._generations.age()
        return age is None or age > REBUILD_PAUSE

    def _current(self) -> Snapshot | None:
        """The newest state; what has not changed since the last call is not read again."""
        path = self._generations.current()
        if path is None:
            self._snapshot = None
            return None
        known = self._snapshot
        if known is None or known.path != path or known.generation != generation_of(path):
            self._snapshot = known = self._opened(path)
        return known

    def _opened(self, path: Path) -> Snapshot:
        try:
            return open_snapshot(path, self._snapshot)
        except FileNotFoundError:
            # Another process may have swapped and tidied just now.
            newest = self._generations.current()
            if newest is None or newest == path:
                raise
            return open_snapshot(newest)


def _fill(index: Any, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    done = 0
    writer = index.writer(limitmb=MEMORY_LIMIT, codec=NamedCodec())
    try:
        for document in documents:
            writer.add_document(**row(document))
            done += 1
            progress(done)
        writer.commit(optimize=True)
    except BaseException:
        _give_up(writer)
        raise
    return done


def _change(index: Any, rows: Sequence[dict[str, Any]], deleted: Sequence[str]) -> None:
    if not rows and not deleted:
        return
    writer = index.writer(limitmb=MEMORY_LIMIT, codec=NamedCodec())
    try:
        for ref in (*deleted, *(fields["ref"] for fields in rows)):
            writer.delete_by_term("ref", ref)
        for fields in rows:
            writer.add_document(**fields)
        writer.commit()
    except BaseException:
        _give_up(writer)
        raise


def _give_up(writer: Any) -> None:
    """Leave the index as it was. A commit that failed keeps its lock unless it is released."""
    with suppress(Exception):
        writer.cancel()
    if not writer.is_closed and writer.writelock is not None:
        with suppress(Exception):
            writer.writelock.release()
