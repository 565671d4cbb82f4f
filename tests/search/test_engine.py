"""The engine's own paths give what Whoosh gives, and what looking at every record would give.

Over deletions, several segments and small vocabularies, in which ties and misses are frequent.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.index import FileIndex
from whoosh.scoring import BM25F

from portal.search.analysis import terms
from portal.search.backend import Document, Query
from portal.search.fields import Sort
from portal.search.parsing import Clause, Occur, Parsed
from portal.search.whoosh_backend import WhooshBackend
from portal.search.whoosh_backend.codec import writer_of
from portal.search.whoosh_backend.matching import match
from portal.search.whoosh_backend.ranking import Ranking
from portal.search.whoosh_backend.schema import SCHEMA, row
from portal.search.whoosh_backend.snapshot import INDEX_NAME, Snapshot
from portal.search.whoosh_backend.storage import storage_at
from tests.search.builders import PUBLIC, ask, document

# Making smaller what fails would take minutes: an example is an index.
PROPERTY = settings(deadline=None, max_examples=50, phases=[Phase.explicit, Phase.generate])
PLAIN = Ranking(all_words=0, side_by_side=0)
VOCABULARY = ["loan", "fine", "book", "shelf", "nurse", "ward", "audit", "pilot"]

words = st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)
documents = st.builds(
    lambda title, summary, problem, labels, kind, topics, published: {
        "title": f"{title} zz",
        "summary": summary,
        "problem": problem,
        "labels": frozenset(labels),
        "facets": {"kind": kind, "topic": topics},
        "published": published,
    },
    words,
    words,
    words,
    st.sets(st.sampled_from(["public", "portal", "user:1"]), max_size=2),
    st.lists(st.sampled_from("abc"), max_size=1),
    st.lists(st.sampled_from("klmnop"), max_size=4),
    st.integers(0, 5),
)
batches = st.lists(st.lists(documents, min_size=1, max_size=6), min_size=1, max_size=3)
doomed = st.sets(st.integers(1, 18), max_size=6)
clauses = st.lists(
    st.tuples(
        st.sampled_from(Occur), st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=2)
    ),
    min_size=1,
    max_size=4,
).map(
    lambda found: tuple(
        Clause(tuple((term,) for word in dict.fromkeys(words) for term in terms(word)), occur)
        for occur, words in found
    )
)


class Reference(BM25F):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own BM25F, with our rarity of a term in place of its own."""

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        parent = searcher.get_parent()
        return PLAIN.rarity(parent.doc_count_all(), parent.doc_frequency(fieldname, text))


@contextmanager
def index_of(
    contents: Sequence[Sequence[Mapping[str, Any]]], deleted: Sequence[int]
) -> Iterator[tuple[WhooshBackend, dict[str, Document]]]:
    """An index with a segment for every batch, and the documents that are not deleted."""
    with tempfile.TemporaryDirectory() as folder:
        backend = WhooshBackend(Path(folder) / "search", ranking=PLAIN)
        backend.rebuild([])
        path = backend._generations.current()
        assert path is not None
        kept: dict[str, Document] = {}
        with storage_at(path) as storage:
            for batch in contents:
                writer = writer_of(FileIndex(storage, SCHEMA, INDEX_NAME))
                for content in batch:
                    found = document(len(kept) + 1, **content)
                    kept[found.ref] = found
                    writer.add_document(**row(found))
                writer.commit(merge=False)
            writer = writer_of(FileIndex(storage, SCHEMA, INDEX_NAME))
            for number in deleted:
                if kept.pop(f"innovation:{number}", None):
                    writer.delete_by_term("ref", f"innovation:{number}")
            writer.commit(merge=False)
        yield backend, kept


def by_whoosh(backend: WhooshBackend, clauses: Sequence[Clause]) -> dict[str, float]:
    """The scores that Whoosh's own searcher gives, by ref."""

    def any_of(clause: Clause) -> Any:
        return whoosh_query.Or([whoosh_query.Term("text", term) for (term,) in clause.phrases])

    def those(occur: Occur) -> list[Any]:
        return [any_of(clause) for clause in clauses if clause.occur is occur]

    must, should, unwanted = (those(o) for o in (Occur.MUST, Occur.SHOULD, Occur.MUST_NOT))
    asked: Any = whoosh_query.Or(should)
    if must:
        asked = whoosh_query.And(must)
        if should:
            asked = whoosh_query.AndMaybe(asked, whoosh_query.Or(should))
    elif not should:
        asked = whoosh_query.Every()
    path = backend._generations.current()
    assert path is not None
    with (
        storage_at(path) as storage,
        FileIndex(storage, SCHEMA, INDEX_NAME).searcher(
            weighting=Reference(B=PLAIN.b, K1=PLAIN.saturation)
        ) as searcher,
    ):
        # Whoosh's AndNot lets through what it should leave out; its mask does not.
        hits = searcher.search(
            asked, limit=None, mask=whoosh_query.Or(unwanted) if unwanted else None
        )
        ref = snapshot_of(backend).ref
        return {ref(hit.docnum): hit.score for hit in hits}


def snapshot_of(backend: WhooshBackend) -> Snapshot:
    snapshot = backend._newest.get()
    assert snapshot is not None
    return snapshot


def by_us(backend: WhooshBackend, clauses: Sequence[Clause]) -> dict[str, float]:
    """The scores that our engine gives, by ref."""
    snapshot = snapshot_of(backend)
    found = match(snapshot, Parsed(tuple(clauses)), PLAIN)
    return {
        snapshot.ref(number): score
        for number, score in zip(found.ids.tolist(), found.scores.tolist(), strict=True)
    }


@PROPERTY
@given(contents=batches, deleted=doomed, clauses=clauses)
def test_scores_and_order_are_those_of_whoosh(
    contents: list[list[dict[str, Any]]], deleted: set[int], clauses: tuple[Clause, ...]
) -> None:
    # Alternatives are one term to us and several to Whoosh: their scores differ by design.
    single = tuple(Clause(clause.phrases[:1], clause.occur) for clause in clauses)
    with index_of(contents, sorted(deleted)) as (backend, kept):
        expected = by_whoosh(backend, single)
        found = by_us(backend, single)
        assert found.keys() == expected.keys() <= kept.keys()
        if any(clause.occur is not Occur.MUST_NOT for clause in single):
            assert found == pytest.approx(expected, rel=1e-6)
        everyone = frozenset({"public", "portal", "user:1"})
        shown = backend.search(query(single, labels=everyone, per_page=50)).refs
        scores = [expected[ref] for ref in shown]
        assert scores == pytest.approx(sorted(scores, reverse=True), rel=1e-6)
        assert set(by_us(backend, clauses)) == set(by_whoosh(backend, clauses))


@PROPERTY
@given(contents=batches, deleted=doomed, pair=st.lists(st.sampled_from(VOCABULARY), min_size=2))
def test_phrases_are_found_where_whoosh_finds_them(
    contents: list[list[dict[str, Any]]], deleted: set[int], pair: list[str]
) -> None:
    phrase = tuple(term for word in pair[:3] for term in terms(word))
    with index_of(contents, sorted(deleted)) as (backend, _):
        path = backend._generations.current()
        assert path is not None
        with (
            storage_at(path) as storage,
            FileIndex(storage, SCHEMA, INDEX_NAME).searcher() as searcher,
        ):
            hits = searcher.search(whoosh_query.Phrase("text", list(phrase)), limit=None)
            expected = {snapshot_of(backend).ref(hit.docnum) for hit in hits}
        assert by_us(backend, [Clause((phrase,), Occur.MUST)]).keys() == expected


@PROPERTY
@given(
    contents=batches,
    deleted=doomed,
    word=st.sampled_from(VOCABULARY),
    labels=st.sets(st.sampled_from(["public", "portal", "user:1"])),
    kind=st.sets(st.sampled_from("abcx"), max_size=2),
    topic=st.sets(st.sampled_from("klx"), max_size=2),
    sort=st.sampled_from([Sort.NEWEST, Sort.OLDEST, Sort.TITLE]),
    excluded=st.sets(st.integers(1, 18), max_size=4),
)
def test_counts_filters_and_orders_are_those_of_every_record_looked_at(
    contents: list[list[dict[str, Any]]],
    deleted: set[int],
    word: str,
    labels: set[str],
    kind: set[str],
    topic: set[str],
    sort: Sort,
    excluded: set[int],
) -> None:
    hidden = frozenset(f"innovation:{number}" for number in excluded)
    filters = {"kind": frozenset(kind), "topic": frozenset(topic)}
    with index_of(contents, sorted(deleted)) as (backend, kept):
        results = ask(
            backend,
            word,
            labels=frozenset(labels),
            filters=filters,
            facets=("kind", "topic"),
            sort=sort,
            excluded=hidden,
            per_page=50,
        )
        seen = [
            found
            for ref, found in kept.items()
            if ref not in hidden and found.labels & labels and word in text_of(found).split()
        ]

        def passing(*names: str) -> list[Document]:
            return [
                found
                for found in seen
                if all(not filters[n] or filters[n] & set(found.facets[n]) for n in names)
            ]

        chosen = passing("kind", "topic")
        assert results.total == len(chosen)
        assert list(results.refs) == [found.ref for found in sorted(chosen, key=order_of(sort))]
        for name, other in (("kind", "topic"), ("topic", "kind")):
            counts = Counter(key for f in passing(other) for key in set(f.facets[name]))
            assert list(results.facets[name]) == sorted(
                counts.items(), key=lambda item: (-item[1], item[0])
            )


def text_of(found: Document) -> str:
    return " ".join([found.title, *found.texts.values()])


def order_of(sort: Sort) -> Any:
    def key(found: Document) -> tuple[Any, ...]:
        published = found.sorts["published"]
        number = int(found.ref.partition(":")[2])
        if sort is Sort.TITLE:
            return found.title.split(), number
        if sort is Sort.OLDEST:
            return published or 99, number
        return -published, number

    return key


def query(clauses: Sequence[Clause], **options: Any) -> Query:
    return Query(Parsed(tuple(clauses)), **{"labels": PUBLIC, **options})
