"""Figures from rankings and judgements, as ``ir-measures`` computes them."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from click import ClickException

from portal.evaluation.folders import Judgements

SEARCH: Final = {"ndcg@10": "nDCG@10", "map": "AP", "recall@100": "R@100"}
"""What is said of a search: our names, and those of ``ir-measures``."""

SIMILAR: Final = {"mrr": "RR", "hit@5": "Success@5", "recall@10": "R@10"}
"""The same of suggestions of what is alike."""


EXPERTS: Final = {"mrr": "RR", "p@1": "P@1", "hit@5": "Success@5"}
"""The same of people who know; ``TAIL`` is without those who are most active."""
TAIL: Final = {"mrr_tail": "RR"}
TOPICS: Final = {"map": "AP"}
"""What is said of queries about a topic."""


def library() -> Any:
    """The library that computes; the portal runs without. Raises ClickException."""
    try:
        return import_module("ir_measures")
    except ImportError as error:
        raise ClickException(
            "ir-measures is not installed. Run: .venv/bin/pip install ir-measures"
        ) from error


def measure(
    names: Mapping[str, str], judged: Judgements, rankings: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """The mean of each measure over the judged queries. One that finds nothing counts as 0."""
    if not judged:
        return dict.fromkeys(names, 0.0)
    wanted = {name: library().parse_measure(theirs) for name, theirs in names.items()}
    # Scores are only there to keep the order.
    scored = {
        query: {document: float(-place) for place, document in enumerate(ranking)}
        for query, ranking in rankings.items()
    }
    figures = library().calc_aggregate(list(wanted.values()), judged, scored)
    return {name: round(float(figures[theirs]), 6) for name, theirs in wanted.items()}
