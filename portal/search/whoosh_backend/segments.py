"""Reading: the segments of one state of the index, with their columns kept in memory.

A segment never changes once it is written, so what was read of it is kept for as long as the
index has it; only its deletions come anew with every state.
"""

import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader, TermNotFound

from portal.search.whoosh_backend.schema import SCHEMA, SEPARATOR
from portal.search.whoosh_backend.storage import storage_at

INDEX_NAME: Final = "MAIN"
_ATTEMPTS: Final = 10


@dataclass
class Postings:
    """The documents of one segment that have a term."""

    weights: dict[int, float] = field(default_factory=dict)
    """What the term weighs in each of them."""
    places: dict[int, bytes] = field(default_factory=dict)
    """Where it stands in each of them, as written in the index; only if asked for."""

    def positions(self, document: int) -> Sequence[int]:
        """Where the term stands in a document that has it."""
        positions: Sequence[int] = SCHEMA["text"].format.decode_positions(self.places[document])
        return positions


class Segment:
    """One segment: postings from the file, columns from memory."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.name: str = reader.segment().segment_id()
        self._lists: dict[str, list[tuple[str, ...]]] = {}
        self._numbers: dict[str, array[int]] = {}
        self._titles: list[str] | None = None
        self.size: int = reader.doc_count_all()
        self.refs = self._strings("ref")
        self.lengths = array(
            "L", (reader.doc_field_length(i, "text", 1) or 1 for i in range(self.size))
        )
        self.labels = self._labels()

    def postings(self, field: str, term: str, *, with_places: bool = False) -> Postings:
        """The documents of the whole segment that have a term, deleted ones included."""
        found = Postings()
        try:
            matcher = self._reader._terms.matcher(field, term.encode(), SCHEMA[field].format)
        except TermNotFound:
            return found
        # Whoosh's own interface makes four calls for every posting; a block holds 128.
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            found.weights.update(zip(matcher._ids, matcher._weights, strict=True))
            if with_places:
                matcher._read_values()
                found.places.update(zip(matcher._ids, matcher._values, strict=True))
            matcher._next_block()
        return found

    def keys(self, column: str) -> list[tuple[str, ...]]:
        """The keys of every document in a column that holds several."""
        if column not in self._lists:
            self._lists[column] = self._keys_of(column)
        return self._lists[column]

    def numbers(self, column: str) -> Sequence[int]:
        """The number of every document in a column of numbers."""
        if column not in self._numbers:
            reader = self._reader.column_reader(column, translate=False)
            self._numbers[column] = array("q", (reader[i] for i in range(self.size)))
        return self._numbers[column]

    def titles(self) -> list[str]:
        """What every document is sorted by in the order of titles."""
        if self._titles is None:
            self._titles = self._strings("title")
        return self._titles

    def digests(self) -> list[str]:
        """The digest of every document."""
        return self._strings("digest")

    def _keys_of(self, column: str) -> list[tuple[str, ...]]:
        # Few combinations occur, so equal ones share one tuple, and all share their keys.
        known: dict[str, tuple[str, ...]] = {"": ()}
        for value in (values := self._strings(column)):
            if value not in known:
                known[value] = tuple(map(intern, value.split(SEPARATOR)))
        return [known[value] for value in values]

    def _labels(self) -> list[frozenset[str]]:
        keys = self._keys_of("labels")
        known = {combination: frozenset(combination) for combination in set(keys)}
        return [known[combination] for combination in keys]

    def _strings(self, column: str) -> list[str]:
        reader = self._reader.column_reader(column, translate=False)
        return [reader[i].decode() for i in range(self.size)]


@dataclass(frozen=True)
class Part:
    """A segment as it is in one state of the index."""

    segment: Segment
    deleted: frozenset[int]

    def live(self) -> Iterator[int]:
        """The numbers of the documents that are still in the index."""
        return (i for i in range(self.segment.size) if i not in self.deleted)


@dataclass(frozen=True)
class Snapshot:
    """One state of the index."""

    path: Path
    generation: int
    parts: tuple[Part, ...]
    size: int
    """Documents, deleted ones that still lie there included."""
    average_length: float


def generation_of(path: Path) -> int:
    """The number of the last commit in a directory; -1 if there is no index in it."""
    return int(TOC._latest_generation(FileStorage(str(path)), INDEX_NAME))


def open_snapshot(path: Path, known: Snapshot | None = None) -> Snapshot:
    """Read the newest state, with the segments of ``known`` that are still in it."""
    for attempt in range(_ATTEMPTS):
        try:
            return _open(path, known)
        except FileNotFoundError:
            # A writer merged a segment away between our reading its name and opening it.
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.02)
    raise AssertionError("the last attempt returns or raises")


def _open(path: Path, known: Snapshot | None) -> Snapshot:
    with storage_at(path, keep_open=True) as storage:
        return _read(path, storage, known)


def _read(path: Path, storage: Any, known: Snapshot | None) -> Snapshot:
    toc = TOC.read(storage, INDEX_NAME, schema=SCHEMA)
    kept = {part.segment.name: part.segment for part in known.parts} if known else {}
    parts = []
    for entry in toc.segments:
        # Names are unique, so a segment of another directory is never taken for one of this.
        segment = kept.get(entry.segment_id())
        if segment is None:
            segment = Segment(SegmentReader(storage, SCHEMA, entry))
        parts.append(Part(segment, frozenset(entry.deleted_docs())))
    size = sum(part.segment.size for part in parts)
    length = sum(sum(part.segment.lengths) for part in parts)
    return Snapshot(path, toc.generation, tuple(parts), size, length / size if size else 1.0)
