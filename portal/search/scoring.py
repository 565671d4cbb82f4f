"""The records that answer words best, each with what it is worth: for those who count with it.

The index alone is asked. Whoever says anything about the records asks the database for each.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from portal.outbox import waiting
from portal.search.analysis import terms
from portal.search.backend import Query
from portal.search.indexing import SYNC, backend
from portal.search.parsing import Clause, Occur, parse
from portal.search.widening import widened
from portal.visibility import labels_of


def scores_of(
    text: str,
    reader: Any,
    *,
    naming: str = "",
    topics: Collection[str] = (),
    kinds: Collection[str] = (),
    most: int = 200,
) -> dict[str, float]:
    """By ref, what each of the best records is worth that the reader may see, the best first.

    With ``naming`` only those that have this name in them, with ``topics``, which are slugs, only
    those on one of these or on one below it. Without words they are worth the same, and the newest
    are given.
    """
    parsed = widened(text, parse(text)).parsed
    clauses = parsed.clauses
    if name := terms(naming):
        clauses = (*clauses, Clause((name,), Occur.MUST))
    # Who wrote a record that is called just so knows no more than who wrote one that is better.
    parsed = replace(parsed, clauses=clauses, exact="", identifier="")
    query = Query(
        parsed,
        labels_of(reader),
        {"topic": frozenset(topics)},
        per_page=most,
        excluded=waiting(SYNC),
        kinds=frozenset(kinds),
    )
    results = backend().search(query)
    is_ranked = any(results.scores)
    scores = results.scores if is_ranked else (1.0,) * len(results.refs)
    return dict(zip(results.refs, scores, strict=True))
