"""The facets of a list of people as links with counts, and the filters in use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from flask import request

SHOWN: Final = 8
"""Values of a facet that are given at once."""


class Narrowed(Protocol):
    """A list of people that is narrowed by what was chosen."""

    @property
    def chosen(self) -> Mapping[str, str]:
        """Keys by name of the filter."""

    def facet(self, name: str) -> list[tuple[str, str, int]]:
        """Key, words and number of people for each value."""


@dataclass(frozen=True)
class Option:
    """A link that narrows the list, or that takes itself away when it is in use."""

    text: str
    url: str
    selected: bool
    count: int


@dataclass(frozen=True)
class Facet:
    """One group of filters; ``more`` leads to the rest of its values, if there are more."""

    heading: str
    options: list[Option]
    more: str
    total: int


def facets(people: Narrowed, headings: Mapping[str, str], url: Callable[..., str]) -> list[Facet]:
    """The facets with these headings; what is in use stays, however few have it.

    ``url`` makes the address of the list with changes.
    """
    found, whole = [], request.args.get("all", "")
    for name, heading in headings.items():
        lines = people.facet(name)
        chosen = people.chosen.get(name, "")
        shown = len(lines) if whole == name else SHOWN
        kept = lines[:shown] + [line for line in lines[shown:] if line[0] == chosen]
        options = [
            Option(words, url(**{name: "" if key == chosen else key}), key == chosen, count)
            for key, words, count in kept
        ]
        more = url(all=name) if len(lines) > len(kept) else ""
        found.append(Facet(heading, options, more, len(lines)))
    return found
