"""Whoosh as it is usually used: none of what the portal does to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.query import Prefix, Term
from whoosh.sorting import Facets

from tests.bench.search.asked import MARKED, TOP, Kind, Question
from tests.bench.search.corpus import FIELDS, WEIGHTS, Record
from tests.bench.search.engine import Answer, Ask, Contender

_BOOSTS = dict(zip(FIELDS, WEIGHTS, strict=True))


def _schema() -> Schema:
    return Schema(
        number=NUMERIC(stored=True, unique=True),
        title=TEXT(StemmingAnalyzer(), stored=True),
        summary=TEXT(StemmingAnalyzer(), stored=True),
        text=TEXT(StemmingAnalyzer(), stored=True, spelling=True),
        starts=TEXT(phrase=False),
        kind=ID(sortable=True),
        topic=KEYWORD(sortable=True),
        region=ID(sortable=True),
    )


class StockWhoosh(Contender):
    """An ordinary index, one segment."""

    name = "Whoosh"

    def build(self, folder: Path, records: Sequence[Record]) -> None:
        made = index.create_in(folder, _schema())
        writer = made.writer(limitmb=256)
        for record in records:
            writer.add_document(**_fields(record))
        writer.commit(optimize=True)
        made.close()

    @contextmanager
    def open(self, folder: Path) -> Iterator["_Opened"]:
        opened = _Opened(index.open_dir(folder))
        try:
            yield opened
        finally:
            opened.searcher.close()


def _fields(record: Record) -> dict[str, Any]:
    return {
        "number": record.number,
        "title": record.title,
        "summary": record.summary,
        "text": record.text,
        "starts": record.title,
        "kind": record.kind,
        "topic": " ".join(record.topics),
        "region": record.region,
    }


class _Opened:
    def __init__(self, opened: Any) -> None:
        self._index = opened
        self.searcher = opened.searcher()
        self._parser = MultifieldParser(FIELDS, opened.schema, fieldboosts=_BOOSTS, group=OrGroup)

    def prepared(self, question: Question) -> Ask:
        words = question.words
        match question.kind:
            case Kind.FACETS:
                return lambda: self._facets(" ".join(words), question.chosen)
            case Kind.HIGHLIGHT:
                return self._highlight(" ".join(words))
            case Kind.CORRECT:
                return lambda: Answer(texts=tuple(self.searcher.suggest("text", words[0], limit=1)))
            case Kind.COMPLETE:
                return lambda: self._numbers(Prefix("starts", words[0]), 6)
            case Kind.ALL:
                return lambda: self._numbers(self._parser.parse(" AND ".join(words)))
            case Kind.PHRASE:
                return lambda: self._numbers(self._parser.parse(f'"{" ".join(words)}"'))
        return lambda: self._numbers(self._parser.parse(" ".join(words)))

    def save(self, record: Record) -> None:
        writer = self._index.writer()
        writer.update_document(**_fields(record))
        writer.commit()
        self.searcher = self.searcher.refresh()

    def _numbers(self, query: Any, limit: int = TOP) -> Answer:
        results = self.searcher.search(query, limit=limit)
        return Answer(tuple(hit["number"] for hit in results))

    def _facets(self, text: str, chosen: str) -> Answer:
        facets = Facets()
        facets.add_field("kind")
        facets.add_field("topic", allow_overlap=True)
        facets.add_field("region")
        results = self.searcher.search(
            self._parser.parse(text), limit=TOP, filter=Term("kind", chosen), groupedby=facets
        )
        numbers = tuple(hit["number"] for hit in results[:TOP])
        total = sum(len(found) for found in results.groups("region").values())
        for name in ("kind", "topic"):
            results.groups(name)
        return Answer(numbers, total=total)

    def _highlight(self, text: str) -> Ask:
        results = self.searcher.search(self._parser.parse(text), limit=MARKED)

        def marked() -> Answer:
            names = ("title", "text")
            return Answer(texts=tuple(hit.highlights(name) for hit in results for name in names))

        return marked
