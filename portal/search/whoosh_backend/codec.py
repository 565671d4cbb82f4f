"""How postings lie in the files: Whoosh's blocks, larger, with arrays in them in place of tuples.

Whoosh's own searcher reads such an index like any other.
"""

from array import array
from itertools import accumulate, pairwise
from typing import Any, Final
from uuid import uuid4

from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter, W3Segment
from whoosh.util.numlists import delta_encode

from portal.search.whoosh_backend.pool import Pool, TermWriter

MEMORY_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of postings that a writer holds before it puts them by."""

BLOCK: Final = 4096
"""Postings that are written and read at once; Whoosh's 128 make thirty times the calls."""


class NamedCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Names segments apart even in processes that seed ``random`` alike, as tests and seeds do."""

    # Whoosh would look the length of a document up, in its file, for every posting once more, to
    # know the shortest and longest of a block, which nobody asks for.
    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK)

    def new_segment(self, _storage: Any, indexname: str) -> W3Segment:
        """A segment with a name that no other has."""
        return W3Segment(self, indexname, segid=uuid4().hex)

    def field_writer(self, storage: Any, segment: Any) -> TermWriter:
        """What writes the terms that a ``Pool`` has gathered."""
        return TermWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> W3PostingsWriter:
        """What writes the blocks."""
        return ArrayWriter(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> W3LeafMatcher:
        """What reads them."""
        offset, length = terminfo.extent()
        return ArrayMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class ArrayWriter(W3PostingsWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes of every block the numbers of the documents as differences, the weights and places."""

    def _mini_ids(self) -> bytes:
        return array("I", delta_encode(self._ids)).tobytes()

    def _mini_weights(self) -> float | bytes:
        first: float = self._weights[0]
        if all(weight == first for weight in self._weights):
            return first
        return array("f", self._weights).tobytes()

    def _mini_values(self) -> tuple[bytes, bytes] | None:
        if not self._values:
            return None
        return array("I", map(len, self._values)).tobytes(), b"".join(self._values)


class ArrayMatcher(W3LeafMatcher):  # type: ignore[misc]  # Whoosh has no types
    """Reads such a block for Whoosh's searcher; ``postings`` reads it for ours."""

    def _read_ids(self) -> None:
        self._ids = array("I", accumulate(array("I", self.block()[0])))

    def _read_weights(self) -> None:
        weights = self.block()[1]
        if isinstance(weights, bytes):
            self._weights = array("f", weights)
        else:
            self._weights = array("f", [weights]) * self._blocklength

    def _read_values(self) -> None:
        values = self.block()[2]
        if values is None:
            self._values = (None,) * self._blocklength
        else:
            ends = list(accumulate(array("I", values[0]), initial=0))
            self._values = tuple(values[1][start:end] for start, end in pairwise(ends))

    def block(self) -> tuple[bytes, float | bytes, tuple[bytes, bytes] | None]:
        """The block as it was written."""
        if self._data is None:
            self._read_data()
        data: tuple[bytes, float | bytes, tuple[bytes, bytes] | None] = self._data
        return data

    def next_block(self) -> None:
        """Go on to the next block."""
        self._next_block()


def writer_of(index: Any, limit: int = MEMORY_LIMIT) -> Any:
    """A writer of Whoosh that gathers postings by term, ``limit`` bytes of them in memory."""
    writer = index.writer(codec=NamedCodec())
    writer.pool = Pool(writer.temp_storage(), limit)
    return writer
