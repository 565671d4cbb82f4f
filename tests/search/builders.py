"""Documents and questions for tests of the engine."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.search.backend import Document, Query, Results, SearchBackend

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
    return backend.search(Query(text=text, **{"labels": PUBLIC, **options}))


def numbers(results: Results) -> list[int]:
    """The numbers of the documents that were found."""
    return [int(ref.partition(":")[2]) for ref in results.refs]
