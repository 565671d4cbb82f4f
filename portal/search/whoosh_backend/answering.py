"""From scores to a page: what the reader may see, filters, counts, order."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.clock import now
from portal.search.backend import Query, Results
from portal.search.fields import FACETS, Sort
from portal.search.whoosh_backend.columns import Ints
from portal.search.whoosh_backend.matching import Matched, match
from portal.search.whoosh_backend.ranking import Ranking
from portal.search.whoosh_backend.schema import kinds_in, number_of, number_of_kind
from portal.search.whoosh_backend.snapshot import Snapshot


def answer(snapshot: Snapshot, query: Query, ranking: Ranking) -> Results:
    """The page of refs and the counts."""
    matched = match(snapshot, query.parsed, ranking)
    seen = _seen(snapshot, matched, query)
    filters = {name: keys for name, keys in query.filters.items() if name in FACETS and keys}
    passing = {name: _passing(snapshot, name, seen.ids, keys) for name, keys in filters.items()}
    chosen = _chosen(seen, list(passing.values()))
    best = _best(snapshot, chosen, query, ranking)
    counts = {}
    for name in query.facets:
        if name in FACETS:
            others = [kept for facet, kept in passing.items() if facet != name]
            counted = chosen if name not in passing else _chosen(seen, others)
            counts[name] = _counts(snapshot, name, counted.ids, query)
    kinds = snapshot.sources
    return Results(
        refs=tuple(snapshot.ref(document) for document in chosen.ids[best].tolist()),
        scores=tuple(chosen.scores[best].tolist()),
        total=len(chosen.ids),
        facets=counts,
        kinds=dict(zip(kinds.names, kinds.counts(chosen.ids).tolist(), strict=True)),
        exact=_exact(snapshot, seen.ids, query),
        terms=query.parsed.marked,
    )


def visible(
    snapshot: Snapshot, documents: Ints, labels: frozenset[str], excluded: Collection[str]
) -> NDArray[np.bool_]:
    """Which of the documents the reader may see."""
    admitted = np.zeros(len(snapshot.labels.names) + 1, dtype=bool)
    for label in labels:
        admitted[snapshot.holding(label)] = True
    kept = admitted[snapshot.groups[documents]]
    if excluded:
        numbers = [number_of(ref) for ref in excluded]
        kept &= ~np.isin(snapshot.numbers[documents], numbers)
    return kept


def of_kinds(snapshot: Snapshot, documents: Ints, kinds: Collection[str]) -> NDArray[np.bool_]:
    """Which of the documents have refs of one of the kinds."""
    wanted = [number_of_kind(kind) for kind in sorted(kinds)]
    return np.isin(kinds_in(snapshot.numbers[documents]), wanted)


def _seen(snapshot: Snapshot, matched: Matched, query: Query) -> Matched:
    kept = visible(snapshot, matched.ids, query.labels, query.excluded)
    if query.kinds:
        kept &= of_kinds(snapshot, matched.ids, query.kinds)
    return matched if kept.all() else Matched(matched.ids[kept], matched.scores[kept])


def _passing(
    snapshot: Snapshot, facet: str, documents: Ints, wanted: Collection[str]
) -> NDArray[np.bool_]:
    """Which of the documents have one of the wanted keys."""
    keys = snapshot.facet(facet)
    is_wanted = np.zeros(len(keys.names), dtype=bool)
    is_wanted[keys.codes_of(list(wanted))] = True
    rows, codes = keys.of(documents)
    passing = np.zeros(len(documents), dtype=bool)
    passing[rows[is_wanted[codes]]] = True
    return passing


def _chosen(seen: Matched, passing: Sequence[NDArray[np.bool_]]) -> Matched:
    """Those that pass."""
    if not passing:
        return seen
    kept = np.logical_and.reduce(passing)
    return Matched(seen.ids[kept], seen.scores[kept])


def _counts(
    snapshot: Snapshot, facet: str, documents: Ints, query: Query
) -> tuple[tuple[str, int], ...]:
    """The most frequent keys, and those that are filtered by."""
    wanted = query.filters.get(facet, frozenset())
    keys = snapshot.facet(facet)
    counts = keys.counts(documents)
    # The codes are in the order of the keys: equal counts come in it.
    order = np.argsort(-counts, kind="stable")
    shown = order[: min(query.facet_keys, np.count_nonzero(counts))].tolist()
    more = [code for code in sorted(keys.codes_of(list(wanted))) if counts[code]]
    return tuple((keys.names[code], int(counts[code])) for code in dict.fromkeys([*shown, *more]))


def _best(snapshot: Snapshot, chosen: Matched, query: Query, ranking: Ranking) -> Ints:
    """Where among the chosen the documents of the page are, in the order asked for."""
    last = query.page * query.per_page
    at = np.arange(len(chosen.ids))
    keys = _order(snapshot, chosen, query.sort, ranking)
    if len(at) > last:
        # Whatever shares the first key with the last of the page may still be on it.
        limit = np.partition(keys[0], last - 1)[last - 1]
        at = np.flatnonzero(keys[0] <= limit)
    numbers = snapshot.numbers[chosen.ids[at]]
    order = np.lexsort((numbers, *(key[at] for key in reversed(keys))))
    best: Ints = at[order[last - query.per_page : last]]
    return best


def _order(snapshot: Snapshot, chosen: Matched, sort: Sort, ranking: Ranking) -> list[NDArray[Any]]:
    """Arrays to sort by, the first one first, lowest first; the ref makes the order total."""
    if sort is Sort.TITLE:
        return [snapshot.title_ranks[chosen.ids]]
    published = snapshot.published[chosen.ids]
    if sort is Sort.OLDEST:
        # What was never published has no date, and comes last in either order.
        return [np.where(published == 0, np.iinfo(np.int64).max, published)]
    if sort is Sort.NEWEST or not chosen.scores.any():
        return [-published]
    moment = now().timestamp()
    stale_at = snapshot.stale_at[chosen.ids]
    stale = (stale_at > 0) & (stale_at <= moment)
    kept = np.where(stale, ranking.stale, 1.0)
    kept[snapshot.fresh_until[chosen.ids] > moment] *= ranking.fresh
    return [-chosen.scores * kept, -published]


def _exact(snapshot: Snapshot, seen: Ints, query: Query) -> str | None:
    """The document whose identifier was typed."""
    if not query.parsed.identifier:
        return None
    having = snapshot.postings("identifier", query.parsed.identifier).ids
    found = np.intersect1d(seen, having)
    return snapshot.ref(int(found[0])) if len(found) else None
