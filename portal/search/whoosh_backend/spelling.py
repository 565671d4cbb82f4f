"""Better-spelt words, and titles that go on as they were begun: only of what the reader may see."""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from portal.search.analysis import term_of
from portal.search.whoosh_backend.answering import visible
from portal.search.whoosh_backend.columns import Ints
from portal.search.whoosh_backend.schema import spelt
from portal.search.whoosh_backend.snapshot import Snapshot
from portal.search.whoosh_backend.words import LONGEST, SHORTEST, distance

LONG_WORD: Final = 8
"""Letters from which on two slips in a word are set right."""
FEW: Final = 2
MANY_TIMES: Final = 20
MOST: Final = 40
"""Spellings of which it is looked how many records that the reader may see have them."""
ENDINGS: Final = 50
"""Words that one beginning may stand for that are looked at together..."""
MOST_ENDINGS: Final = 1_000
"""... and in all."""
FIRST_LETTER: Final = 10
"""How many times as frequent a word must be that begins with another letter: slips seldom do."""
TITLES: Final = 60
"""Titles that are put in order."""


class Sight:
    """The index as one reader sees it."""

    def __init__(
        self, snapshot: Snapshot, labels: frozenset[str], excluded: Collection[str]
    ) -> None:
        self._snapshot = snapshot
        self._labels = labels
        self._excluded = excluded

    def having(self, field: str, term: str) -> Ints:
        """The documents with a term that the reader may see."""
        return self.only(self._snapshot.postings(field, term).ids)

    def only(self, documents: Ints) -> Ints:
        """Those of the documents that the reader may see."""
        documents = documents[self._snapshot.live[documents]]
        return documents[visible(self._snapshot, documents, self._labels, self._excluded)]

    def correction(self, word: str) -> str | None:
        """A better-spelt word, for one that stands nowhere or is itself a slip; None without one.

        A word counts as a slip if it is in ``FEW`` records and another in many times as many.
        """
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return None
        own = term_of(word)
        records = len(self.having("text", own))
        if records > FEW:
            return None
        reach = 2 if len(word) >= LONG_WORD else 1
        candidates = sorted(
            (slips, -having, other)
            for other, having in self._nearly(word).items()
            if other[0].isalpha()
            and term_of(other) != own
            and (slips := distance(word, other)) <= reach
        )
        seen = ((s, len(self.having("words", other)), other) for s, _, other in candidates[:MOST])
        best = [
            (slips, -having / (1 if word[0] == other[0] else FIRST_LETTER), other)
            for slips, having, other in seen
            if having >= max(1, records * MANY_TIMES)
        ]
        return min(best)[-1] if best else None

    def _nearly(self, word: str) -> dict[str, int]:
        """Words that may be meant, and how many documents have each."""
        found: dict[str, int] = {}
        for segment in self._snapshot.segments:
            words = segment.words("words")
            for other, having in words.nearly(word).items():
                found[other] = found.get(other, 0) + having
        return found

    def completions(self, text: str, limit: int) -> list[str]:
        """The refs of titles that have the words, the last of which may go on."""
        *whole, beginning = [*spelt(text)] or [""]
        if not beginning:
            return []
        documents = self._beginning(beginning, whole)
        if len(documents) > TITLES:
            newest = np.argpartition(-self._snapshot.published[documents], TITLES)[:TITLES]
            documents = documents[newest]
        wanted = " ".join([*whole, beginning])
        keyed = []
        for document in documents.tolist():
            title = self._snapshot.title(document)
            at = f" {title}".find(f" {wanted}")
            newest_first = -int(self._snapshot.published[document])
            keyed.append((at != 0, at < 0, newest_first, title, self._snapshot.ref(document)))
        return [ref for *_, ref in sorted(keyed)[:limit]]

    def _beginning(self, letters: str, whole: Sequence[str]) -> Ints:
        """The documents with these words in the title and one that begins so.

        The most frequent endings are looked at first, and others until there are enough titles:
        what is out of sight takes no place from what is in sight.
        """
        endings: dict[str, int] = {}
        for segment in self._snapshot.segments:
            for word, times in segment.words("title").beginning(letters):
                endings[word] = endings.get(word, 0) + times
        frequent = sorted(endings, key=lambda word: (-endings[word], word))[:MOST_ENDINGS]
        found = np.zeros(0, dtype=np.int64)
        for first in range(0, len(frequent), ENDINGS):
            words = frequent[first : first + ENDINGS]
            postings = [self._snapshot.postings("title", word).ids for word in words]
            documents = np.unique(np.concatenate(postings))
            for word in whole:
                having = self._snapshot.postings("title", word).ids
                documents = np.intersect1d(documents, having)
            found = np.union1d(found, self.only(documents))
            if len(found) >= TITLES:
                break
        return found
