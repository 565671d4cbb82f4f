"""What the portal asks of a search engine, and no more.

A backend proposes refs; the database disposes (see ``service``). Another engine may stand behind
these few names without any other part of the portal noticing.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

from portal.search.fields import Sort
from portal.search.parsing import EVERYTHING, Parsed

FACET_KEYS = 100
"""Keys of a facet that are given if nobody asks for more."""


class SearchError(Exception):
    """The index could not take a change: try again later."""


@dataclass(frozen=True)
class Document:
    """What is indexed of one record."""

    ref: str
    labels: frozenset[str]
    """The readers it admits: it is found by those who hold one of them."""
    title: str
    identifier: str = ""
    """A name that leads straight to it, such as ``INN-2026-0042``."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Plain text by field name; ``fields.TEXT_WEIGHTS`` says what each counts."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Keys by facet name; names that are not in ``fields.FACETS`` are ignored."""
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Texts by the names in ``fields.NAMED``; a reader looks in them with ``name:words``."""
    asks: Sequence[str] = ()
    """The names of the texts that say, with its title, what it asks of others."""
    sorts: Mapping[str, float] = field(default_factory=dict)
    """``published`` and ``updated`` in seconds since 1970, and ``stale_at``: from when on the
    record counts as stale, ``fresh_until``: how long it counts as fresh; 0 for never."""

    @property
    def digest(self) -> str:
        """A hash of all of it: two documents with the same digest are indexed alike."""
        content = [
            self.title,
            self.identifier,
            sorted(self.labels),
            dict(self.texts),
            {name: sorted(keys) for name, keys in self.facets.items()},
            {name: list(texts) for name, texts in self.named.items()},
            list(self.asks),
            dict(self.sorts),
        ]
        text = json.dumps(content, sort_keys=True)
        return blake2b(text.encode("ascii"), digest_size=12).hexdigest()


@dataclass(frozen=True)
class Query:
    """One question, of one reader."""

    parsed: Parsed = EVERYTHING
    labels: frozenset[str] = frozenset()
    """The labels that the reader holds."""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Keys by facet name: one of the keys of every facet must be there."""
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    facets: tuple[str, ...] = ()
    """The facets to count."""
    excluded: frozenset[str] = frozenset()
    """Refs that must not appear in results, counts or facets."""
    facet_keys: int = FACET_KEYS
    """Keys of each facet that are given at most: the most frequent ones, beside those that are
    filtered by."""
    kinds: frozenset[str] = frozenset()
    """The first parts of the refs that are wanted; empty for all."""


@dataclass(frozen=True)
class Results:
    """One page of refs and the counts around it, all of what the reader may see."""

    refs: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    """What each of the refs is worth as an answer to the words, which says nothing of another
    query."""
    total: int = 0
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    """``(key, count)`` by facet name, most frequent first. A facet's own filter is left out of
    its counts, so that they say what choosing another key would find."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many there are by the first part of their refs."""
    exact: str | None = None
    """The ref whose identifier was typed."""
    terms: frozenset[str] = frozenset()
    """The analysed terms, for highlighting."""
    incomplete: bool = False
    """The index is lost, spoiled or being rebuilt."""
    damaged: bool = False
    """Nothing but a rebuild will mend it."""


@dataclass(frozen=True)
class Likeness:
    """What says much the same as a text, for one reader?"""

    weights: Mapping[str, float]
    """What each term of the text counts for, in any measure."""
    labels: frozenset[str] = frozenset()
    """The labels that the reader holds."""
    kinds: frozenset[str] = frozenset()
    """The first parts of the refs that are wanted; empty for all."""
    excluded: frozenset[str] = frozenset()
    """Refs that must not appear."""
    limit: int = 5
    most_terms: int = 24
    """So many terms are looked for, those that tell most of the text."""
    is_whole: bool = False
    """All terms are looked for: it is a question, of which any word may be what matters. What
    shares few of them is found as well."""


class SearchBackend(Protocol):
    """An engine. What only reads never raises; the rest says what went wrong."""

    def search(self, query: Query) -> Results:
        """The page of refs that answers the query."""

    def alike(self, asked: Likeness) -> tuple[str, ...]:
        """Refs of what says much the same, the most alike first; none if nothing does."""

    def corrections(
        self, words: Sequence[str], labels: frozenset[str], excluded: frozenset[str] = frozenset()
    ) -> Mapping[str, str]:
        """Better-spelt words that the reader may see, by word; words that need none are left out.

        The words are spelt as typed, without case and accents. Never raises.
        """

    def completions(
        self,
        text: str,
        labels: frozenset[str],
        excluded: frozenset[str] = frozenset(),
        limit: int = 6,
    ) -> tuple[str, ...]:
        """Refs of titles that the reader may see and that have the words, best first.

        The last word may be the beginning of one. Never raises.
        """

    def update(self, documents: Sequence[Document], deleted: Iterable[str]) -> bool:
        """Put documents in or replace them, take the deleted refs out; both in one step.

        Returns False if there is no sound index to change: only a rebuild will bring these in.
        Raises SearchError if the change was not made and should be tried again.
        """

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] = ...) -> int:
        """Index all documents afresh, then swap; readers keep the old index until then.

        Returns the number of documents. Raises SearchError if another rebuild is going on or there
        is no room for it; nothing is changed then.
        """

    def digests(self) -> Mapping[str, str]:
        """The digest of every document in the index, by ref. Raises SearchError without one."""
