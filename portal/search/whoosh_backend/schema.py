"""The Whoosh schema: one weighted text field, exact keys, and columns for everything else.

All texts of a record go into one field in which a word counts by the weight of the field it came
from. One field is read once per term, and did better in measurements than several scored apart.
No text is stored.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import uuid4

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, FieldType, Schema
from whoosh.formats import Positions

from portal.search.analysis import terms
from portal.search.backend import Document
from portal.search.fields import FACETS, TEXT_WEIGHTS, weight_of
from portal.search.parsing import title_key

VERSION: Final = 1
"""Raise it with every change of this file or of the analysis: old indexes are then rebuilt."""

FIELD_GAP: Final = 100
"""Positions left free between two texts, so that no phrase reaches from one into the next."""

LONGEST_TEXT: Final = 200_000
SEPARATOR: Final = "\n"


class WeightedText(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Indexes ``(weight, text)`` pairs. The length of a record is weighted like its words."""

    def __init__(self) -> None:
        super().__init__(format=Positions(), analyzer=None, scorable=True)

    def index(
        self, value: Sequence[tuple[int, str]], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield ``(term, length, weight, positions)`` for every term."""
        places: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, int] = defaultdict(int)
        position = 0
        for weight, text in value:
            for term in terms(text[:LONGEST_TEXT]):
                places[term].append(position)
                weights[term] += weight
                position += 1
            position += FIELD_GAP
        for term, found in places.items():
            weight = weights[term]
            yield term.encode(), weight, float(weight), self.format.encode(found)


class NamedCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Names segments apart even in processes that seed ``random`` alike, as tests and seeds do."""

    def new_segment(self, _storage: Any, indexname: str) -> W3Segment:
        """A segment with a name that no other has."""
        return W3Segment(self, indexname, segid=uuid4().hex)


SCHEMA: Final = Schema(
    ref=ID(unique=True, sortable=VarBytesColumn()),
    text=WeightedText(),
    exact=ID(),
    identifier=ID(),
    digest=COLUMN(VarBytesColumn()),
    labels=COLUMN(VarBytesColumn()),
    title=COLUMN(VarBytesColumn()),
    published=COLUMN(NumericColumn("q", default=0)),
    updated=COLUMN(NumericColumn("q", default=0)),
    **{f"facet_{name}": COLUMN(VarBytesColumn()) for name in FACETS},
)


def row(document: Document) -> dict[str, Any]:
    """The document as the keyword arguments of Whoosh's ``add_document``."""
    facets = {f"facet_{name}": _joined(document.facets.get(name, ())) for name in FACETS}
    return {
        "ref": document.ref,
        "text": _weighted(document),
        "exact": title_key(document.title),
        "identifier": document.identifier.upper(),
        "digest": document.digest.encode(),
        "labels": _joined(sorted(document.labels)),
        "title": title_key(document.title).encode(),
        "published": int(document.sorts.get("published", 0)),
        "updated": int(document.sorts.get("updated", 0)),
        **facets,
    }


def _weighted(document: Document) -> list[tuple[int, str]]:
    title_weight = TEXT_WEIGHTS["title"]
    named = [(title_weight, document.title), (title_weight, document.identifier)]
    return named + [(weight_of(name), text) for name, text in document.texts.items() if text]


def _joined(keys: Sequence[str]) -> bytes:
    distinct = dict.fromkeys(key.replace(SEPARATOR, " ") for key in keys if key)
    return SEPARATOR.join(distinct).encode()
