"""The portal's own engine, through the interface that the portal uses itself.

It does more than is asked of the others: it searches by the labels of a
reader, counts all that was found, and puts exact titles first.
"""

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from portal.search.analysis import term_of
from portal.search.backend import Document, Query, Results
from portal.search.highlight import mark, passage
from portal.search.parsing import parse
from portal.search.whoosh_backend import WhooshBackend
from tests.bench.search.asked import FACETS, MARKED, TOP, Kind, Question
from tests.bench.search.corpus import ORGANISATIONS, Record
from tests.bench.search.engine import Answer, Ask, size_of

VISITOR = frozenset({"public"})
_INDEX, _TEXTS = "index", "texts.db"
_CACHED = type(term_of)


class Ours:
    """The portal's index, and beside it the texts as the portal's database holds them."""

    name = "ours"

    def build(self, folder: Path, records: Sequence[Record]) -> None:
        WhooshBackend(folder / _INDEX).rebuild(map(_document, records))
        rows = ((r.number, r.title, " ".join(r.text.split())) for r in records)
        with closing(sqlite3.connect(folder / _TEXTS)) as texts, texts:
            texts.execute("CREATE TABLE text (id INTEGER PRIMARY KEY, title TEXT, plain TEXT)")
            texts.executemany("INSERT INTO text VALUES (?, ?, ?)", rows)

    def forget(self) -> None:
        """Empty what functions of the search keep of earlier calls, as in a process just begun."""
        for name in [name for name in sys.modules if name.startswith("portal.search")]:
            for value in vars(sys.modules[name]).values():
                if type(value) is _CACHED:
                    value.cache_clear()

    @contextmanager
    def open(self, folder: Path) -> Iterator["_Opened"]:
        opened = _Opened(folder)
        try:
            yield opened
        finally:
            opened.close()

    def megabytes(self, folder: Path) -> float:
        """Without the texts: the database has them anyway."""
        return size_of(folder / _INDEX)


def _document(record: Record) -> Document:
    labels = {"moderators", f"user-{record.author}"}
    if record.audience == "organisation":
        labels.add(f"organisation-{record.author % ORGANISATIONS}")
    else:
        labels.add(record.audience)
    return Document(
        ref=f"innovation:{record.number}",
        labels=frozenset(labels),
        title=record.title,
        identifier=f"INN-2026-{record.number:06}",
        texts={"summary": record.summary, "problem": record.text},
        facets={"kind": [record.kind], "topic": record.topics, "region": [record.region]},
        named={"topic": record.topics, "region": [record.region], "kind": [record.kind]},
        sorts={"published": record.published, "updated": record.published},
    )


class _Opened:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._backend = WhooshBackend(folder / _INDEX)
        self._texts: sqlite3.Connection | None = None

    def close(self) -> None:
        if self._texts:
            self._texts.close()

    def prepared(self, question: Question) -> Ask:
        words = question.words
        match question.kind:
            case Kind.FACETS:
                return lambda: self._facets(" ".join(words), question.chosen)
            case Kind.HIGHLIGHT:
                return self._highlight(" ".join(words))
            case Kind.CORRECT:
                return lambda: self._correct(words[0])
            case Kind.COMPLETE:
                return lambda: Answer(_numbers(self._backend.completions(words[0], VISITOR)))
            case Kind.ALL:
                return lambda: self._found(" AND ".join(words))
            case Kind.PHRASE:
                return lambda: self._found(f'"{" ".join(words)}"')
        return lambda: self._found(" ".join(words))

    def save(self, record: Record) -> None:
        # The worker writes, another process reads.
        WhooshBackend(self._folder / _INDEX).update([_document(record)], [])

    def _found(self, text: str) -> Answer:
        results = self._sound(Query(parse(text), VISITOR, per_page=TOP))
        return Answer(_numbers(results.refs), results.total)

    def _facets(self, text: str, chosen: str) -> Answer:
        filters = {"kind": frozenset({chosen})}
        query = Query(parse(text), VISITOR, filters, per_page=TOP, facets=FACETS)
        results = self._sound(query)
        return Answer(_numbers(results.refs), results.total)

    def _sound(self, query: Query) -> Results:
        """A search hides its faults from readers; here they are no result."""
        results = self._backend.search(query)
        if results.incomplete or results.damaged:
            raise RuntimeError("the portal's index is not sound; the log says why")
        return results

    def _correct(self, word: str) -> Answer:
        return Answer(texts=tuple(self._backend.corrections([word], VISITOR).values()))

    def _highlight(self, text: str) -> Ask:
        """What the page does: it reads the texts of ten results and marks them."""
        if self._texts is None:
            self._texts = sqlite3.connect(self._folder / _TEXTS)
        connection = self._texts
        results = self._sound(Query(parse(text), VISITOR, per_page=MARKED))
        numbers = _numbers(results.refs)
        statement = f"SELECT title, plain FROM text WHERE id IN ({','.join('?' * len(numbers))})"

        def marked() -> Answer:
            rows = connection.execute(statement, numbers).fetchall()
            terms = results.terms
            return Answer(
                texts=tuple(
                    html
                    for title, plain in rows
                    for html in (mark(title, terms), passage(plain, terms))
                )
            )

        return marked


def _numbers(refs: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(ref.partition(":")[2]) for ref in refs)
