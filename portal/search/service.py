"""Finding: one question of one reader, answered by the index and checked by the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from portal.outbox import waiting
from portal.search.backend import Query, Results
from portal.search.correcting import Meant, meant
from portal.search.facets import Facet, counted, part_of
from portal.search.fields import FACETS, Sort
from portal.search.highlight import mark, passage
from portal.search.indexing import SYNC, backend, request_rebuild
from portal.search.parsing import Occur, Parsed, parse
from portal.search.sources import Card, cards_of, moved_to
from portal.search.widening import Widened, widened
from portal.visibility import labels_of

Filters = Mapping[str, frozenset[str]]

PER_PAGE: Final = 20
VALUES_PER_PAGE: Final = 100
MOST_VALUES: Final = 100_000
"""Values of a facet that can be turned through."""
_ALL_FACETS: Final = tuple(FACETS)


@dataclass(frozen=True)
class Found:
    """One page of results and the counts around it."""

    cards: tuple[Card, ...]
    """Titles and summaries are Markup with the matched words marked."""
    total: int
    facets: tuple[Facet, ...]
    exact_url: str | None
    """Where the record is whose identifier was typed, or the one that took its place."""
    incomplete: bool
    parsed: Parsed
    """What was searched for."""
    also: tuple[str, ...] = ()
    """Other names of what was typed, which were searched for too."""
    meant: Meant | None = None
    """The text as it may have been meant."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many there are of the kinds of the sources."""

    @property
    def shortened(self) -> bool:
        """Only the first words of the text were searched for."""
        return self.parsed.shortened

    @property
    def is_too_common(self) -> bool:
        """Whether words were typed, but none that is searched for."""
        parsed = self.parsed
        is_dated = parsed.after is not None or parsed.before is not None
        return bool(parsed.exact) and not (parsed.clauses or is_dated)

    @property
    def is_strict(self) -> bool:
        """Whether records are left out that have one of the words."""
        parsed = self.parsed
        is_dated = parsed.after is not None or parsed.before is not None
        return is_dated or any(clause.occur is not Occur.SHOULD for clause in parsed.clauses)


def find(
    text: str,
    reader: Any,
    *,
    filters: Filters | None = None,
    sort: Sort = Sort.RELEVANCE,
    page: int = 1,
    per_page: int = PER_PAGE,
    facets: tuple[str, ...] = _ALL_FACETS,
    plain: bool = False,
    words_only: bool = False,
) -> Found:
    """What the reader finds. Never fails for what was typed or for the state of the index.

    ``plain`` leaves titles and summaries as they are, without marks and passages, and corrects
    nothing. ``words_only`` searches for no other names of what was typed.
    """
    filters = filters or {}
    labels = labels_of(reader)
    wide = _widened(text, words_only=words_only)
    # Read before the index is: what leaves the outbox after this is in the index already.
    excluded = waiting(SYNC)
    results = _search(Query(wide.parsed, labels, filters, sort, page, per_page, facets, excluded))
    cards = cards_of(results.refs, reader)
    exact = cards_of([results.exact], reader) if results.exact else []
    if not plain:
        for card in cards:
            _mark(card, results.terms)
    corrects = page == 1 and not (plain or wide.parsed.identifier)
    return Found(
        cards=tuple(cards),
        total=results.total - (len(results.refs) - len(cards)),
        facets=counted(results, filters, reader),
        exact_url=exact[0].url if exact else _moved(wide.parsed, reader),
        incomplete=results.incomplete,
        parsed=wide.parsed,
        also=wide.names,
        meant=meant(text, labels, excluded) if corrects else None,
        kinds=results.kinds,
    )


def refs_of(
    text: str,
    reader: Any,
    *,
    filters: Filters,
    sort: Sort,
    words_only: bool,
    most: int,
    kinds: frozenset[str] = frozenset(),
) -> Results:
    """The first refs of what the reader finds, all of them if there are no more than ``most``.

    ``kinds`` are those of the sources that are wanted.

    Only the index has spoken: whoever gives the records away asks the database for each of them.
    """
    parsed = _widened(text, words_only=words_only).parsed
    excluded = waiting(SYNC)
    return _search(
        Query(
            parsed,
            labels_of(reader),
            filters,
            sort,
            per_page=most,
            excluded=excluded,
            kinds=kinds,
        )
    )


def values_of(
    facet: str,
    text: str,
    reader: Any,
    *,
    filters: Filters,
    page: int = 1,
    words_only: bool = False,
) -> Facet:
    """One page of all the values of a facet, most frequent first."""
    excluded = waiting(SYNC)
    results = _search(
        Query(
            _widened(text, words_only=words_only).parsed,
            labels_of(reader),
            filters,
            per_page=1,
            facets=(facet,),
            excluded=excluded,
            facet_keys=MOST_VALUES,
        )
    )
    start = (page - 1) * VALUES_PER_PAGE
    return part_of(results, facet, start, start + VALUES_PER_PAGE, reader)


def _widened(text: str, *, words_only: bool) -> Widened:
    parsed = parse(text)
    return Widened(parsed) if words_only else widened(text, parsed)


def _moved(parsed: Parsed, reader: Any) -> str | None:
    return moved_to(parsed.identifier, reader) if parsed.identifier else None


def _search(query: Query) -> Results:
    results = backend().search(query)
    if results.damaged:
        request_rebuild()
    return results


def _mark(card: Card, terms: frozenset[str]) -> None:
    """Mark the words in the card, and put a passage that answers the query for its summary."""
    summary = mark(card.summary, terms)
    if terms and "<mark>" not in summary and card.text:
        best = passage(card.text, terms)
        summary = best if "<mark>" in best else summary
    card.title, card.summary, card.text = mark(card.title, terms), summary, ""
