"""Finding: one question of one reader, answered by the index and checked by the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.outbox import waiting
from portal.search.backend import Query, Results
from portal.search.fields import FACETS, Sort
from portal.search.highlight import mark, passage
from portal.search.indexing import SYNC, backend, request_rebuild
from portal.search.parsing import parse
from portal.search.sources import Card, cards_of, labels_of_facets
from portal.visibility import labels_of

PER_PAGE = 20
FACET_VALUES = 8
"""Keys of a facet that are given: the most frequent ones, and those that are chosen."""
LONG_FACETS = {"topic": 6, "organisation": 6, "year": 6}
"""Fewer of those that have many keys: every one is 200 bytes of a page of at most 30 kB."""


@dataclass(frozen=True)
class FacetValue:
    """One line of a facet."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Found:
    """One page of results and the counts around it."""

    cards: tuple[Card, ...]
    """Titles and summaries are Markup with the matched words marked."""
    total: int
    facets: Mapping[str, tuple[FacetValue, ...]]
    chosen: Mapping[str, tuple[FacetValue, ...]]
    """The keys that the reader filters by; their count may be 0."""
    exact_url: str | None
    """Where the record is whose identifier was typed."""
    incomplete: bool
    shortened: bool
    """Only the first words of the text were searched for."""


def find(
    text: str,
    reader: Any,
    *,
    filters: Mapping[str, frozenset[str]] | None = None,
    sort: Sort = Sort.RELEVANCE,
    page: int = 1,
    per_page: int = PER_PAGE,
    facets: tuple[str, ...] = tuple(FACETS),
    plain: bool = False,
) -> Found:
    """What the reader finds. Never fails for what was typed or for the state of the index.

    ``plain`` leaves titles and summaries as they are, without marks and passages.
    """
    filters = filters or {}
    # Read before the index is: what leaves the outbox after this is in the index already.
    excluded = waiting(SYNC)
    parsed = parse(text)
    results = backend().search(
        Query(
            parsed=parsed,
            labels=labels_of(reader),
            filters=filters,
            sort=sort,
            page=page,
            per_page=per_page,
            facets=facets,
            excluded=excluded,
        )
    )
    if results.damaged:
        request_rebuild()
    cards = cards_of(results.refs, reader)
    counted, chosen = _facet_values(results, filters)
    exact = cards_of([results.exact], reader) if results.exact else []
    return Found(
        cards=tuple(cards if plain else (_with_marks(card, results.terms) for card in cards)),
        total=results.total - (len(results.refs) - len(cards)),
        facets=counted,
        chosen=chosen,
        exact_url=exact[0].url if exact else None,
        incomplete=results.incomplete,
        shortened=parsed.shortened,
    )


def _with_marks(card: Card, terms: frozenset[str]) -> Card:
    """The card with a passage that answers the query in place of its summary."""
    title = mark(card.title, terms)
    summary = mark(card.summary, terms)
    if terms and "<mark>" not in summary and card.text:
        best = passage(card.text, terms)
        summary = best if "<mark>" in best else summary
    return replace(card, title=title, summary=summary, text="")


def _facet_values(
    results: Results, filters: Mapping[str, frozenset[str]]
) -> tuple[dict[str, tuple[FacetValue, ...]], dict[str, tuple[FacetValue, ...]]]:
    counts = {facet: dict(results.facets.get(facet, ())) for facet in FACETS}
    shown: dict[str, list[str]] = {}
    for facet, of_facet in counts.items():
        frequent = list(of_facet)[: LONG_FACETS.get(facet, FACET_VALUES)]
        wanted = sorted(filters.get(facet, ()))
        shown[facet] = frequent + [k for k in wanted if k in of_facet and k not in frequent]
    words = labels_of_facets(
        {facet: {*keys, *filters.get(facet, ())} for facet, keys in shown.items()}
    )

    def values(facet: str, keys: Iterable[str]) -> tuple[FacetValue, ...]:
        return tuple(FacetValue(k, words[facet][k], counts[facet].get(k, 0)) for k in keys)

    chosen = {f: values(f, sorted(filters[f])) for f in FACETS if filters.get(f)}
    counted = {facet: values(facet, keys) for facet, keys in shown.items()}
    return {f: found for f, found in counted.items() if found or f in chosen}, chosen
