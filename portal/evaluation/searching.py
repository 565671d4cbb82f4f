"""The portal's own indexing, reading of queries and ranking, over records from elsewhere."""

import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask import Flask

from portal.evaluation.folders import FolderError, Record
from portal.records import parse_ref, ref
from portal.search.backend import Document, Likeness, Query, SearchBackend, SearchError
from portal.search.indexing import engine
from portal.search.parsing import parse
from portal.search.similar import likeness

DEPTH: Final = 1_000
"""How many documents of a ranking are looked at."""
OFFERED: Final = 10
"""How many suggestions are looked at; a page shows the first of them."""
READERS: Final = frozenset({"public"})


def rankings(
    app: Flask, records: Iterable[Record], queries: Iterable[Record]
) -> dict[str, list[str]]:
    """By query, the ids of the records that answer it, the best first. Raises FolderError."""

    def ranking(backend: SearchBackend, text: str) -> Sequence[str]:
        results = backend.search(Query(parsed=parse(text), labels=READERS, per_page=DEPTH))
        if results.incomplete:
            raise FolderError("A search failed; the lines above say why")
        return results.refs

    ids = _Ids()
    with indexed(app, map(ids.document, records)) as backend:
        return {query.id: ids.of(ranking(backend, query.text)) for query in queries}


def suggestions(
    app: Flask, records: Iterable[Record], questions: Iterable[Record]
) -> dict[str, list[str]]:
    """By question, the ids of what would be offered to its author, the most alike first.

    A question that is a record itself, by its id, is not offered. Raises FolderError.
    """

    def asked(question: Record, itself: frozenset[str]) -> Likeness:
        like = {"title": question.title, "body": question.text, "topics": question.topics}
        return replace(likeness(like, READERS, is_whole=True), excluded=itself, limit=OFFERED)

    ids = _Ids()
    with indexed(app, map(ids.document, records)) as backend:
        return {
            question.id: ids.of(backend.alike(asked(question, ids.refs(question.id))))
            for question in questions
        }


class _Ids:
    """The ids of records, and the refs under which they are indexed."""

    def __init__(self) -> None:
        self._ids: list[str] = []

    def document(self, record: Record) -> Document:
        """What is indexed of a record: what the portal indexes of a thread."""
        self._ids.append(record.id)
        texts = {"text": record.text, "topics": record.topics}
        return Document(
            ref("document", len(self._ids)),
            READERS,
            record.title,
            texts={name: text for name, text in texts.items() if text},
        )

    def of(self, refs: Iterable[str]) -> list[str]:
        """The ids of refs."""
        return [self._ids[parse_ref(found)[1] - 1] for found in refs]

    def refs(self, record_id: str) -> frozenset[str]:
        """The ref of the record with an id, if there is one."""
        return frozenset(
            ref("document", number)
            for number, known in enumerate(self._ids, 1)
            if known == record_id
        )


@contextmanager
def indexed(app: Flask, documents: Iterable[Document]) -> Iterator[SearchBackend]:
    """An index of these documents and no others. Raises FolderError."""
    with _folder() as folder:
        backend = engine(app, folder)
        try:
            backend.rebuild(documents)
        except SearchError as error:
            raise FolderError(f"The documents cannot be indexed: {error}") from error
        yield backend


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is removed whatever happens, also when the process is told to end."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with TemporaryDirectory(prefix="portal-evaluation-") as folder:
            yield Path(folder)
    finally:
        signal.signal(signal.SIGTERM, before)
