"""The search part of the bench: corpora of several sizes, one after the other."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.search import correctness, facts
from tests.bench.search.asked import Kind, Question
from tests.bench.search.corpus import Corpus, make_corpus
from tests.bench.search.engine import Engine
from tests.bench.search.engines import LIMIT, engines_for
from tests.bench.search.questions import make_questions, typos_of
from tests.bench.search.timing import COLD, WARM, Timings, measure
from tests.bench.search.typos import Typo

SIZES = (1_000, 10_000, 100_000)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Scope:
    """How much is measured."""

    sizes: Sequence[int] = SIZES
    rounds: int = 5
    questions: int = 30
    """Of each kind."""
    typos: int = 500
    every: bool = False
    """Stock Whoosh at every size."""


def run(scope: Scope, say: Say) -> dict[str, Any]:
    """The results of all sizes; the indexes are gone when it returns."""
    return {**asdict(scope), "sizes": [_one_size(size, scope, say) for size in scope.sizes]}


def _one_size(size: int, scope: Scope, say: Say) -> dict[str, Any]:
    say(f"writing {size:,} records for search")
    corpus = make_corpus(size)
    questions = make_questions(corpus, scope.questions)
    typos = typos_of(corpus, scope.typos)
    root = Path(tempfile.mkdtemp(prefix="portal-bench-search-"))
    try:
        engines = {engine: root / engine.name for engine in engines_for(size, every=scope.every)}
        found: dict[str, dict[str, Any]] = {}
        for engine, folder in engines.items():
            say(f"indexing them with {engine.name}")
            found[engine.name] = {"build": asdict(facts.build(engine, folder, corpus.records))}
        timings, memory = measure(
            engines, questions, scope.rounds, say, lambda: _memory(engines, questions)
        )
        say("opening, correcting, marking, editing")
        for engine, folder in engines.items():
            found[engine.name] |= {
                "memory": memory[engine.name],
                **_once(engine, folder, corpus, questions, typos),
            }
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return {"records": size, "engines": found, "times": _times(timings, list(engines))}


def _memory(
    engines: Mapping[Engine, Path], questions: Mapping[Kind, Sequence[Question]]
) -> dict[str, dict[str, float]]:
    return {e.name: facts.memory(e, folder, questions) for e, folder in engines.items()}


def _once(
    engine: Engine,
    folder: Path,
    corpus: Corpus,
    questions: Mapping[Kind, Sequence[Question]],
    typos: Sequence[Typo],
) -> dict[str, Any]:
    with engine.open(folder) as index:
        found = {
            "right": correctness.set_right(index, typos),
            "marks": correctness.exactness(index, questions[Kind.HIGHLIGHT]),
            "totals": [index.prepared(asked)().total for asked in questions[Kind.FACETS]],
        }
    return {
        **found,
        "open": facts.open_milliseconds(engine, folder),
        # The last: it changes the index.
        "edit": facts.edit_milliseconds(engine, folder, corpus.records[len(corpus.records) // 2]),
    }


def _times(timings: Timings, engines: Sequence[Engine]) -> list[dict[str, Any]]:
    return [
        {
            "question": str(kind),
            "state": state,
            **{e.name: timings.summary(state, kind, e.name, LIMIT.name) for e in engines},
        }
        for state in (WARM, COLD)
        for kind in Kind
    ]
