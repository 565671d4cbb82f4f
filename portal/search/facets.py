"""The values of facets, with their words and counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.search.backend import FACET_KEYS, Results
from portal.search.fields import FACETS
from portal.search.sources import labels_of_facets

SHOWN: Final = 5
"""Values of a facet that are given: the most frequent ones, and those that are chosen. Every one is
200 bytes or more of a page of at most 30 kB."""


@dataclass(frozen=True)
class FacetValue:
    """One line of a facet."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Facet:
    """One group of filters."""

    name: str
    values: tuple[FacetValue, ...]
    chosen: tuple[FacetValue, ...]
    """What the reader filters by; the count may be 0."""
    total: int
    """How many values there are, shown or not; of very many some are left out."""

    @property
    def heading(self) -> str:
        """What the page calls it."""
        return FACETS[self.name]

    @property
    def lines(self) -> tuple[FacetValue, ...]:
        """The values, and those that are chosen and that nothing else has."""
        keys = self.keys
        return (*self.values, *(value for value in self.chosen if value.key not in keys))

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the values."""
        return frozenset(value.key for value in self.values)

    @property
    def is_counted(self) -> bool:
        """Whether ``total`` counts all of them: nobody waits for the count of very many."""
        return self.total < FACET_KEYS

    @property
    def is_cut(self) -> bool:
        """Whether there are more values than these."""
        return self.total > len(self.values)


def counted(
    results: Results, filters: Mapping[str, frozenset[str]], reader: Any
) -> tuple[Facet, ...]:
    """The facets that have values or filters, with the values that a page has room for."""
    counts = {facet: dict(results.facets.get(facet, ())) for facet in FACETS}
    shown: dict[str, list[str]] = {}
    for name, of_facet in counts.items():
        frequent = list(of_facet)[:SHOWN]
        wanted = sorted(filters.get(name, ()))
        shown[name] = frequent + [k for k in wanted if k in of_facet and k not in frequent]
    words = labels_of_facets({n: {*keys, *filters.get(n, ())} for n, keys in shown.items()}, reader)

    def values(name: str, keys: Iterable[str]) -> tuple[FacetValue, ...]:
        return tuple(FacetValue(k, words[name][k], counts[name].get(k, 0)) for k in keys)

    # Somebody who can no longer be found has no name here.
    shown["author"] = [key for key in shown["author"] if words["author"][key] != key]
    return tuple(
        Facet(name, values(name, keys), values(name, sorted(filters.get(name, ()))), len(of_facet))
        for name, of_facet in counts.items()
        if (keys := shown[name]) or filters.get(name)
    )


def part_of(results: Results, name: str, start: int, end: int, reader: Any) -> Facet:
    """A facet with the values from one place to another of its whole list."""
    found = list(results.facets.get(name, ()))
    words = labels_of_facets({name: {key for key, _ in found[start:end]}}, reader)
    values = tuple(
        FacetValue(key, words[name][key], count)
        for key, count in found[start:end]
        if name != "author" or words[name][key] != key
    )
    return Facet(name, values, (), len(found))
