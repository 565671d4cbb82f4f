"""Documents and questions for tests of the engine, and a small source for tests of the rest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.outbox import commit, put
from portal.records import parse_ref
from portal.search.backend import Document, Query, Results, SearchBackend
from portal.search.indexing import SYNC
from portal.search.parsing import parse
from portal.search.sources import Card, Facets, Named
from portal.visibility import labels_of

PUBLIC = frozenset({"public"})


def document(
    number: int,
    title: str = "",
    *,
    labels: frozenset[str] = PUBLIC,
    facets: Mapping[str, Sequence[str]] | None = None,
    published: float = 0,
    **texts: str,
) -> Document:
    """A document that everyone may see."""
    return Document(
        ref=f"innovation:{number}",
        labels=labels,
        title=title or f"Record {number}",
        identifier=f"INN-2026-{number:04}",
        texts=texts,
        facets=facets or {},
        sorts={"published": published},
    )


def ask(backend: SearchBackend, text: str = "", **options: Any) -> Results:
    """The answer for a visitor."""
    return backend.search(Query(parsed=parse(text), **{"labels": PUBLIC, **options}))


def numbers(results: Results) -> list[int]:
    """The numbers of the documents that were found."""
    return numbers_of(results.refs)


def numbers_of(refs: Sequence[str]) -> list[int]:
    """The numbers in refs."""
    return [int(ref.partition(":")[2]) for ref in refs]


@dataclass
class Note:
    """A record of the smallest kind there is."""

    title: str
    text: str = ""
    labels: frozenset[str] = PUBLIC
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    organisation: str = ""


class Notes:
    """A source whose database is a dictionary, so that tests can let it run ahead of the index."""

    kind = "note"

    def __init__(self) -> None:
        self.rows: dict[int, Note] = {}

    def add(self, *notes: Note) -> None:
        """Save notes, and let them be indexed."""
        for note in notes:
            number = len(self.rows) + 1
            self.rows[number] = note
            self.changed(number)

    def changed(self, number: int) -> None:
        """Write down that a note has to be indexed, as an action does."""
        put(SYNC, f"note:{number}")
        commit()

    def documents(self, ids: Collection[int], /) -> Iterator[Document]:
        for record_id in ids:
            if note := self.rows.get(record_id):
                yield Document(
                    ref=f"note:{record_id}",
                    labels=note.labels,
                    title=note.title,
                    identifier=f"NOTE-2026-{record_id:04}",
                    texts={"problem": note.text},
                    facets=note.facets,
                    sorts={"published": record_id},
                )

    def every(self) -> Iterator[Document]:
        return self.documents(self.rows)

    def count(self) -> int:
        return len(self.rows)

    def cards(self, refs: Sequence[str], reader: Any, /) -> Iterator[Card]:
        for ref in refs:
            number = parse_ref(ref)[1]
            note = self.rows.get(number)
            if note and note.labels & labels_of(reader):
                card = Card(ref, note.title, f"/notes/{number}", summary="A note", text=note.text)
                card.organisation = note.organisation
                yield card

    def named(self, refs: Sequence[str], reader: Any, /) -> Iterator[Named]:
        return (Named(card.ref, card.title, card.url) for card in self.cards(refs, reader))

    def moved(self, _identifier: str, _reader: Any, /) -> str | None:
        return None

    def labels(self, _wanted: Facets, _reader: Any, /) -> dict[str, dict[str, str]]:
        return {"kind": {"tool": "Tool", "project": "Project"}}
