"""From scores to a page: what the reader may see, filters, counts, order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain
from math import inf
from typing import Any

from portal.search.backend import Query, Results
from portal.search.fields import FACETS, Sort
from portal.search.parsing import Parsed
from portal.search.whoosh_backend.scoring import score
from portal.search.whoosh_backend.segments import Segment, Snapshot


@dataclass
class _Matched:
    """The documents of one segment that match and may be seen."""

    segment: Segment
    scores: dict[int, float]
    seen: list[int]
    passing: dict[str, set[int]] = field(default_factory=dict)
    """By filtered facet, those that have a wanted key."""

    def chosen(self, except_facet: str = "") -> Iterable[int]:
        """Those that pass all filters, or all but one."""
        sets = [having for name, having in self.passing.items() if name != except_facet]
        return set.intersection(*sets) if sets else self.seen


def answer(snapshot: Snapshot, query: Query, parsed: Parsed) -> Results:
    """The page of refs and the counts."""
    filters = {name: keys for name, keys in query.filters.items() if name in FACETS and keys}
    matched = [
        _matched(part.segment, scores, query, filters)
        for part, scores in zip(snapshot.parts, score(snapshot, parsed), strict=True)
    ]
    wanted = query.page * query.per_page
    keyed = chain.from_iterable(_keyed(found, query.sort) for found in matched)
    best = nsmallest(wanted, keyed)[wanted - query.per_page :]
    return Results(
        refs=tuple(ref for *_, ref in best),
        total=sum(len(list(found.chosen())) for found in matched),
        facets={name: _counts(matched, name) for name in query.facets if name in FACETS},
        exact=_exact(matched, parsed),
        terms=parsed.marked,
    )


def _matched(
    segment: Segment,
    scores: dict[int, float],
    query: Query,
    filters: Mapping[str, frozenset[str]],
) -> _Matched:
    labels, refs, excluded = segment.labels, segment.refs, query.excluded
    seen = [document for document in scores if not labels[document].isdisjoint(query.labels)]
    if excluded:
        seen = [document for document in seen if refs[document] not in excluded]
    found = _Matched(segment, scores, seen)
    for name, wanted in filters.items():
        keys = segment.keys(f"facet_{name}")
        found.passing[name] = {d for d in seen if not wanted.isdisjoint(keys[d])}
    return found


def _counts(matched: list[_Matched], facet: str) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for found in matched:
        keys = found.segment.keys(f"facet_{facet}")
        together = Counter(map(keys.__getitem__, found.chosen(except_facet=facet)))
        for combination, count in together.items():
            for key in combination:
                counts[key] += count
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _keyed(found: _Matched, sort: Sort) -> Iterable[tuple[Any, ...]]:
    """Tuples that sort in the order asked for; the ref comes last and makes it total."""
    refs, chosen = found.segment.refs, found.chosen()
    if sort is Sort.TITLE:
        titles = found.segment.titles()
        return ((titles[d], refs[d]) for d in chosen)
    published = found.segment.numbers("published")
    if sort is Sort.NEWEST:
        return ((-published[d], refs[d]) for d in chosen)
    if sort is Sort.OLDEST:
        # What was never published has no date, and comes last in either order.
        return ((published[d] or inf, refs[d]) for d in chosen)
    scores = found.scores
    return ((-scores[d], -published[d], refs[d]) for d in chosen)


def _exact(matched: list[_Matched], parsed: Parsed) -> str | None:
    if not parsed.identifier:
        return None
    for found in matched:
        having = found.segment.postings("identifier", parsed.identifier).weights
        for document in found.seen:
            if document in having:
                return found.segment.refs[document]
    return None
