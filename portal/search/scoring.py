"""The records that answer words best, each with what it is worth: for those who count with it.

The index alone is asked. Whoever says anything about the records asks the database for each.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from portal.outbox import waiting
from portal.search.analysis import terms
from portal.search.backend import Query, SearchBackend
from portal.search.fields import QUESTION
from portal.search.indexing import SYNC, backend
from portal.search.parsing import Clause, Occur, Parsed, parse
from portal.search.widening import widened
from portal.visibility import labels_of


class Scores(dict[str, float]):
    """What records are worth, by ref."""

    is_incomplete = False
    """Whether the index could not be asked as a whole: it is being rebuilt."""


def scores_of(
    text: str,
    reader: Any,
    *,
    kinds: Collection[str],
    questions: Collection[str] = (),
    naming: str = "",
    topics: Collection[str] = (),
    most: int = 200,
) -> Scores:
    """By ref, what each of the best records of every kind is worth that the reader may see.

    Those of the kinds in ``questions`` are worth what they ask. With ``naming`` only those count
    that have this name in them, with ``topics``, which are slugs, only those on one of these or on
    one below it. Without words they are worth the same, and the newest are given.
    """
    parsed = widened(text, parse(text)).parsed
    if name := terms(naming):
        parsed = replace(parsed, clauses=(*parsed.clauses, Clause((name,), Occur.MUST)))
    query = Query(
        parsed,
        labels_of(reader),
        {"topic": frozenset(topics)},
        per_page=most,
        excluded=waiting(SYNC),
    )
    return scored(backend(), query, kinds=kinds, questions=questions)


def scored(
    engine: SearchBackend, query: Query, *, kinds: Collection[str], questions: Collection[str]
) -> Scores:
    """The same of an engine; what was typed counts by its words, not as a title."""
    parsed = replace(query.parsed, exact="", identifier="")
    asking = replace(parsed, clauses=tuple(_in_questions(parsed)))
    found = Scores()
    for kind in (*kinds, *questions):
        wanted = asking if kind in questions else parsed
        results = engine.search(replace(query, parsed=wanted, kinds=frozenset({kind})))
        found.is_incomplete |= results.incomplete
        scores = results.scores if any(results.scores) else (1.0,) * len(results.refs)
        found.update(zip(results.refs, scores, strict=True))
    return found


def _in_questions(parsed: Parsed) -> Iterator[Clause]:
    """What has to be there may be anywhere in the record; words count where it asks."""
    for clause in parsed.clauses:
        if clause.occur is not Occur.SHOULD:
            yield clause
        if clause.occur is not Occur.MUST_NOT and not clause.field:
            yield replace(clause, occur=Occur.SHOULD, field=QUESTION)
