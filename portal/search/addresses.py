"""The question that an address asks, and the addresses of the questions next to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol
from urllib.parse import urlencode

from portal.search.fields import FACETS, Sort
from portal.search.parsing import MAX_CHARACTERS, clean, printable

MAX_KEYS: Final = 20
"""Keys of one facet that are read; more are ignored."""
MAX_KEY_LENGTH: Final = 80


class Arguments(Protocol):
    """The arguments of an address, as Werkzeug has them."""

    def get(self, key: str, default: str, /) -> str:
        """The first value, or the default."""

    def getlist(self, key: str, /) -> list[str]:
        """All values."""


@dataclass(frozen=True)
class Asked:
    """Text, filters and order. Immutable; the methods give the questions one step away."""

    text: str
    filters: Mapping[str, frozenset[str]]
    sort: Sort

    @classmethod
    def read(cls, arguments: Arguments) -> "Asked":
        """What the arguments ask for; names and values that mean nothing are left out."""
        text = printable(arguments.get("q", ""))
        filters = {name: _keys(arguments.getlist(name)) for name in FACETS}
        try:
            sort = Sort(arguments.get("sort", ""))
        except ValueError:
            sort = Sort.RELEVANCE
        return cls(text, {name: keys for name, keys in filters.items() if keys}, sort)

    def toggled(self, facet: str, key: str) -> "Asked":
        """With one key more, or with one less if it was there."""
        keys = self.filters.get(facet, frozenset()) ^ {key}
        filters = {name: had for name, had in self.filters.items() if name != facet}
        return replace(self, filters=filters | ({facet: keys} if keys else {}))

    def without_filters(self) -> "Asked":
        """The text alone, in the same order."""
        return replace(self, filters={})

    def sorted_by(self, sort: Sort) -> "Asked":
        """The same in another order."""
        return replace(self, sort=sort)

    def url(self, page: int = 1, path: str = "/search") -> str:
        """Where the answer is; with another path, what else belongs to the question.

        The text is as long as what is searched for, no longer.
        """
        pairs: list[tuple[str, str]] = []
        if text := clean(self.text)[: MAX_CHARACTERS + 1].strip():
            pairs.append(("q", text))
        for name in FACETS:
            pairs += [(name, key) for key in sorted(self.filters.get(name, ()))]
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", str(self.sort)))
        if page > 1:
            pairs.append(("page", str(page)))
        return path + (f"?{urlencode(pairs)}" if pairs else "")


def _keys(values: list[str]) -> frozenset[str]:
    cleaned = (clean(value[:MAX_KEY_LENGTH]) for value in values[:MAX_KEYS])
    return frozenset(value for value in cleaned if value)
