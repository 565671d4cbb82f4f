"""The words of a field of one segment: which begin so, and which are spelt nearly so.

Spelling uses a table of symmetric deletes (Garbe, SymSpell, 2012): two words that differ by one
letter left out, put in, put wrong or swapped share a form with at most one letter left out.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from portal.search.whoosh_backend.columns import Ints

SHORTEST: Final = 4
LONGEST: Final = 24
"""Letters of the words that are set right."""

_POWERS: Final = np.cumprod(np.full(LONGEST + 1, 0x9E3779B97F4A7C15, dtype=np.uint64))
_HAVING: Final = 5
"""Where in what Whoosh says of a term the number of documents stands (``W3TermInfo``)."""
_AT_ONCE: Final = 512
"""Words of which the forms are made at once: on the way they take twenty times the memory of what
is kept, and the process does not give all of it back."""
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True)
class Words:
    """The words of a field, sorted."""

    texts: Sequence[str]
    having: Ints
    """How many documents have each of them, deleted ones included."""

    @classmethod
    def read(cls, terms: Any, field: str) -> "Words":
        """All words of a field of a segment; what Whoosh reads in a hundred calls, in one."""
        if field not in terms._fieldmap:  # as the title, in a segment of replies
            return cls([], np.zeros(0, dtype=np.int64))
        key = terms._keycoder(field, b"")
        after = (int.from_bytes(key, "big") + 1).to_bytes(len(key), "big")
        table = terms._tindex
        first = table.closest_key_pos(key)
        end = table.closest_key_pos(after) or table.endofdata
        data = table.dbfile.get(first, end - first)
        size = table.indexlen * table.indexsize
        kind = np.dtype(table.extras["indextype"]).newbyteorder(">")
        places = np.frombuffer(table.dbfile.get(table.indexbase, size), dtype=kind)
        begins = places[np.searchsorted(places, first) : np.searchsorted(places, end)] - first
        # Before a term stand two numbers, its own length and that of what is said of it.
        lengths, names = _numbers_at(data, begins), begins + 8
        having = _numbers_at(data, names + lengths + _HAVING)
        texts = [
            data[start:stop].decode()
            for start, stop in zip(
                (names + len(key)).tolist(), (names + lengths).tolist(), strict=True
            )
        ]
        return cls(texts, having)

    def beginning(self, letters: str) -> Iterator[tuple[str, int]]:
        """The words that begin so, and how many documents have each."""
        first, last = bisect_left(self.texts, letters), bisect_left(self.texts, letters + _LAST)
        return zip(self.texts[first:last], self.having[first:last].tolist(), strict=True)

    def nearly(self, word: str) -> dict[str, int]:
        """The words that share a form with this one, and how many documents have each.

        All that are one slip away are among them, and some that are two away.
        """
        hashes, places = self._forms
        wanted = np.unique(_forms_of([word])[0])
        first = np.searchsorted(hashes, wanted, "left")
        last = np.searchsorted(hashes, wanted, "right")
        found = {
            int(places[at])
            for start, end in zip(first, last, strict=True)
            for at in range(start, end)
        }
        return {self.texts[place]: int(self.having[place]) for place in found}

    def prepare(self) -> None:
        """Make the table of forms."""
        self._forms  # noqa: B018  # kept from now on

    @cached_property
    def _forms(self) -> tuple[Ints, Ints]:
        """Hashes of all forms, sorted, and the place of the word of each."""
        fitting = [at for at, text in enumerate(self.texts) if SHORTEST <= len(text) <= LONGEST]
        parts = [np.zeros(0, dtype=np.uint64)]
        for first in range(0, len(fitting), _AT_ONCE):
            some = fitting[first : first + _AT_ONCE]
            hashes, rows = _forms_of([self.texts[at] for at in some])
            places = np.array(some, dtype=np.uint64)
            parts.append((hashes.astype(np.uint64) << np.uint64(32)) | places[rows])
        # Sorted together, which is faster than sorting one and ordering the other by it.
        both = np.concatenate(parts)
        both.sort()
        return (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)


def _numbers_at(data: bytes, places: Ints) -> Ints:
    """The four-byte numbers that begin at the places."""
    letters = np.frombuffer(data, dtype=np.uint8)[places[:, None].astype(np.int64) + np.arange(4)]
    return np.ascontiguousarray(letters).view(">u4")[:, 0].astype(np.int64)


def _forms_of(words: Sequence[str]) -> tuple[Ints, Ints]:
    """A hash of every word, and of it without each of its letters; and the word's place.

    The hash of a word is the sum of its letters, each times a power of one number; what stands
    behind a letter that is left out moves one power down.
    """
    letters = np.array(words, dtype=f"U{LONGEST + 1}").view(np.uint32).astype(np.uint64)
    letters = letters.reshape(len(words), LONGEST + 1)
    here, moved = letters * _POWERS, np.zeros_like(letters)
    moved[:, 1:] = letters[:, 1:] * _POWERS[:-1]
    before, behind = np.cumsum(here, axis=1) - here, np.cumsum(moved, axis=1)
    forms = before + behind[:, -1:] - behind
    # Nothing is left out at the end of a word: this is the word itself.
    rows, columns = np.nonzero(np.arange(LONGEST + 1) <= np.count_nonzero(letters, axis=1)[:, None])
    hashes = forms[rows, columns]
    return (hashes ^ (hashes >> np.uint64(32))).astype(np.uint32), rows


def distance(one: str, other: str) -> int:
    """Letters to leave out, put in, put right or swap to make one of the other.

    The optimal string alignment distance (Damerau, 1964).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other_letter))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter
            row.append(min(cost, last[j - 2] + 1) if swapped else cost)
    return row[-1]
