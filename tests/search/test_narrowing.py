"""Words looked for in one place only, and spans of time."""

from dataclasses import replace
from datetime import date, datetime

from portal.clock import LONDON
from portal.search.backend import Query, SearchBackend
from portal.search.parsing import Clause, Occur, Parsed
from tests.search.builders import PUBLIC, document, numbers


def test_a_named_word_is_looked_for_only_there(backend: SearchBackend) -> None:
    named = replace(document(1, summary="loan"), named={"author": ["Amina Khan", "Dev Rao"]})
    other = replace(document(2, summary="Amina Khan loan"), named={"topic": ["Amina Khan"]})
    backend.update([named, other], [])

    def found(*phrases: tuple[str, ...], occur: Occur = Occur.MUST) -> list[int]:
        clause = Clause(phrases, occur, "author")
        return numbers(backend.search(Query(Parsed((clause,)), PUBLIC)))

    assert found(("amina",)) == [1]
    assert found(("amina", "khan")) == [1]
    assert found(("khan", "dev")) == []
    assert found(("nobodi",), ("dev",)) == [1]
    assert found(("amina",), occur=Occur.MUST_NOT) == [2]


def test_a_span_of_time(backend: SearchBackend) -> None:
    days = [datetime(2025, 3, day, tzinfo=LONDON).timestamp() for day in (1, 2, 3)]
    backend.update([document(n, published=day) for n, day in enumerate(days, 1)], [])
    backend.update([document(4)], [])

    def found(after: date | None = None, before: date | None = None) -> list[int]:
        return numbers(backend.search(Query(Parsed(after=after, before=before), PUBLIC)))

    assert found(after=date(2025, 3, 2)) == [3, 2]
    assert found(before=date(2025, 3, 2)) == [1]
    assert found(after=date(2025, 3, 2), before=date(2025, 3, 3)) == [2]
