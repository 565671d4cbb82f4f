"""The portal's own indexing, reading of queries and ranking, over records from elsewhere."""

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask import Flask

from portal.evaluation.folders import FolderError, Record
from portal.records import parse_ref, ref
from portal.search.backend import Document, Query, SearchError
from portal.search.indexing import engine
from portal.search.parsing import parse

DEPTH: Final = 1_000
"""How many documents of a ranking are looked at."""
READERS: Final = frozenset({"public"})


def rankings(
    app: Flask, records: Iterable[Record], queries: Iterable[Record]
) -> dict[str, list[str]]:
    """By query, the ids of the records that answer it, the best first. Raises FolderError."""
    ids: list[str] = []

    def document(record: Record) -> Document:
        ids.append(record.id)
        return Document(
            ref("document", len(ids)), READERS, record.title, texts={"text": record.text}
        )

    def ranking(text: str) -> list[str]:
        results = backend.search(Query(parsed=parse(text), labels=READERS, per_page=DEPTH))
        if results.incomplete:
            raise FolderError("A search failed; the lines above say why")
        return [ids[parse_ref(found)[1] - 1] for found in results.refs]

    with _folder() as folder:
        backend = engine(app, folder)
        try:
            backend.rebuild(map(document, records))
        except SearchError as error:
            raise FolderError(f"The documents cannot be indexed: {error}") from error
        return {query.id: ranking(query.text) for query in queries}


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is removed whatever happens, also when the process is told to end."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with TemporaryDirectory(prefix="portal-evaluation-") as folder:
            yield Path(folder)
    finally:
        signal.signal(signal.SIGTERM, before)
