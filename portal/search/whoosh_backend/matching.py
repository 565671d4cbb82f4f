"""Which documents answer a query, and how well: BM25 a term at a time, over arrays.

Every clause becomes postings: those of a term, of a phrase, or of several alternatives. Scores lie
in an array with a place for every document, to which the postings of a clause are added in one
step. Who may see a document is not looked at here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.clock import LONDON
from portal.search.fields import QUESTION
from portal.search.parsing import Clause, Occur, Parsed, Phrase
from portal.search.whoosh_backend.columns import Ints
from portal.search.whoosh_backend.postings import NONE, Floats, Postings
from portal.search.whoosh_backend.ranking import FEW_WORDS, SAME_IDENTIFIER, SAME_TITLE, Ranking
from portal.search.whoosh_backend.schema import named_term
from portal.search.whoosh_backend.snapshot import Snapshot

PHRASE_CANDIDATES: Final = 100
"""Of how many documents, the best, it is looked whether they have the words side by side."""
LONGEST_FAVOURED: Final = 8
"""Words of a query of which it is looked at all."""


@dataclass(frozen=True)
class Matched:
    """Documents in ascending order, and what each is worth."""

    ids: Ints
    scores: Floats


Found = Mapping[Clause, Postings]


def match(snapshot: Snapshot, parsed: Parsed, ranking: Ranking) -> Matched:
    """The documents that answer the query; all if nothing was typed."""
    asked = Counter(clause for clause in parsed.clauses if _counts(clause))
    words = [clause for clause in asked if _is_typed(clause)]
    if not asked:
        # Words to leave out or a span of time; signs that mean nothing find nothing.
        narrows = any(clause.phrases for clause in parsed.clauses) or parsed.after or parsed.before
        ids: Ints = np.arange(snapshot.size if parsed.blank or narrows else 0)
        matched = Matched(ids, np.zeros(len(ids)))
        return _without(snapshot, parsed, _exact_first(snapshot, parsed, matched))
    order = list(_words_in_order(parsed))
    favoured = 2 <= len(order) <= LONGEST_FAVOURED
    found = {clause: _postings(snapshot, clause, with_places=favoured) for clause in asked}
    musts = [found[clause] for clause in asked if clause.occur is Occur.MUST]
    if musts or len(asked) == 1:
        ids = _common(musts or list(found.values()))
        matched, had = _those(snapshot, ids, found, asked, ranking)
    else:
        matched, had = _any(snapshot, found, asked, ranking)
    if len(words) > 1:
        if len(words) <= FEW_WORDS:
            matched.scores[:] *= 1 + ranking.all_words * had / len(words)
        if favoured:
            _favour_phrase(snapshot, order, ranking, matched, had)
    return _without(snapshot, parsed, _exact_first(snapshot, parsed, matched))


def _counts(clause: Clause) -> bool:
    return clause.occur is not Occur.MUST_NOT and any(clause.phrases)


def _is_typed(clause: Clause) -> bool:
    return not (clause.field or clause.is_extra)


def _any(
    snapshot: Snapshot, found: Found, asked: Counter[Clause], ranking: Ranking
) -> tuple[Matched, Ints]:
    """The documents that have any of the clauses, and how many typed ones each has."""
    scores = np.zeros(snapshot.size)
    matching = np.zeros(snapshot.size, dtype=bool)
    had = np.zeros(snapshot.size, dtype=np.uint16)
    for clause, times in asked.items():
        having = found[clause]
        matching[having.ids] = True
        had[having.ids] += _is_typed(clause)
        scores[having.ids] += times * gains(snapshot, having, ranking, having.ids, slice(None))
    ids = np.flatnonzero(matching)
    return Matched(ids, scores[ids]), had[ids]


def _those(
    snapshot: Snapshot, ids: Ints, found: Found, asked: Counter[Clause], ranking: Ranking
) -> tuple[Matched, Ints]:
    """These documents, and how many of the typed clauses each has."""
    scores = np.zeros(len(ids))
    had = np.zeros(len(ids), dtype=np.uint16)
    for clause, times in asked.items():
        if clause.field and clause.occur is Occur.MUST:
            continue
        having = found[clause]
        if having.ids is ids:
            scores += times * gains(snapshot, having, ranking, ids, slice(None))
            had += _is_typed(clause)
        else:
            rows = _places_of(having.ids, ids)
            there = np.flatnonzero(rows >= 0)
            had[there] += _is_typed(clause)
            scores[there] += times * gains(snapshot, having, ranking, ids[there], rows[there])
    return Matched(ids, scores), had


def _common(musts: Sequence[Postings]) -> Ints:
    """The documents that are in all of the postings; the shortest are looked at first."""
    first, *others = sorted(musts, key=lambda found: len(found.ids))
    ids = first.ids
    for found in others:
        ids = ids[_places_of(found.ids, ids) >= 0]
    return ids


def gains(
    snapshot: Snapshot, found: Postings, ranking: Ranking, ids: Ints, rows: Ints | slice
) -> Floats:
    """What a clause adds to the scores of documents, which stand in those rows of its postings."""
    weights = found.weights[rows]
    slowed = snapshot.slowed(ranking.saturation, ranking.b)[ids]
    gained: Floats = ranking.worth(snapshot.size, len(found.ids)) * (weights / (weights + slowed))
    return gained


def _without(snapshot: Snapshot, parsed: Parsed, matched: Matched) -> Matched:
    """Those that are in the index still, have nothing unwanted and lie in the span of time."""
    ids = matched.ids
    kept = snapshot.live[ids] if snapshot.has_deleted else None
    for clause in parsed.clauses:
        if clause.occur is Occur.MUST_NOT:
            unwanted = _postings(snapshot, clause).ids
            if len(unwanted):
                kept = _both(kept, ~_marked(snapshot.size, unwanted)[ids])
    if parsed.after:
        kept = _both(kept, snapshot.published[ids] >= _seconds(parsed.after))
    if parsed.before:
        published = snapshot.published[ids]
        kept = _both(kept, (published < _seconds(parsed.before)) & (published > 0))
    return matched if kept is None else Matched(ids[kept], matched.scores[kept])


def _seconds(day: date) -> float:
    return datetime.combine(day, time(), LONDON).timestamp()


def _both(one: NDArray[np.bool_] | None, other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return other if one is None else one & other


def _marked(size: int, ids: Ints) -> NDArray[np.bool_]:
    marked = np.zeros(size, dtype=bool)
    marked[ids] = True
    return marked


def _postings(snapshot: Snapshot, clause: Clause, *, with_places: bool = False) -> Postings:
    """The documents that have one of the alternatives of a clause."""
    found = [
        _phrase(snapshot, clause.field, phrase, with_places=with_places)
        for phrase in clause.phrases
        if phrase
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        return NONE
    ids, places = np.unique(np.concatenate([each.ids for each in found]), return_inverse=True)
    weights = np.bincount(places, np.concatenate([each.weights for each in found]), len(ids))
    return Postings(ids, weights.astype(np.float64))


def _phrase(snapshot: Snapshot, field: str, phrase: Phrase, *, with_places: bool) -> Postings:
    """The documents that have the terms side by side."""
    if len(phrase) == 1:
        return _term(snapshot, field, phrase[0], with_places=with_places)
    terms = [_term(snapshot, field, term, with_places=True) for term in phrase]
    ids = _common(terms)
    having, times = np.unique(_side_by_side(terms, ids), return_counts=True)
    # A phrase weighs what the lightest of its terms weighs where it stands.
    weights = np.full(len(having), np.inf)
    for found in terms:
        rows = np.searchsorted(found.ids, having)
        standing = found.starts[rows + 1] - found.starts[rows]
        weights = np.minimum(weights, found.weights[rows] / np.maximum(standing, 1))
    return Postings(having, weights * times)


def _term(snapshot: Snapshot, field: str, term: str, *, with_places: bool = False) -> Postings:
    if field == QUESTION:
        return snapshot.postings(QUESTION, term, with_places=with_places)
    if field:
        return snapshot.postings("named", named_term(field, term), with_places=with_places)
    return snapshot.postings("text", term, with_places=with_places)


def _places_of(values: Ints, wanted: Ints) -> Ints:
    """Where in sorted values each of the wanted is; -1 where it is not."""
    if not len(values):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return np.where(values[at] == wanted, at, -1)


def _side_by_side(terms: Sequence[Postings], ids: Ints) -> Ints:
    """Of the documents, which all have all of the terms, those where they follow each other.

    A document comes as often as it has them so.
    """

    def beginnings(offset: int) -> Ints:
        """One number for a document and where in it the phrase would begin; none is below 0."""
        found = terms[offset]
        rows, places = found.places_in(np.searchsorted(found.ids, ids))
        return (rows.astype(np.int64) << 32) + places + len(terms) - offset

    starts = beginnings(0)
    for offset in range(1, len(terms)):
        starts = starts[_places_of(beginnings(offset), starts) >= 0]
    found: Ints = ids[starts >> 32]
    return found


def _favour_phrase(
    snapshot: Snapshot, words: Sequence[str], ranking: Ranking, matched: Matched, had: Ints
) -> None:
    """Let the best of those that have all the words gain if they have them side by side."""
    rows = np.flatnonzero(had >= len(set(words)))
    if len(rows) > PHRASE_CANDIDATES:
        best = np.argpartition(-matched.scores[rows], PHRASE_CANDIDATES)[:PHRASE_CANDIDATES]
        rows = np.sort(rows[best])
    if not len(rows):
        return
    terms = [snapshot.postings("text", word, with_places=True) for word in words]
    # Some may have another word in place of one that was typed: a synonym.
    ids = _common([Postings(matched.ids[rows], matched.scores[rows]), *terms])
    together = np.unique(_side_by_side(terms, ids))
    matched.scores[_places_of(matched.ids, together)] *= 1 + ranking.side_by_side


def _words_in_order(parsed: Parsed) -> Iterator[str]:
    """The words that were typed without operators, each as often as it was typed."""
    for clause in parsed.clauses:
        if clause.occur is Occur.SHOULD and not clause.field and len(clause.phrases[0]) == 1:
            yield clause.phrases[0][0]


def _exact_first(snapshot: Snapshot, parsed: Parsed, matched: Matched) -> Matched:
    """The documents, and those whose title or identifier was typed, which now come first."""
    for field, value, gain in (
        ("exact", parsed.exact, SAME_TITLE),
        ("identifier", parsed.identifier, SAME_IDENTIFIER),
    ):
        exact = snapshot.postings(field, value).ids if value else NONE.ids
        if len(exact):
            ids = np.union1d(matched.ids, exact)
            scores = np.zeros(len(ids))
            scores[_places_of(ids, matched.ids)] = matched.scores
            scores[_places_of(ids, exact)] += gain
            matched = Matched(ids, scores)
    return matched
