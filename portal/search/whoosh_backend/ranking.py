"""The numbers of the ranking, in one place, and the formula."""

from dataclasses import dataclass
from math import log


@dataclass(frozen=True)
class Ranking:
    """What a record is worth. The defaults were chosen on six test collections."""

    k1: float = 2.0
    """How fast more of the same word stops counting."""
    b: float = 0.7
    """How much the length of a record counts, from 0 to 1."""
    all_words: float = 0.2
    """What having all the words adds to a score, as a share of it; some words add less."""
    side_by_side: float = 0.3
    """What having the words as a phrase adds to a score, as a share of it."""
    stale: float = 0.5
    """What a stale record keeps of its score."""

    def rarity(self, documents: int, having: int) -> float:
        """The inverse document frequency that cannot be negative.

        Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
        """
        return log(1 + (documents - having + 0.5) / (having + 0.5))


SAME_TITLE = 1_000.0
SAME_IDENTIFIER = 10_000.0
"""Added to a score: what was typed is the title or the identifier."""
