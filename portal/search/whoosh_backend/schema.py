"""The Whoosh schema: one weighted text field, words and names, and columns for everything else.

All texts of a record go into one field in which a word counts by the weight of the field it came
from. One field is read once per term, and did better in measurements than several scored apart.
No text is stored.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final
from zlib import crc32

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, FieldType, Schema
from whoosh.formats import Existence, Positions

from portal.records import parse_ref
from portal.search.analysis import WORD, Word, fold, joined, terms, words
from portal.search.backend import Document
from portal.search.fields import BESIDE, FACETS, NAMED, TEXT_WEIGHTS, weight_of
from portal.search.parsing import title_key
from portal.search.whoosh_backend.columns import SEPARATOR, Ints, KeysColumn

VERSION: Final = 10
"""Raise it with every change of this file or of the analysis: old indexes are then rebuilt."""

FIELD_GAP: Final = 100
"""Places left free between two texts, so that no phrase reaches from one into the next."""

LONGEST_TEXT: Final = 200_000

Indexed = Iterator[tuple[bytes, int, float, bytes]]
"""``(term, length, weight, places)`` for every term, as Whoosh takes them."""


class Places(Positions):  # type: ignore[misc]  # Whoosh has no types
    """Places as plain numbers: those of a thousand documents are read in one step."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """The places of a term in a document."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """And back."""
        return list(array("I", valuestring))

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many there are."""
        return len(valuestring) // array("I").itemsize

    decode_weight = decode_frequency


class WeightedText(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Indexes ``(weight, text, is_counted)``. The length of a record is weighted like its words,
    as far as they are counted.
    """

    def __init__(self, *, scorable: bool = True) -> None:
        super().__init__(format=Places(), analyzer=None, scorable=scorable)

    def index(self, value: Iterable[tuple[int, str, bool]], **_: Any) -> Indexed:
        """The terms of all texts; a term weighs what its texts weigh, as often as it stands."""
        places: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, int] = defaultdict(int)
        lengths: dict[str, int] = defaultdict(int)
        place = 0
        for weight, text, is_counted in value:
            text = text[:LONGEST_TEXT]
            before = Word("", -1, -1)
            for word in words(text):
                for term in {word.term, joined(text, before, word)} - {""}:
                    places[term].append(place)
                    weights[term] += weight
                    lengths[term] += weight if is_counted else 0
                before = word
                place += 1
            place += FIELD_GAP
        for term, found in places.items():
            yield term.encode(), lengths[term], float(weights[term]), self.format.encode(found)


class NamedText(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Indexes texts that have a name each; the name stands before every term."""

    def __init__(self) -> None:
        super().__init__(format=Places(), analyzer=None)

    def index(self, value: Iterable[tuple[str, Sequence[str]]], **_: Any) -> Indexed:
        """The terms of all texts."""
        places: dict[str, list[int]] = defaultdict(list)
        place = 0
        for name, texts in value:
            for text in texts:
                for term in terms(text):
                    places[named_term(name, term)].append(place)
                    place += 1
                place += FIELD_GAP
        for term, found in places.items():
            yield term.encode(), len(found), 1.0, self.format.encode(found)


class WordList(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Indexes the words of texts as they are spelt, each once: for suggestions and spelling."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(self, value: Iterable[str], **_: Any) -> Indexed:
        """The words without case and accents."""
        found = {word for text in value for word in set(WORD.findall(text[:LONGEST_TEXT]))}
        for word in {fold(word) for word in found}:
            yield word.encode(), 1, 1.0, b""


# With where each text begins written beside them, one is read without reading all lengths.
_ID_BITS: Final = 48
_TEXTS: Final = VarBytesColumn(write_offsets_cutoff=0)

SCHEMA: Final = Schema(
    ref=ID(),
    text=WeightedText(),
    named=NamedText(),
    question=WeightedText(scorable=False),
    words=WordList(),
    title=WordList(),
    exact=ID(),
    identifier=ID(),
    digest=COLUMN(_TEXTS),
    order=COLUMN(_TEXTS),
    source=COLUMN(KeysColumn()),
    number=COLUMN(NumericColumn("q", default=0)),
    published=COLUMN(NumericColumn("q", default=0)),
    stale_at=COLUMN(NumericColumn("q", default=0)),
    fresh_until=COLUMN(NumericColumn("q", default=0)),
    labels=COLUMN(KeysColumn(whole=True)),
    **{f"facet_{name}": COLUMN(KeysColumn()) for name in FACETS},
)


def row(document: Document) -> dict[str, Any]:
    """The document as the keyword arguments of Whoosh's ``add_document``."""
    key = title_key(document.title)
    return {
        "ref": document.ref,
        "text": list(_weighted(document)),
        "named": [(name, document.named[name]) for name in NAMED if name in document.named],
        "question": list(_weighted(document, document.asks)) if document.asks else None,
        "words": [document.title, *document.texts.values()],
        "title": [document.title],
        "exact": key,
        "identifier": document.identifier.upper(),
        "digest": document.digest.encode(),
        "order": key.encode(),
        "source": parse_ref(document.ref)[0].encode(),
        "number": number_of(document.ref),
        "published": int(document.sorts.get("published", 0)),
        "stale_at": int(document.sorts.get("stale_at", 0)),
        "fresh_until": int(document.sorts.get("fresh_until", 0)),
        "labels": _joined(sorted(document.labels)),
        **{f"facet_{name}": _joined(document.facets.get(name, ())) for name in FACETS},
    }


def number_of(ref: str) -> int:
    """A number for a ref, the same everywhere: its kind in the upper bits, its id below."""
    kind, record_id = parse_ref(ref)
    return number_of_kind(kind) << _ID_BITS | record_id


def number_of_kind(kind: str) -> int:
    """The upper bits of ``number_of`` for all refs of a kind."""
    return crc32(kind.encode()) & 0x7FFF


def kinds_in(numbers: Ints) -> Ints:
    """The upper bits of each."""
    return numbers >> _ID_BITS


def id_of(number: int) -> int:
    """The id in ``number_of``."""
    return number & ((1 << _ID_BITS) - 1)


def named_term(name: str, term: str) -> str:
    """A term as it is indexed for ``name:term``."""
    return f"{name}:{term}"


def spelt(text: str) -> Iterator[str]:
    """The words of a text without case and accents, as they are spelt."""
    return (fold(match[0]) for match in WORD.finditer(text))


def _weighted(
    document: Document, names: Collection[str] | None = None
) -> Iterator[tuple[int, str, bool]]:
    """The title and the texts with these names, or all of them."""
    yield TEXT_WEIGHTS["title"], document.title, True
    yield TEXT_WEIGHTS["title"], document.identifier, True
    for name, text in document.texts.items():
        if text and (names is None or name in names):
            yield weight_of(name), text, name not in BESIDE


def _joined(keys: Sequence[str]) -> bytes:
    distinct = dict.fromkeys(key.replace("\n", " ").replace("\0", " ") for key in keys if key)
    return SEPARATOR.join(key.encode() for key in distinct)
