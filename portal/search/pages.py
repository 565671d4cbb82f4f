"""What the pages of the search show around the results: filters, chips, orders, numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.search.addresses import Asked
from portal.search.facets import Facet
from portal.search.fields import FACETS, Sort
from portal.search.parsing import Group, Kind, Piece, groups, parse, pieces, typed, without
from portal.search.service import PER_PAGE, VALUES_PER_PAGE, Found
from portal.web.filters import format_date
from portal.web.pagination import Page

VALUES = "/search/values/"
"""Where all values of a facet are, by its name."""
FEW = 3
"""Values of a facet as links that each repeat a long question."""


@dataclass(frozen=True)
class Option:
    """A line of a facet, as ``ui.facet`` shows it."""

    text: str
    url: str
    count: int
    selected: bool


class ResultPage(Page[object]):
    """A page of results, with links that ask the same question."""

    def __init__(self, asked: Asked, found: Found, number: int) -> None:
        super().__init__(found.cards, number=number, total=found.total, per_page=PER_PAGE)
        self._asked = asked

    def url(self, number: int) -> str:
        return self._asked.url(number)


class ValuePage(Page[Option]):
    """A page of the values of a facet."""

    def __init__(self, asked: Asked, facet: Facet, number: int) -> None:
        super().__init__(
            options(asked, facet), number=number, total=facet.total, per_page=VALUES_PER_PAGE
        )
        self._asked, self._path = asked, VALUES + facet.name

    def url(self, number: int) -> str:
        return self._asked.url(number, self._path)


def first_options(asked: Asked, facet: Facet) -> list[Option]:
    """The values that the page of results has room for: the most frequent and the chosen ones."""
    found = options(asked, facet)
    return found if asked.is_short else found[:FEW] + [o for o in found[FEW:] if o.selected]


def options(asked: Asked, facet: Facet) -> list[Option]:
    """The values of a facet as links; one that is in use takes itself away."""
    chosen = asked.filters.get(facet.name, frozenset())
    return [
        Option(v.label, asked.toggled_url(facet.name, v.key), v.count, v.key in chosen)
        for v in facet.values
    ]


def sorts(asked: Asked) -> list[tuple[Sort, str, bool]]:
    """Order, address and whether it is in use; without words nothing matches best."""
    if asked.text.strip():
        offered, used = list(Sort), asked.sort
    else:
        offered = [sort for sort in Sort if sort is not Sort.RELEVANCE]
        used = Sort.NEWEST if asked.sort is Sort.RELEVANCE else asked.sort
    return [(sort, asked.sorted_by(sort).url(), sort is used) for sort in offered]


def chips(asked: Asked, found: Found) -> list[tuple[str, str]]:
    """Words and addresses that take away a filter, whether chosen or typed."""
    chosen = [
        (f"{facet.heading}: {value.label}", asked.toggled_url(facet.name, value.key))
        for facet in found.facets
        for value in facet.chosen
    ]
    text = typed(asked.text)
    return [
        *((words, asked.with_text(without(text, piece)).url()) for words, piece in _typed(text)),
        *chosen,
    ]


def without_chips(asked: Asked) -> str:
    """The address of the text alone, without all that the chips take away."""
    text = typed(asked.text)
    while (first := next(_typed(text), None)) is not None:
        text = without(text, first[1])
    return asked.with_text(text).without_filters().url()


def _typed(text: str) -> Iterator[tuple[str, Piece]]:
    """The fields and the dates that were typed, in words."""
    if parse(text).identifier:
        return
    for group in groups(pieces(text)):
        for piece in group.pieces:
            if piece.kind is Kind.FIELD:
                yield _field(piece, group), piece
            elif piece.day is not None:
                is_after = (piece.name == "after") is not group.negated
                words = "Published from" if is_after else "Published before"
                yield f"{words} {format_date(piece.day)}", piece


def _field(piece: Piece, group: Group) -> str:
    if piece.name == "has":
        return f"Has {'no' if group.negated else 'an'} {piece.text}"
    heading = FACETS.get(piece.name, piece.name.capitalize())
    return f"{heading}{' not' if group.negated else ''}: {piece.text}"
