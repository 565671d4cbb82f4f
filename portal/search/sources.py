"""What a feature gives to be searched: a source registers itself, and search never imports it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from portal.records import parse_ref
from portal.search.backend import Document

Facets = Mapping[str, Collection[str]]
"""Keys by facet name."""


@dataclass(unsafe_hash=True)
class Card:
    """One result as the page shows it; the names are those of ``ui.record_card``.

    Not frozen, which would make it six times as long in the making.
    """

    ref: str
    title: str
    url: str
    summary: str = ""
    text: str = ""
    """The plain text, from which the best passage is taken; spaces in it are single ones."""
    kind: str = ""
    organisation: str = ""
    community: str = ""
    author: str = ""
    author_url: str = ""
    identifier: str = ""
    status: str = ""
    published_on: date | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    topics: Sequence[str] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Named:
    """A record by its name alone, as a suggestion shows it."""

    ref: str
    title: str
    url: str


class Source(Protocol):
    """The records of one kind. A module with these names will do."""

    @property
    def kind(self) -> str:
        """The first part of its refs, such as ``innovation``."""

    def documents(self, ids: Collection[int], /) -> Iterable[Document]:
        """What is indexed of records; nothing of those of which nothing is there any more."""

    def every(self) -> Iterable[Document]:
        """What is indexed of all records, read from the database a piece at a time."""

    def count(self) -> int:
        """About how many ``every`` gives, for a progress bar."""

    def cards(self, refs: Sequence[str], reader: Any, /) -> Iterable[Card]:
        """The cards of those records that the reader may see, asked of the database, any order."""

    def named(self, refs: Sequence[str], reader: Any, /) -> Iterable[Named]:
        """The names of those records that the reader may see, asked of the database, any order."""

    def moved(self, identifier: str, reader: Any, /) -> str | None:
        """Where the record is that took the place of the one with the identifier, if any did and
        the reader may see it."""

    def labels(self, wanted: Facets, reader: Any, /) -> Mapping[str, Mapping[str, str]]:
        """The words for the keys of several facets, by facet and key, as far as it knows them and
        the reader may: a key in an address is not yet a key of what the reader found."""


_PIECE: Final = 200
_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let a source's records be searched from now on."""
    _sources[source.kind] = source


def forget(kind: str) -> None:
    """Undo ``register``."""
    _sources.pop(kind, None)


def documents_of(refs: Iterable[str]) -> Iterator[Document]:
    """What is indexed of records, in any order; nothing for a ref that leads nowhere."""
    wanted: dict[str, list[int]] = {}
    for ref in refs:
        with suppress(ValueError):
            kind, record_id = parse_ref(ref)
            wanted.setdefault(kind, []).append(record_id)
    for kind, ids in wanted.items():
        if source := _sources.get(kind):
            for first in range(0, len(ids), _PIECE):
                yield from source.documents(ids[first : first + _PIECE])


def every_document() -> Iterator[Document]:
    """What is indexed of all records of all kinds."""
    for source in _sources.values():
        yield from source.every()


def count_documents() -> int:
    """About how many ``every_document`` gives."""
    return sum(source.count() for source in _sources.values())


def cards_of(refs: Sequence[str], reader: Any) -> list[Card]:
    """The cards of the refs that the reader may see, in the order of the refs."""
    found: dict[str, Card] = {}
    for source, of_kind in _by_source(refs):
        found.update((card.ref, card) for card in source.cards(of_kind, reader))
    return [found[ref] for ref in refs if ref in found]


def named_of(refs: Sequence[str], reader: Any) -> list[Named]:
    """The names of the refs that the reader may see, in the order of the refs."""
    found: dict[str, Named] = {}
    for source, of_kind in _by_source(refs):
        found.update((named.ref, named) for named in source.named(of_kind, reader))
    return [found[ref] for ref in refs if ref in found]


def moved_to(identifier: str, reader: Any) -> str | None:
    """Where the record is that took the place of the one with the identifier."""
    found = (source.moved(identifier, reader) for source in _sources.values())
    return next(filter(None, found), None)


def labels_of_facets(wanted: Facets, reader: Any) -> dict[str, dict[str, str]]:
    """The words for keys, by facet and key; one that nobody knows or tells stands for itself."""
    words = {facet: {key: key for key in keys} for facet, keys in wanted.items()}
    for source in _sources.values():
        for facet, known in source.labels(wanted, reader).items():
            for key in words.get(facet, {}).keys() & known.keys():
                words[facet][key] = known[key]
    return words


def _by_source(refs: Sequence[str]) -> Iterator[tuple[Source, list[str]]]:
    """The sources of the refs, each with its own; a ref of no known kind is left out."""
    wanted: dict[str, list[str]] = {}
    for ref in refs:
        wanted.setdefault(ref.partition(":")[0], []).append(ref)
    return ((_sources[kind], of_kind) for kind, of_kind in wanted.items() if kind in _sources)
