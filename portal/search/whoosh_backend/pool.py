"""What is written of an index, gathered term by term.

Whoosh keeps every posting as a tuple of its own, pickles each one when there are too many, and
hands them over one at a time. Here a term has its postings in arrays from the beginning, and they
are put by and written a term at a time.
"""

import marshal
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3FieldWriter

_PER_POSTING, _PER_VALUE, _PER_TERM = 16, 40, 600
"""About how many bytes of memory they take."""


class _Term(NamedTuple):
    """The postings of a term: numbers of documents in ascending order, and what belongs to each.

    ``values`` is empty where a field has none.
    """

    ids: "array[int]"
    weights: "array[float]"
    values: list[bytes]


def _new_term() -> _Term:
    return _Term(array("I"), array("f"), [])


class Pool:
    """Takes the place of ``PostingPool`` in a writer of Whoosh."""

    def __init__(self, storage: Any, limit: int) -> None:
        """Put postings by in the storage whenever they take ``limit`` bytes."""
        self._storage = storage
        self._limit = limit
        self._terms: defaultdict[tuple[str, bytes], _Term] = defaultdict(_new_term)
        self._size = 0
        self._files: list[str] = []

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take a posting: field, term, document, weight and value."""
        field, text, document, weight, value = item
        ids, weights, values = self._terms[field, text]
        ids.append(document)
        weights.append(weight)
        size = self._size + _PER_POSTING
        if value:
            values.append(value)
            size += _PER_VALUE + len(value)
        self._size = size
        if size + _PER_TERM * len(self._terms) > self._limit:
            self._put_by()

    def iter_postings(self) -> Iterator[tuple[str, bytes, _Term]]:
        """Field, term and postings, in the order of fields and terms."""
        runs = [self._read(name) for name in self._files]
        for (field, text), parts in groupby(merge(*runs, self._sorted(), key=_key), key=_key):
            whole = _new_term()
            for _, _, part in parts:
                whole.ids.extend(part.ids)
                whole.weights.extend(part.weights)
                whole.values.extend(part.values)
            yield field, text, whole

    def cleanup(self) -> None:
        """Nothing: what was put by is in the storage, which is destroyed by the writer."""

    def _sorted(self) -> Iterator[tuple[str, bytes, _Term]]:
        return ((*key, self._terms[key]) for key in sorted(self._terms))

    def _put_by(self) -> None:
        name = f"{len(self._files)}.run"
        file = self._storage.create_file(name).raw_file()
        for field, text, (ids, weights, values) in self._sorted():
            marshal.dump((field, text, ids.tobytes(), weights.tobytes(), values), file)
        file.close()
        self._files.append(name)
        self._terms.clear()
        self._size = 0

    def _read(self, name: str) -> Iterator[tuple[str, bytes, _Term]]:
        file = self._storage.open_file(name).raw_file()
        try:
            while True:
                # Written by this process into a directory of its own.
                field, text, ids, weights, values = marshal.load(file)  # noqa: S302  # nosec B302
                yield field, text, _Term(array("I", ids), array("f", weights), values)
        except EOFError:
            return
        finally:
            file.close()


_key = itemgetter(0, 1)


class TermWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes whole terms, of a ``Pool``."""

    def add_postings(
        self, schema: Any, _lengths: Any, items: Iterable[tuple[str, bytes, _Term]]
    ) -> None:
        """Write all terms of all fields."""
        for field, terms in groupby(items, key=itemgetter(0)):
            self.start_field(field, schema[field])
            for _, text, term in terms:
                self.start_term(text)
                self._write(term)
                self.finish_term()
            self.finish_field()

    def _write(self, term: _Term) -> None:
        """Fill the blocks of Whoosh's writer; ``finish_term`` writes the last one."""
        writer = self._postwriter
        values = iter(term.values)
        for start in range(0, len(term.ids), writer._blocklimit):
            if start:
                writer._write_block()
            end = start + writer._blocklimit
            writer._ids = term.ids[start:end]
            writer._weights = term.weights[start:end]
            writer._values = list(islice(values, len(writer._ids)))
            writer._maxweight = max(writer._weights)
