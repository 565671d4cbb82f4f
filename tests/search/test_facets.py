"""Filters and counts, and who may see them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.analysis import terms
from portal.search.backend import Document, SearchBackend
from portal.search.whoosh_backend import WhooshBackend
from tests.search.builders import PUBLIC, ask, document, numbers

KINDS = ("kind", "topic")


def test_counts_are_of_what_is_found(backend: SearchBackend) -> None:
    backend.update(
        [
            document(1, summary="loans", facets={"kind": ["tool"], "topic": ["a", "b"]}),
            document(2, summary="loans", facets={"kind": ["project"], "topic": ["a"]}),
            document(3, summary="fines", facets={"kind": ["project"], "topic": ["a"]}),
        ],
        [],
    )
    counts = ask(backend, "loans", facets=KINDS).facets
    assert counts["kind"] == (("project", 1), ("tool", 1))
    assert counts["topic"] == (("a", 2), ("b", 1))


def test_a_filter_does_not_change_the_counts_of_its_own_facet(backend: SearchBackend) -> None:
    backend.update(
        [
            document(1, facets={"kind": ["tool"], "topic": ["a"]}),
            document(2, facets={"kind": ["project"], "topic": ["a"]}),
            document(3, facets={"kind": ["project"], "topic": ["b"]}),
        ],
        [],
    )
    results = ask(backend, filters={"kind": frozenset({"tool"})}, facets=KINDS)
    assert numbers(results) == [1]
    assert dict(results.facets["kind"]) == {"project": 2, "tool": 1}
    assert dict(results.facets["topic"]) == {"a": 1}


def test_keys_of_one_facet_widen_and_facets_narrow(backend: SearchBackend) -> None:
    backend.update(
        [
            document(1, facets={"kind": ["tool"], "topic": ["a"]}),
            document(2, facets={"kind": ["project"], "topic": ["a"]}),
            document(3, facets={"kind": ["project"], "topic": ["b"]}),
        ],
        [],
    )
    both = {"kind": frozenset({"tool", "project"})}
    assert ask(backend, filters=both).total == 3
    assert ask(backend, filters=both | {"topic": frozenset({"b"})}).total == 1


def test_an_unknown_key_finds_nothing_and_an_unknown_facet_is_ignored(
    backend: SearchBackend,
) -> None:
    backend.update([document(1)], [])
    assert ask(backend, filters={"kind": frozenset({"nothing"})}).total == 0
    assert ask(backend, filters={"labels": frozenset({"x"})}, facets=("labels",)).total == 1


@pytest.mark.parametrize("hidden_by", ["label", "exclusion"])
def test_what_is_out_of_sight_is_in_no_count(backend: SearchBackend, hidden_by: str) -> None:
    labels = frozenset({"moderators"}) if hidden_by == "label" else PUBLIC
    excluded = frozenset({"innovation:1"}) if hidden_by == "exclusion" else frozenset()
    secret = document(1, "Secret", labels=labels, facets={"kind": ["secret"]})
    backend.update([secret, document(2, "Open", facets={"kind": ["tool"]})], [])
    for text in ("", "secret open", "-nothing"):
        results = ask(backend, text, facets=("kind",), excluded=excluded)
        assert numbers(results) == [2]
        assert results.total == 1
        assert results.facets["kind"] == (("tool", 1),)


def test_a_document_without_labels_is_seen_by_nobody(backend: SearchBackend) -> None:
    backend.update([document(1, labels=frozenset())], [])
    assert ask(backend).total == 0


def test_very_many_exclusions_are_right(backend: SearchBackend) -> None:
    backend.update([document(number) for number in range(1, 31)], [])
    excluded = frozenset(f"innovation:{number}" for number in range(2, 5000))
    assert numbers(ask(backend, excluded=excluded)) == [1]


WORDS = ["loans", "fines", "books", "laptops"]
documents = st.builds(
    document,
    st.integers(1, 12),
    st.sampled_from(["Books", "Loans of laptops", "Other"]),
    labels=st.frozensets(st.sampled_from(["public", "members", "user-1"])),
    facets=st.fixed_dictionaries(
        {
            "kind": st.lists(st.sampled_from("xyz"), max_size=1),
            "topic": st.lists(st.sampled_from("abc"), unique=True),
        }
    ),
    summary=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
)
commits = st.lists(
    st.tuples(st.lists(documents, max_size=5), st.lists(st.integers(1, 12), max_size=3)),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    commits=commits,
    words=st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
    without=st.sampled_from(["", *WORDS]),
    labels=st.frozensets(st.sampled_from(["public", "members", "user-1"])),
    kinds=st.frozensets(st.sampled_from("xyz")),
    excluded=st.frozensets(st.integers(1, 12)),
)
def test_any_history_gives_what_a_plain_list_gives(
    tmp_path_factory: Any,
    commits: list[tuple[list[Document], list[int]]],
    words: list[str],
    without: str,
    labels: frozenset[str],
    kinds: frozenset[str],
    excluded: frozenset[int],
) -> None:
    backend = WhooshBackend(tmp_path_factory.mktemp("index"))
    backend.rebuild([])
    held: dict[str, Document] = {}
    for changed, deleted in commits:
        gone = [f"innovation:{number}" for number in deleted]
        assert backend.update(changed, gone)
        held = {ref: entry for ref, entry in held.items() if ref not in gone}
        held.update((entry.ref, entry) for entry in changed)
        assert dict(backend.digests()) == {ref: entry.digest for ref, entry in held.items()}

    def text_matches(entry: Document) -> bool:
        has = {*terms(entry.title), *terms(entry.texts["summary"])}
        wanted = not words or any(term in has for word in words for term in terms(word))
        return wanted and not any(term in has for term in terms(without))

    seen = [
        entry
        for ref, entry in held.items()
        if entry.labels & labels
        and int(ref.partition(":")[2]) not in excluded
        and text_matches(entry)
    ]
    found = [entry for entry in seen if not kinds or kinds & set(entry.facets["kind"])]
    results = ask(
        backend,
        " ".join(words) + (f" -{without}" if without else ""),
        labels=labels,
        filters={"kind": kinds},
        facets=KINDS,
        excluded=frozenset(f"innovation:{number}" for number in excluded),
        per_page=50,
    )
    assert set(results.refs) == {entry.ref for entry in found}
    assert results.total == len(found)
    for facet, among in (("kind", seen), ("topic", found)):
        keys = [key for entry in among for key in entry.facets[facet]]
        assert dict(results.facets[facet]) == {key: keys.count(key) for key in keys}
