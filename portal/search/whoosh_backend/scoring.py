"""Matching and scoring: which documents of a segment answer a query, and how well.

BM25 a term at a time, over weighted words (BM25F with one field). A record that has more of the
words gets more; one that has them side by side gets more again; a typed title or identifier
comes first.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), give the
formula; the inverse document frequency is the one that cannot be negative.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from heapq import nsmallest
from math import log
from typing import Final

from portal.search.parsing import Occur, Parsed
from portal.search.whoosh_backend.segments import Part, Postings, Segment, Snapshot

K1: Final = 5.0
"""Higher than the usual 1.2, because our words count two or more in most fields."""
B: Final = 0.7
ALL_WORDS: Final = 0.2
"""What having all the words adds to a score, as a share of it; some words add less."""
SIDE_BY_SIDE: Final = 0.3
"""What having the words as a phrase adds to a score, as a share of it."""
PHRASE_CANDIDATES: Final = 100
"""Of how many documents of a segment, the best, it is looked whether the words form a phrase."""
SAME_TITLE: Final = 1_000.0
SAME_IDENTIFIER: Final = 10_000.0

Found = Mapping[str, Postings]
"""The postings of every term of a query in one segment."""


def score(snapshot: Snapshot, parsed: Parsed) -> list[dict[int, float]]:
    """The scores of the matching documents, one mapping per part of the snapshot.

    Who may see them is not looked at here.
    """
    if parsed.blank:
        return [dict.fromkeys(part.live(), 0.0) for part in snapshot.parts]
    typed = [term for c in parsed.clauses for phrase in c.phrases for term in phrase]
    terms = set(typed)
    # A phrase may be one term twice.
    everywhere = [_found(part.segment, terms, len(typed) > 1) for part in snapshot.parts]
    rarity = {term: _rarity(snapshot.size, _having(everywhere, term)) for term in terms}
    return [
        _score_part(part, found, rarity, parsed, snapshot.average_length)
        for part, found in zip(snapshot.parts, everywhere, strict=True)
    ]


def _found(segment: Segment, terms: Set[str], with_places: bool) -> Found:
    return {term: segment.postings("text", term, with_places=with_places) for term in terms}


def _having(everywhere: Iterable[Found], term: str) -> int:
    return sum(len(found[term].weights) for found in everywhere)


def _rarity(documents: int, having: int) -> float:
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def _score_part(
    part: Part, found: Found, rarity: Mapping[str, float], parsed: Parsed, average: float
) -> dict[int, float]:
    segment = part.segment
    phrases, unwanted = parsed.of(Occur.MUST), parsed.of(Occur.MUST_NOT)
    counted = tuple(dict.fromkeys((*parsed.words, *(term for p in phrases for term in p))))
    scores = _bm25(segment, found, rarity, counted, average)
    if not counted and unwanted:
        scores = dict.fromkeys(part.live(), 0.0)
    for phrase in phrases:
        having = _with_phrase(found, phrase, scores.keys())
        scores = {document: scores[document] for document in having}
    if len(parsed.words) > 1:
        _favour_phrase(found, parsed.words, scores)
    _put_exact_first(segment, parsed, scores)
    for phrase in unwanted:
        for document in _with_phrase(found, phrase, scores.keys()):
            del scores[document]
    for document in part.deleted:
        scores.pop(document, None)
    return scores


def _bm25(
    segment: Segment,
    found: Found,
    rarity: Mapping[str, float],
    terms: Sequence[str],
    average: float,
) -> dict[int, float]:
    scores: dict[int, float] = {}
    had: dict[int, int] = {}
    lengths = segment.lengths
    fixed, per_word = K1 * (1 - B), K1 * B / average
    for term in terms:
        worth = rarity[term] * (K1 + 1)
        for document, weight in found[term].weights.items():
            gain = worth * weight / (weight + fixed + per_word * lengths[document])
            scores[document] = scores.get(document, 0.0) + gain
            had[document] = had.get(document, 0) + 1
    if len(terms) > 1:
        share = ALL_WORDS / len(terms)
        for document, count in had.items():
            scores[document] *= 1 + share * count
    return scores


def _with_phrase(found: Found, phrase: Sequence[str], among: Iterable[int]) -> set[int]:
    """Those of the documents that have the terms side by side."""
    having = set(among)
    for term in set(phrase):
        having.intersection_update(found[term].weights)
    if len(phrase) < 2:
        return having
    return {d for d in having if _adjacent([found[term].positions(d) for term in phrase])}


def _adjacent(places: Sequence[Sequence[int]]) -> bool:
    starts: Set[int] = set(places[0])
    for offset, positions in enumerate(places[1:], 1):
        starts = starts & {position - offset for position in positions}
    return bool(starts)


def _favour_phrase(found: Found, words: Sequence[str], scores: dict[int, float]) -> None:
    having = set(scores)
    for word in words:
        having.intersection_update(found[word].weights)
    if len(having) > PHRASE_CANDIDATES:
        best = nsmallest(PHRASE_CANDIDATES, having, key=lambda d: (-scores[d], d))
        having = set(best)
    for document in _with_phrase(found, words, having):
        scores[document] *= 1 + SIDE_BY_SIDE


def _put_exact_first(segment: Segment, parsed: Parsed, scores: dict[int, float]) -> None:
    for field, value, gain in (
        ("exact", parsed.exact, SAME_TITLE),
        ("identifier", parsed.identifier, SAME_IDENTIFIER),
    ):
        if value:
            for document in segment.postings(field, value).weights:
                scores[document] = scores.get(document, 0.0) + gain
