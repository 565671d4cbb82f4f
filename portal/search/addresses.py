"""The question that an address asks, and the addresses of the questions next to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final, Protocol
from urllib.parse import quote_plus, urlencode

from portal.search.fields import FACETS, Sort
from portal.search.parsing import MAX_CHARACTERS, clean, printable

MAX_KEYS: Final = 20
"""Keys of one facet that are read; more are ignored."""
MAX_KEY_LENGTH: Final = 80
LONG_TEXT: Final = 160
"""Bytes of a text in an address. A page has some forty addresses, and 30 kB in all: what is longer
stands in no link, and a form asks the next question."""
SHORT_TEXT: Final = 50
"""Bytes of a text of a few words, which a page has room for in every link that it could have."""
EXACT: Final = "exact"
"""The value of ``words`` that asks for no other names than those that were typed."""


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
    words_only: bool = False
    """Only the words that were typed are searched for, and not their synonyms."""

    @classmethod
    def read(cls, arguments: Arguments) -> "Asked":
        """What the arguments ask for; names and values that mean nothing are left out."""
        text = printable(arguments.get("q", ""))
        filters = {name: _keys(arguments.getlist(name)) for name in FACETS}
        try:
            sort = Sort(arguments.get("sort", ""))
        except ValueError:
            sort = Sort.RELEVANCE
        chosen = {name: keys for name, keys in filters.items() if keys}
        return cls(text, chosen, sort, arguments.get("words", "") == EXACT)

    @cached_property
    def typed(self) -> str:
        """The text in one line, and one character longer than what is searched for at most."""
        return clean(self.text)[: MAX_CHARACTERS + 1].strip()

    @cached_property
    def is_long(self) -> bool:
        """Whether the text is a passage, too long to be repeated in every link of a page."""
        return self._takes_more_than(LONG_TEXT)

    @cached_property
    def is_short(self) -> bool:
        """Whether the text takes so little of an address that links need not be few."""
        return not self._takes_more_than(SHORT_TEXT)

    def _takes_more_than(self, most: int) -> bool:
        return len(self.text) > most or len(quote_plus(clean(self.text))) > most

    def toggled(self, facet: str, key: str) -> "Asked":
        """With one key more, or with one less if it was there."""
        keys = self.filters.get(facet, frozenset()) ^ {key}
        filters = {name: had for name, had in self.filters.items() if name != facet}
        return replace(self, filters=filters | ({facet: keys} if keys else {}))

    def toggled_url(self, facet: str, key: str) -> str:
        """``toggled(facet, key).url()``, for pages that have one for each value of each facet."""
        keys = sorted(self.filters.get(facet, frozenset()) ^ {key})
        return _address("/search", {**self._parts, facet: _encoded(facet, tuple(keys))})

    def without_filters(self) -> "Asked":
        """The text alone, in the same order."""
        return replace(self, filters={})

    def with_text(self, text: str) -> "Asked":
        """Another text with the same filters."""
        return replace(self, text=text)

    def with_words_only(self, words_only: bool = True, /) -> "Asked":
        """The same without synonyms, or with them."""
        return replace(self, words_only=words_only)

    def sorted_by(self, sort: Sort) -> "Asked":
        """The same in another order."""
        return replace(self, sort=sort)

    def url(self, page: int = 1, path: str = "/search") -> str:
        """Where the answer is; with another path, what else belongs to the question.

        The text is as long as what is searched for, no longer.
        """
        parts = {**self._parts, "page": f"page={page}"} if page > 1 else self._parts
        return _address(path, parts)

    def pairs(self, without: str = "") -> list[tuple[str, str]]:
        """Names and values of the address, or of hidden fields; one name may be left out."""
        pairs: list[tuple[str, str]] = []
        if self.typed:
            pairs.append(("q", self.typed))
        for name in FACETS:
            pairs += [(name, key) for key in sorted(self.filters.get(name, ()))]
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", str(self.sort)))
        if self.words_only:
            pairs.append(("words", EXACT))
        return [pair for pair in pairs if pair[0] != without]

    @cached_property
    def _parts(self) -> dict[str, str]:
        """What stands in the address, encoded, by name; all names that there are, in order."""
        parts = dict.fromkeys(("q", *FACETS, "sort", "words"), "")
        for name, pairs in groupby(self.pairs(), key=itemgetter(0)):
            parts[name] = urlencode(list(pairs))
        return parts


def _address(path: str, parts: Mapping[str, str]) -> str:
    query = "&".join(filter(None, parts.values()))
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=1_000)
def _encoded(name: str, keys: tuple[str, ...]) -> str:
    return urlencode([(name, key) for key in keys])


def _keys(values: list[str]) -> frozenset[str]:
    cleaned = (clean(value[:MAX_KEY_LENGTH]) for value in values[:MAX_KEYS])
    return frozenset(value for value in cleaned if value)
