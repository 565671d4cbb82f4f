"""tantivy, through its Python package: one writer thread, one searching thread.

Facets are fast fields that are counted by aggregation. It searches without
regard to who may see what: a filter would take its short cuts to the best
twenty away.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from tests.bench.search.asked import MARKED, PASSAGE_LENGTH, TOP, Kind, Question
from tests.bench.search.corpus import FIELDS, WEIGHTS, Record
from tests.bench.search.engine import Answer, Ask, Contender

_BOOSTS = dict(zip(FIELDS, WEIGHTS, strict=True))
_HEAP = 128_000_000
_KINDS = {"kind": {"terms": {"field": "kind"}}}
_OTHERS = {name: {"terms": {"field": name}} for name in ("topic", "region")}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, indexed=True, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
    builder.add_text_field("starts", tokenizer_name="default", index_option="basic")
    for name in ("kind", "topic", "region"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _word_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("count", fast=True)
    return builder.build()


class Tantivy(Contender):
    """An index of the records, and one of their words for corrections."""

    name = "tantivy"

    def build(self, folder: Path, records: Sequence[Record]) -> None:
        words: Counter[str] = Counter()
        schema = _schema()
        writer = _created(folder / "records", schema).writer(_HEAP, num_threads=1)
        for record in records:
            writer.add_document(_document(record, schema))
            words.update(record.whole.lower().replace(".", " ").split())
        writer.commit()
        writer.wait_merging_threads()
        schema = _word_schema()
        writer = _created(folder / "words", schema).writer(_HEAP, num_threads=1)
        for word, count in words.items():
            values = {"word": word, "count": count}
            writer.add_document(tantivy.Document.from_dict(values, schema))
        writer.commit()
        writer.wait_merging_threads()

    @contextmanager
    def open(self, folder: Path) -> Iterator["_Opened"]:
        yield _Opened(folder)


def _created(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    folder.mkdir()
    return tantivy.Index(schema, path=str(folder))


def _document(record: Record, schema: tantivy.Schema) -> tantivy.Document:
    values = {
        "number": record.number,
        "title": record.title,
        "summary": record.summary,
        "text": record.text,
        "starts": record.title,
        "kind": record.kind,
        "topic": list(record.topics),
        "region": record.region,
    }
    return tantivy.Document.from_dict(values, schema)


class _Opened:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = tantivy.Index.open(str(folder / "records"))
        self._searcher = self._index.searcher()
        self._words: tantivy.Index | None = None

    def prepared(self, question: Question) -> Ask:
        words = question.words
        match question.kind:
            case Kind.FACETS:
                return lambda: self._facets(words, question.chosen)
            case Kind.HIGHLIGHT:
                return self._highlight(words)
            case Kind.CORRECT:
                return lambda: Answer(texts=tuple(self._corrections(words[0])))
            case Kind.COMPLETE:
                return lambda: self._complete(words[0])
            case Kind.ALL:
                return lambda: self._numbers(self._parsed(" AND ".join(words)))
            case Kind.PHRASE:
                return lambda: self._numbers(self._parsed(f'"{" ".join(words)}"'))
        return lambda: self._numbers(self._parsed(" ".join(words)))

    def save(self, record: Record) -> None:
        writer = self._index.writer(_HEAP, num_threads=1)
        writer.delete_documents_by_term("number", record.number)
        writer.add_document(_document(record, self._index.schema))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _parsed(self, text: str) -> tantivy.Query:
        return self._index.parse_query(text, list(FIELDS), field_boosts=_BOOSTS)

    def _numbers(self, query: tantivy.Query, limit: int = TOP) -> Answer:
        hits = self._searcher.search(query, limit, count=False).hits
        addresses = [address for _, address in hits]
        return Answer(tuple(self._searcher.fast_field_values("number", addresses)))

    def _complete(self, start: str) -> Answer:
        return self._numbers(
            tantivy.Query.regex_query(self._index.schema, "starts", f"{start}.*"), 6
        )

    def _facets(self, words: Sequence[str], chosen: str) -> Answer:
        parsed = self._parsed(" ".join(words))
        kind = tantivy.Query.term_query(self._index.schema, "kind", chosen)
        only = tantivy.Query.const_score_query(kind, 0.0)
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, parsed), (tantivy.Occur.Must, only)]
        )
        best = self._numbers(query)
        counts = self._searcher.aggregate(query, _OTHERS)
        self._searcher.aggregate(parsed, _KINDS)
        total = sum(bucket["doc_count"] for bucket in counts["region"]["buckets"])
        return Answer(best.numbers, total=total)

    def _highlight(self, words: Sequence[str]) -> Ask:
        query, schema = self._parsed(" ".join(words)), self._index.schema
        hits = self._searcher.search(query, MARKED, count=False).hits

        def marked() -> Answer:
            makers = [
                tantivy.SnippetGenerator.create(self._searcher, query, schema, name)
                for name in ("title", "text")
            ]
            for maker in makers:
                maker.set_max_num_chars(PASSAGE_LENGTH)
            documents = [self._searcher.doc(address) for _, address in hits]
            texts = (m.snippet_from_doc(d).to_html() for d in documents for m in makers)
            return Answer(texts=tuple(texts))

        return marked

    def _corrections(self, word: str) -> list[str]:
        """The most frequent word that one slip away; two if there is none."""
        if self._words is None:
            self._words = tantivy.Index.open(str(self._folder / "words"))
        searcher, schema = self._words.searcher(), self._words.schema
        for distance in (1, 2):
            query = tantivy.Query.fuzzy_term_query(schema, "word", word, distance)
            hits = searcher.search(query, 1, count=False, order_by_field="count").hits
            if hits:
                return [str(searcher.doc(hits[0][1])["word"][0])]
        return []
