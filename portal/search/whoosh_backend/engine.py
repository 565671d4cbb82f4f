"""The operations of ``SearchBackend``, safe with several threads and processes."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from whoosh.index import FileIndex

from portal.search.backend import Document, Likeness, Query, Results, SearchError
from portal.search.whoosh_backend.answering import answer
from portal.search.whoosh_backend.codec import writer_of
from portal.search.whoosh_backend.generations import Generations
from portal.search.whoosh_backend.likeness import alike
from portal.search.whoosh_backend.postings import Cache
from portal.search.whoosh_backend.ranking import Ranking
from portal.search.whoosh_backend.refreshing import Newest
from portal.search.whoosh_backend.schema import SCHEMA, row
from portal.search.whoosh_backend.snapshot import INDEX_NAME, Snapshot
from portal.search.whoosh_backend.spelling import Sight
from portal.search.whoosh_backend.storage import storage_at

Found = TypeVar("Found")

log = logging.getLogger(__name__)

CACHE_LIMIT = 16 * 1024 * 1024
"""Bytes of postings that a process keeps in memory."""

REBUILD_PAUSE = 600.0
"""Seconds in which a rebuild is not asked for again by an index that opens."""


def _no_progress(_done: int) -> None:
    """The default of ``rebuild``."""


class WhooshBackend:
    """An index below ``root``. One object per process; nothing is opened before it is needed."""

    def __init__(
        self, root: Path, *, ranking: Ranking | None = None, cache_limit: int = CACHE_LIMIT
    ) -> None:
        self._generations = Generations(root)
        self._ranking = ranking or Ranking()
        self._newest = Newest(self._generations, Cache(cache_limit))
        # The index in which spellings or titles could not be read, though searches may go on.
        self._spoiled: Path | None = None
        # A file of the index has one position, so one search reads at a time.
        self._reading = Lock()

    def search(self, query: Query) -> Results:
        """The page of refs that answers the query; an empty one if the index is damaged."""
        try:
            rebuilding = self._generations.being_rebuilt
            snapshot = self._newest.get()
            if snapshot is None:
                terms = query.parsed.marked
                return Results(terms=terms, incomplete=True, damaged=not rebuilding)
            with self._reading:
                results = answer(snapshot, query, self._ranking)
            spoiled = snapshot.path == self._spoiled
            return replace(results, incomplete=rebuilding or spoiled, damaged=spoiled)
        except Exception:  # no fault of the index may fail a request
            log.exception("search failed")
            return Results(incomplete=True, damaged=self._worth_a_rebuild())

    def alike(self, asked: Likeness) -> tuple[str, ...]:
        """Refs of what says much the same as a text; none if the index is damaged."""
        return self._told(lambda snapshot: alike(snapshot, asked, self._ranking), ())

    def corrections(
        self, words: Sequence[str], labels: frozenset[str], excluded: frozenset[str] = frozenset()
    ) -> Mapping[str, str]:
        """Better-spelt words that the reader may see; none if the index is damaged."""

        def find(sight: Sight) -> dict[str, str]:
            found = ((word, sight.correction(word)) for word in words)
            return {word: better for word, better in found if better}

        return self._seen(find, labels, excluded, {})

    def completions(
        self,
        text: str,
        labels: frozenset[str],
        excluded: frozenset[str] = frozenset(),
        limit: int = 6,
    ) -> tuple[str, ...]:
        """Refs of titles that go on like the text; none if the index is damaged."""
        return self._seen(lambda s: tuple(s.completions(text, limit)), labels, excluded, ())

    def _seen(
        self,
        find: Callable[[Sight], Found],
        labels: frozenset[str],
        excluded: frozenset[str],
        nothing: Found,
    ) -> Found:
        return self._told(lambda snapshot: find(Sight(snapshot, labels, excluded)), nothing)

    def _told(self, find: Callable[[Snapshot], Found], nothing: Found) -> Found:
        try:
            snapshot = self._newest.get()
            if snapshot is None:
                return nothing
            with self._reading:
                return find(snapshot)
        except Exception:  # no fault of the index may fail a request
            log.exception("search failed")
            # It cannot be told to this caller: the next search says so.
            self._spoiled = self._generations.current() if self._worth_a_rebuild() else None
            return nothing

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
            snapshot = self._newest.get()
            if snapshot is None:
                raise SearchError("there is no search index")
            with self._reading:
                return snapshot.digests()
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
        self._newest.forget()
        try:
            self._newest.get()
        except Exception:
            log.exception("the search index does not open")
            return True
        age = self._generations.age()
        return age is None or age > REBUILD_PAUSE


def _fill(index: Any, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    done = 0
    writer = writer_of(index)
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
    writer = writer_of(index)
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
