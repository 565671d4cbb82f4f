"""Which documents say much the same as a text: those that share the words that tell most of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from heapq import nlargest
from operator import itemgetter
from typing import Final

import numpy as np

from portal.search.backend import Likeness
from portal.search.whoosh_backend.answering import of_kinds, visible
from portal.search.whoosh_backend.columns import Ints
from portal.search.whoosh_backend.matching import gains
from portal.search.whoosh_backend.ranking import Ranking
from portal.search.whoosh_backend.snapshot import Snapshot

LEAST: Final = 0.12
"""The share of the score of a text that had all the words as often as one can, below which two are
not called alike."""
MOST_KNOWN: Final = 0.5
"""A word that more than this share of all documents has tells nothing."""
FEW: Final = 10
"""So many documents may have it all the same, in an index that is new."""
MOST_LOOKED_AT: Final = 120
"""Words of a text of which it is looked how rare they are: those that stand there most often."""
OFTEN: Final = 3
"""A word that stands there more often than so tells no more of the text."""
WHOLE_LEAST: Final = 0.02
WHOLE_LOOKED_AT: Final = 256
WHOLE_K1: Final = 2.5
WHOLE_B: Final = 0.75
WHOLE_SATURATION: Final = 2
"""The same where all words of a text are asked for; docs/dev/evaluation.md says how they were
found."""


def alike(snapshot: Snapshot, asked: Likeness, ranking: Ranking) -> tuple[str, ...]:
    """Refs, the most alike first."""
    least = LEAST
    if asked.is_whole:
        least, ranking = WHOLE_LEAST, replace(ranking, k1=WHOLE_K1, b=WHOLE_B)
        terms = _all(snapshot, asked.weights, ranking)
    else:
        terms = _telling(snapshot, asked.weights, asked.most_terms, ranking)
    if not terms:
        return ()
    scores = np.zeros(snapshot.size)
    best = 0.0
    for term, weight in terms.items():
        found = snapshot.postings("text", term)
        scores[found.ids] += weight * gains(snapshot, found, ranking, found.ids, slice(None))
        best += weight * ranking.worth(snapshot.size, len(found.ids))
    ids: Ints = np.flatnonzero(scores >= least * best)
    if snapshot.has_deleted:
        ids = ids[snapshot.live[ids]]
    ids = ids[visible(snapshot, ids, asked.labels, asked.excluded)]
    if asked.kinds:
        ids = ids[of_kinds(snapshot, ids, asked.kinds)]
    order = np.lexsort((snapshot.numbers[ids], -scores[ids]))[: asked.limit]
    return tuple(snapshot.ref(int(document)) for document in ids[order])


def _telling(
    snapshot: Snapshot, weights: Mapping[str, float], most: int, ranking: Ranking
) -> dict[str, float]:
    """The words that tell most of the text: they stand in it often, and in few others."""
    telling = []
    for term, weight, rarity in _rarities(snapshot, weights, MOST_LOOKED_AT, ranking):
        counted = min(weight, OFTEN)
        telling.append((counted * rarity, term, counted))
    telling.sort(reverse=True)
    return {term: weight for _, term, weight in telling[:most]}


def _all(snapshot: Snapshot, weights: Mapping[str, float], ranking: Ranking) -> dict[str, float]:
    """The words of the text, each for how often it stands there and how rare it is."""
    return {
        term: weight * (WHOLE_SATURATION + 1) / (weight + WHOLE_SATURATION) * rarity
        for term, weight, rarity in _rarities(snapshot, weights, WHOLE_LOOKED_AT, ranking)
    }


def _rarities(
    snapshot: Snapshot, weights: Mapping[str, float], most: int, ranking: Ranking
) -> Iterator[tuple[str, float, float]]:
    """Words that stand in the text often, their weights, and how rare they are elsewhere."""
    # Of as many that stand there as often, those that come first.
    for term, weight in nlargest(most, weights.items(), key=itemgetter(1)):
        having = snapshot.having("text", term)
        # What no document has finds none, but tells how little of the text others say.
        if having <= max(MOST_KNOWN * snapshot.size, FEW):
            yield term, weight, ranking.rarity(snapshot.size, having)
