"""Columns that are read in one piece: several keys of every document, and numbers."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from struct import Struct
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import Column, ColumnReader, ColumnWriter, NumericColumn

SEPARATOR: Final = b"\n"

Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Keys:
    """The keys of every document, as numbers that stand for them."""

    names: Sequence[str]
    """The keys, sorted; a code is a place in this list."""
    starts: Ints
    """Where the codes of each document begin, and at last where all of them end."""
    codes: Ints

    @cached_property
    def is_single(self) -> bool:
        """Whether every document has exactly one key."""
        return len(self.codes) == len(self.starts) - 1 and bool((np.diff(self.starts) == 1).all())

    def of(self, documents: Ints) -> tuple[Ints, Ints]:
        """Pairs of a place in ``documents`` and a code, as two arrays."""
        if self.is_single:
            return np.arange(len(documents)), self.codes[documents]
        first = self.starts[documents]
        counts = self.starts[documents + 1] - first
        return gathered(self.codes, first, counts)

    def codes_of(self, names: Sequence[str]) -> list[int]:
        """The codes of those of the keys that occur."""
        places = ((name, bisect_left(self.names, name)) for name in names)
        return [at for name, at in places if at < len(self.names) and self.names[at] == name]

    def counts(self, documents: Ints) -> Ints:
        """How many of the documents have each of the keys."""
        return np.bincount(self.of(documents)[1], minlength=len(self.names))


def gathered(values: Ints, first: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Of every row its values: the row's number, and the value, as two arrays.

    ``first`` is where the values of a row begin, ``counts`` how many there are.
    """
    rows = np.repeat(np.arange(len(first)), counts)
    before = np.cumsum(counts) - counts
    return rows, values[np.arange(len(rows)) + np.repeat(first - before, counts)]


def joined(parts: Sequence[Keys]) -> Keys:
    """The keys of several segments as those of one."""
    if len(parts) == 1:
        return parts[0]
    names = sorted(set().union(*(part.names for part in parts)))
    code_of = {name: code for code, name in enumerate(names)}
    codes = [
        np.array([code_of[name] for name in part.names], dtype=np.int32)[part.codes]
        for part in parts
        if len(part.codes)
    ]
    ends = np.cumsum([0, *(len(part.codes) for part in parts)])
    starts = [part.starts[:-1] + end for part, end in zip(parts, ends, strict=False)]
    return Keys(
        names,
        np.concatenate([*starts, ends[-1:]]),
        np.concatenate(codes) if codes else np.zeros(0, dtype=np.int32),
    )


class KeysColumn(Column):  # type: ignore[misc]  # Whoosh has no types
    """Several keys of every document, or with ``whole`` all of them as one."""

    _default = b""

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole

    def writer(self, dbfile: Any) -> "KeysWriter":
        """What Whoosh writes the column with."""
        return KeysWriter(dbfile, whole=self.whole)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> "KeysReader":
        """What Whoosh and ``Segment`` read it with."""
        return KeysReader(dbfile, basepos, length, doccount)


_END = Struct("!QQ")


class KeysWriter(ColumnWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes where the codes of the documents begin, the codes, and the keys behind them."""

    def __init__(self, dbfile: Any, *, whole: bool) -> None:
        super().__init__(dbfile)
        self._whole = whole
        self._known: dict[bytes, int] = {}
        self._codes = array("I")
        self._starts = array("I")

    def fill(self, docnum: int) -> None:
        """Let the documents before this one have no keys."""
        self._starts.extend([len(self._codes)] * (docnum - len(self._starts)))

    def add(self, docnum: int, value: bytes) -> None:
        """Take the keys of a document, joined."""
        self.fill(docnum)
        self._starts.append(len(self._codes))
        if not value:
            return
        for key in [value] if self._whole else value.split(SEPARATOR):
            self._codes.append(self._known.setdefault(key, len(self._known)))

    def finish(self, doccount: int) -> None:
        """Write all of it."""
        self.fill(doccount + 1)
        # In the order of the keys, so that equal counts come in it without being sorted again.
        ordered = sorted(self._known, key=lambda key: key.decode())
        code_of = np.zeros(len(ordered), dtype="<u4")
        code_of[[self._known[key] for key in ordered]] = np.arange(len(ordered))
        codes = np.array(self._codes, dtype="<u4")
        names = (b"\0" if self._whole else SEPARATOR).join(ordered)
        self._dbfile.write(np.array(self._starts, dtype="<u4").tobytes())
        self._dbfile.write(code_of[codes].tobytes() if len(codes) else b"")
        self._dbfile.write(names)
        self._dbfile.write(b"\0" if self._whole else SEPARATOR)
        self._dbfile.write(_END.pack(len(codes), len(names)))


class KeysReader(ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """Reads the column whole, once it is asked for anything."""

    def __init__(self, dbfile: Any, basepos: int, length: int, doccount: int) -> None:
        super().__init__(dbfile, basepos, length, doccount)
        self._end = basepos + length
        self._keys: Keys | None = None

    def keys(self) -> Keys:
        """The whole column."""
        if self._keys is None:
            end = self._end - _END.size
            total, size = _END.unpack(self._dbfile.get(end, _END.size))
            at = self._basepos + 4 * (self._doccount + 1)
            starts = self._dbfile.get(self._basepos, 4 * (self._doccount + 1))
            codes = self._dbfile.get(at, 4 * total)
            names = self._dbfile.get(end - 1 - size, size).decode()
            mark = self._dbfile.get(end - 1, 1).decode()
            self._keys = Keys(
                names.split(mark) if names else [],
                np.frombuffer(starts, dtype="<u4").astype(np.int64),
                np.frombuffer(codes, dtype="<u4").astype(np.int32),
            )
        return self._keys

    def __getitem__(self, docnum: int) -> bytes:
        keys = self.keys()
        codes = keys.codes[keys.starts[docnum] : keys.starts[docnum + 1]]
        return SEPARATOR.join(keys.names[code].encode() for code in codes)


def numbers(column: NumericColumn, reader: Any, documents: int) -> Ints:
    """A whole column of numbers, read at once; the last are not written unless they are set."""
    kind = np.dtype(f">{column._typecode}")
    values = np.full(documents, column.default_value(), dtype=kind.newbyteorder("="))
    data = reader._dbfile.get(reader._basepos, reader._count * kind.itemsize)
    values[: reader._count] = np.frombuffer(data, dtype=kind)
    return values
