"""The numbers of the ranking, in one place, and the formula."""

from dataclasses import dataclass
from math import log
from typing import Final

from portal.search.fields import OTHER_WEIGHT

FEW_WORDS: Final = 4
"""Up to so many words a reader means all of them; in a longer question some are by the way."""


@dataclass(frozen=True)
class Ranking:
    """What a record is worth. docs/dev/evaluation.md says how the defaults were chosen."""

    k1: float = 1.3
    """How slowly more of the same word stops counting. A word of ordinary text counts for one."""
    b: float = 0.6
    """How much the length of a record counts, from 0 to 1."""
    all_words: float = 0.2
    """What having all of ``FEW_WORDS`` adds to a score, as a share of it; some add less."""
    side_by_side: float = 0.3
    """What having the words as a phrase adds to a score, as a share of it."""
    stale: float = 0.5
    """What a stale record keeps of its score."""
    fresh: float = 1.1
    """What a fresh record has for its score."""

    @property
    def saturation(self) -> float:
        """k1 for words that count as often as their field weighs."""
        return self.k1 * OTHER_WEIGHT

    def worth(self, documents: int, having: int) -> float:
        """The most that a term can add to a score; a word that is typed twice adds it twice."""
        return self.rarity(documents, having) * (self.saturation + 1)

    def rarity(self, documents: int, having: int) -> float:
        """The inverse document frequency that cannot be negative.

        Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
        """
        return log(1 + (documents - having + 0.5) / (having + 0.5))


SAME_TITLE = 1_000.0
SAME_IDENTIFIER = 10_000.0
"""Added to a score: what was typed is the title or the identifier."""
