"""One state of the index, read as if it were one segment.

Documents have numbers from 0 to ``size``, over all segments in order. What was read of a segment
is taken over from the state before; arrays that go over all segments are made anew, when they are
first needed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from portal.records import ref
from portal.search.whoosh_backend.columns import Ints, Keys, joined
from portal.search.whoosh_backend.postings import Cache, Floats, Postings, chained
from portal.search.whoosh_backend.schema import SCHEMA, id_of
from portal.search.whoosh_backend.segments import Segment
from portal.search.whoosh_backend.storage import storage_at

INDEX_NAME: Final = "MAIN"


class Snapshot:
    """The segments of one state of the index."""

    def __init__(
        self, path: Path, generation: int, segments: Sequence[Segment], deleted: Sequence[Ints]
    ) -> None:
        self.path = path
        self.generation = generation
        self.segments = segments
        *self._firsts, self.size = accumulate((s.size for s in segments), initial=0)
        total = sum(segment.total_length for segment in segments)
        self.average_length = total / self.size if total else 1.0
        self._deleted = deleted
        self._facets: dict[str, Keys] = {}
        self._holding: dict[str, Ints] = {}
        self._slowed: tuple[tuple[float, float], Floats] | None = None

    def postings(self, field: str, term: str, *, with_places: bool = False) -> Postings:
        """The documents that have a term, deleted ones included."""
        if len(self.segments) == 1:
            return self.segments[0].postings(field, term, with_places=with_places)
        return chained(
            [
                (first, segment.postings(field, term, with_places=with_places))
                for first, segment in zip(self._firsts, self.segments, strict=True)
            ]
        )

    def having(self, field: str, term: str) -> int:
        """How many documents have a term, deleted ones included."""
        return sum(segment.having(field, term) for segment in self.segments)

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """Whether a document is in the index still."""
        live = np.ones(self.size, dtype=bool)
        for first, deleted in zip(self._firsts, self._deleted, strict=True):
            live[deleted + first] = False
        return live

    @cached_property
    def has_deleted(self) -> bool:
        """Whether any document is not in the index any more."""
        return any(len(deleted) for deleted in self._deleted)

    @cached_property
    def lengths(self) -> Floats:
        """What the words of every document weigh together."""
        return self._whole([segment.lengths for segment in self.segments], np.float64)

    def slowed(self, k1: float, b: float) -> Floats:
        """What stands beside the weight of a term below the line in BM25, of every document."""
        if self._slowed is None or self._slowed[0] != (k1, b):
            found = k1 * (1 - b + b / self.average_length * self.lengths)
            self._slowed = (k1, b), found.astype(np.float32)
        return self._slowed[1]

    @cached_property
    def labels(self) -> Keys:
        """The labels of every document: one key, in which they are joined."""
        return joined([segment.keys("labels") for segment in self.segments])

    def holding(self, label: str) -> Ints:
        """The codes in ``labels`` of the combinations that hold a label."""
        if label not in self._holding:
            held = [f"\n{label}\n" in name for name in self._combinations]
            self._holding[label] = np.flatnonzero(held)
        return self._holding[label]

    @cached_property
    def _combinations(self) -> list[str]:
        return [f"\n{name}\n" for name in self.labels.names]

    @cached_property
    def groups(self) -> Ints:
        """The code in ``labels`` of every document; one that nobody holds for those without."""
        groups = np.full(self.size, len(self.labels.names), dtype=np.int32)
        documents, codes = self.labels.of(np.arange(self.size))
        groups[documents] = codes
        return groups

    @cached_property
    def published(self) -> Ints:
        """When every document was published, in seconds since 1970, or 0."""
        return self._numbers("published")

    @cached_property
    def stale_at(self) -> Ints:
        """From when on every document counts as stale, in seconds since 1970, or 0."""
        return self._numbers("stale_at")

    @cached_property
    def fresh_until(self) -> Ints:
        """Until when every document counts as fresh, in seconds since 1970; 0 for never."""
        return self._numbers("fresh_until")

    @cached_property
    def numbers(self) -> Ints:
        """The number of the ref of every document (``schema.number_of``)."""
        return self._numbers("number")

    @cached_property
    def title_ranks(self) -> Ints:
        """The place of every document in the order of titles; equal titles share one, and what has
        none comes last."""
        titles = [title for segment in self.segments for title in segment.titles]
        rank = {
            title: place
            for place, title in enumerate(sorted(set(titles), key=lambda title: (not title, title)))
        }
        return np.array([rank[title] for title in titles], dtype=np.int64)

    def facet(self, name: str) -> Keys:
        """The keys of every document in a facet."""
        if name not in self._facets:
            parts = [segment.keys(f"facet_{name}") for segment in self.segments]
            self._facets[name] = joined(parts)
        return self._facets[name]

    def ref(self, document: int) -> str:
        """The ref of a document, made of its columns: reading it would take a read of the file."""
        sources = self.sources
        code = sources.codes[sources.starts[document]]
        return ref(sources.names[int(code)], id_of(int(self.numbers[document])))

    def title(self, document: int) -> str:
        """The title of a document as titles are compared."""
        at = bisect_right(self._firsts, document) - 1
        return self.segments[at].title(document - self._firsts[at])

    @cached_property
    def sources(self) -> Keys:
        """The kind of the ref of every document."""
        return joined([segment.keys("source") for segment in self.segments])

    def digests(self) -> dict[str, str]:
        """The digest of every document in the index, by ref."""
        digests = [digest for segment in self.segments for digest in segment.strings("digest")]
        return {self.ref(at): digests[at] for at in np.flatnonzero(self.live).tolist()}

    def prepare(self, before: "Snapshot") -> None:
        """Read what the state before had read, so that no search has to wait for it."""
        for name, kind in vars(Snapshot).items():
            if isinstance(kind, cached_property) and name in vars(before):
                getattr(self, name)
        for name in before._facets:
            self.facet(name)
        for label in list(before._holding):
            self.holding(label)
        old = {segment.name for segment in before.segments}
        for segment in self.segments:
            if segment.name not in old:
                segment.prepare(before.segments)

    def _numbers(self, column: str) -> Ints:
        return self._whole([segment.numbers(column) for segment in self.segments], np.int64)

    def _whole(self, parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def generation_of(path: Path) -> int:
    """The number of the last commit in a directory; -1 if there is no index in it."""
    return int(TOC._latest_generation(FileStorage(str(path)), INDEX_NAME))


def open_snapshot(path: Path, cache: Cache, known: Snapshot | None = None) -> Snapshot:
    """Read the newest state, with the segments of ``known`` that are still in it."""
    while True:
        generation = generation_of(path)
        try:
            with storage_at(path, keep_open=True) as storage:
                return _read(path, storage, cache, known)
        except FileNotFoundError:
            # A writer may have merged a segment away between our reading its name and opening it.
            if generation_of(path) == generation:
                raise


def _read(path: Path, storage: Any, cache: Cache, known: Snapshot | None) -> Snapshot:
    toc = TOC.read(storage, INDEX_NAME, schema=SCHEMA)
    # Names are unique, so a segment of another directory is never taken for one of this.
    kept = {segment.name: segment for segment in known.segments} if known else {}
    segments = [
        kept.get(entry.segment_id()) or Segment(SegmentReader(storage, SCHEMA, entry), cache)
        for entry in toc.segments
    ]
    deleted = [np.array(sorted(entry.deleted_docs()), dtype=np.int64) for entry in toc.segments]
    return Snapshot(path, toc.generation, segments, deleted)
