"""A search in words: what it is called until its owner gives it another name."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.search.addresses import Asked
from portal.search.fields import FACETS
from portal.search.parsing import clean
from portal.search.sources import labels_of_facets

EVERYTHING = "Everything"
LONGEST_NAME = 100

Labels = Mapping[str, Mapping[str, str]]
"""The words for the keys of filters, by the name of the facet."""


def labels_for(searches: Iterable[Asked], reader: Any) -> Labels:
    """The words that a reader is told for all filters of the searches, asked for together."""
    keys: dict[str, set[str]] = {}
    for asked in searches:
        for name, wanted in asked.filters.items():
            keys.setdefault(name, set()).update(wanted)
    return labels_of_facets(keys, reader) if keys else {}


def in_words(asked: Asked, labels: Labels) -> str:
    """``laptops, Kind: Project``: the words and the filters, as the page shows them."""
    parts = [clean(asked.text)]
    for name, heading in FACETS.items():
        words = sorted(labels[name][key] for key in asked.filters.get(name, ()))
        parts += [f"{heading}: {word}" for word in words]
    if asked.words_only:
        parts.append("only these words")
    return ", ".join(part for part in parts if part) or EVERYTHING


def shortened(text: str, most: int = LONGEST_NAME) -> str:
    """The text, or its beginning up to the end of a word."""
    if len(text) <= most:
        return text
    beginning, _, _ = text[:most].rpartition(" ")
    return (beginning or text[: most - 1]).rstrip(",") + "…"
