"""The documents that have a term, as arrays, and the memory in which they are kept."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from portal.search.whoosh_backend.codec import ArrayMatcher
from portal.search.whoosh_backend.columns import Ints, gathered

Floats = NDArray[np.floating[Any]]

_OVERHEAD: Final = 500
"""Bytes that an entry takes besides its arrays."""


def _not_read() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Postings:
    """The documents that have a term, in ascending order, deleted ones included."""

    ids: Ints
    weights: Floats
    """What the term weighs in each of them."""
    starts: Ints = field(default_factory=_not_read)
    """Where the places of each document begin, and at last where all end; if asked for."""
    places: Ints = field(default_factory=_not_read)
    """Where in its documents the term stands, in ascending order."""

    @property
    def size(self) -> int:
        """Bytes of memory."""
        arrays = (self.ids, self.weights, self.starts, self.places)
        return _OVERHEAD + sum(array.nbytes for array in arrays)

    @property
    def has_places(self) -> bool:
        """Whether the places were read as well."""
        return len(self.starts) > 0

    def places_in(self, rows: Ints) -> tuple[Ints, Ints]:
        """Of those rows the number of the row in ``rows`` and every place, as two arrays."""
        first = self.starts[rows]
        return gathered(self.places, first, self.starts[rows + 1] - first)


def read(matcher: ArrayMatcher, *, with_places: bool) -> Postings:
    """All that a term has, a block at a time."""
    ids, weights, counts, places = [], [], [], []
    while matcher.is_active():
        of_ids, of_weights, of_places = matcher.block()
        differences = np.frombuffer(of_ids, dtype=np.uint32)
        ids.append(np.cumsum(differences, dtype=np.int32))
        if isinstance(of_weights, bytes):
            weights.append(np.frombuffer(of_weights, dtype=np.float32))
        else:
            weights.append(np.full(len(differences), of_weights, dtype=np.float32))
        if with_places and of_places:
            counts.append(np.frombuffer(of_places[0], dtype=np.uint32))
            places.append(np.frombuffer(of_places[1], dtype=np.uint32))
        matcher.next_block()
    found = Postings(_chained(ids), _chained(weights))
    if not places:
        return found
    ends = np.cumsum(_chained(counts), dtype=np.int64) // places[0].itemsize
    return replace(found, starts=np.concatenate([_BEGINNING, ends]), places=_chained(places))


def chained(parts: Sequence[tuple[int, Postings]]) -> Postings:
    """The postings of several segments as those of one; each with its first document's number."""
    having = [(first, part) for first, part in parts if len(part.ids)]
    if not having:
        return NONE
    if len(having) == 1 and having[0][0] == 0:
        return having[0][1]
    found = Postings(
        np.concatenate([part.ids + np.int32(first) for first, part in having]),
        np.concatenate([part.weights for _, part in having]),
    )
    if not all(part.has_places for _, part in having):
        return found
    ends = np.cumsum([0, *(len(part.places) for _, part in having)])
    starts = [part.starts[:-1] + end for (_, part), end in zip(having, ends, strict=False)]
    return replace(
        found,
        starts=np.concatenate([*starts, ends[-1:]]),
        places=np.concatenate([part.places for _, part in having]),
    )


def _chained(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


_BEGINNING: Final = np.zeros(1, dtype=np.int64)

NONE: Final = Postings(
    np.zeros(0, dtype=np.int32),
    np.zeros(0, dtype=np.float32),
    np.zeros(1, dtype=np.int64),
    np.zeros(0, dtype=np.uint32),
)


Key = tuple[str, str, str]
"""Segment, field and term."""


class Cache:
    """Keeps what was used last, up to a number of bytes. For several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[Key, Postings] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: Key, load: Callable[[], Postings], *, with_places: bool = False) -> Postings:
        """What is kept under a key, or what ``load`` gives, which is kept from then on."""
        with self._lock:
            known = self._entries.get(key)
            if known is not None and (known.has_places or not with_places):
                self._entries.move_to_end(key)
                return known
        found = load()
        with self._lock:
            self._keep(key, found)
        return found

    def __iter__(self) -> Iterator[Key]:
        """The keys of what is kept, longest unused first."""
        with self._lock:
            return iter(list(self._entries))

    def keep_only(self, segments: Set[str]) -> None:
        """Forget what is kept of all other segments."""
        with self._lock:
            for key in [key for key in self._entries if key[0] not in segments]:
                self.size -= self._entries.pop(key).size

    def _keep(self, key: Key, found: Postings) -> None:
        before = self._entries.pop(key, None)
        self.size += found.size - (before.size if before else 0)
        self._entries[key] = found
        while self.size > self._limit and self._entries:
            _, dropped = self._entries.popitem(last=False)
            self.size -= dropped.size
