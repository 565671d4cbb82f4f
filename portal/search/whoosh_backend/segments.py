"""Reading one segment: its columns, postings and words, each read when it is first needed.

A segment never changes once it is written, so what was read of it is kept for as long as the
index has it; only its deletions come anew with every state (``snapshot``).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

from portal.search.whoosh_backend import postings
from portal.search.whoosh_backend.columns import Ints, Keys, numbers
from portal.search.whoosh_backend.postings import Cache, Floats, Postings
from portal.search.whoosh_backend.schema import SCHEMA
from portal.search.whoosh_backend.words import Words

MERGED: Final = 4
"""One segment in so many parts of the index is taken for one that was merged from others."""
LAST_USED: Final = 1_000
"""Postings that are read again after a merge."""
MOST_COUNTED: Final = 10_000
"""Terms of which it is kept how many documents have them: two megabytes."""

_LENGTHS: Final = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float64)


class Segment:
    """One segment. Not for several threads at once: its files have one position each."""

    def __init__(self, reader: Any, cache: Cache) -> None:
        self._reader = reader
        self._cache = cache
        self._keys: dict[str, Keys] = {}
        self._numbers: dict[str, Ints] = {}
        self._words: dict[str, Words] = {}
        self._having: dict[tuple[str, str], int] = {}
        self.name: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        self.total_length: int = reader.field_length("text")

    def postings(self, field: str, term: str, *, with_places: bool = False) -> Postings:
        """The documents of the segment that have a term, deleted ones included."""
        return self._cache.get(
            (self.name, field, term),
            lambda: self._read(field, term, with_places=with_places),
            with_places=with_places,
        )

    def having(self, field: str, term: str) -> int:
        """How many documents have a term, deleted ones included; nothing else is read of it."""
        known = self._having.get((field, term))
        if known is None:
            try:
                known = int(self._reader._terms.doc_frequency(field, term.encode()))
            except KeyError:
                known = 0
            if len(self._having) < MOST_COUNTED:
                self._having[field, term] = known
        return known

    def _read(self, field: str, term: str, *, with_places: bool) -> Postings:
        try:
            matcher = self._reader._terms.matcher(field, term.encode(), SCHEMA[field].format)
        except TermNotFound:
            return postings.NONE
        return postings.read(matcher, with_places=with_places)

    @cached_property
    def lengths(self) -> Floats:
        """What the words of every document weigh together, as roughly as Whoosh keeps it."""
        reader = self._reader._perdoc._cached_reader("_text_len", LENGTHS_COLUMN)
        if reader is None:
            return np.ones(self.size)
        return np.maximum(_LENGTHS[numbers(LENGTHS_COLUMN, reader, self.size)], 1.0)

    def keys(self, column: str) -> Keys:
        """The keys of every document in a column of keys."""
        if column not in self._keys:
            self._keys[column] = self._column(column).keys()
        return self._keys[column]

    def numbers(self, column: str) -> Ints:
        """The number of every document in a column of numbers."""
        if column not in self._numbers:
            reader = self._column(column)
            self._numbers[column] = numbers(SCHEMA[column].column_type, reader, self.size)
        return self._numbers[column]

    def title(self, document: int) -> str:
        """The title of a document as titles are compared."""
        return str(self._title_column[document].decode())

    @cached_property
    def titles(self) -> list[str]:
        """The titles of all documents as titles are compared."""
        return self.strings("order")

    def strings(self, column: str) -> list[str]:
        """The text of every document in a column of texts."""
        return [value.decode() for value in self._column(column)]

    def words(self, field: str) -> Words:
        """All words of a field of words."""
        if field not in self._words:
            self._words[field] = Words.read(self._reader._terms, field)
        return self._words[field]

    @cached_property
    def _title_column(self) -> Any:
        return self._column("order")

    def prepare(self, before: Sequence["Segment"]) -> None:
        """Read what had been read of the segments that this one may have come from."""
        for old in before:
            for column in old._keys:
                self.keys(column)
            for field in old._words:
                self.words(field).prepare()
        if self.size * MERGED > sum(old.size for old in before):
            # Segments were merged. Of a small one, postings are read as fast as they are asked for.
            names = {old.name for old in before}
            used = [(field, term) for name, field, term in self._cache if name in names]
            for field, term in used[-LAST_USED:]:
                self.postings(field, term)

    def _column(self, name: str) -> Any:
        return self._reader.column_reader(name, translate=False)
