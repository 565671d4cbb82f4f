"""CPU time of every question, of all engines in turn, round after round."""

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.search.asked import Kind, Question
from tests.bench.search.engine import Engine, Opened

WARM, COLD = "warm", "cold"
COLD_QUESTIONS = 10
# Stock Whoosh takes seconds for some of them.
SLOW, SLOW_QUESTIONS = "Whoosh", 6


class Timings:
    """Milliseconds by state, kind of question and engine, a list of rounds for each question."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Kind, str], dict[int, list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def note(self, state: str, kind: Kind, engine: str, number: int, seconds: float) -> None:
        self._found[state, kind, engine][number].append(seconds * 1000)

    def summary(self, state: str, kind: Kind, engine: str, limit: str) -> dict[str, float] | None:
        """p50 and p95 over the questions, each the median of its rounds, and the ratio of the CPU
        time of all to that of ``limit``, the median of the rounds as well."""
        found, limits = self._found.get((state, kind, engine)), self._found[state, kind, limit]
        if not found:
            return None
        medians = sorted(statistics.median(times) for times in found.values())
        rounds = zip(*(zip(found[n], limits[n], strict=True) for n in found), strict=True)
        return {
            "p50": medians[len(medians) // 2],
            "p95": medians[min(len(medians) - 1, int(len(medians) * 0.95))],
            "questions": len(medians),
            "ratio": statistics.median(
                sum(own for own, _ in pairs) / sum(other for _, other in pairs) for pairs in rounds
            ),
        }


def measure(
    engines: Mapping[Engine, Path],
    questions: Mapping[Kind, Sequence[Question]],
    rounds: int,
    say: Callable[[str], None],
    while_open: Callable[[], Any],
) -> tuple[Timings, Any]:
    """All the times, and what ``while_open`` found with all engines open and warm."""
    timings = Timings()
    with ExitStack() as stack:
        opened = {
            engine: stack.enter_context(engine.open(folder)) for engine, folder in engines.items()
        }
        say("asking everything once")
        for asked in questions.values():
            for engine, index in opened.items():
                for question in _share(asked, engine):
                    index.prepared(question)()
        # Nothing of the bench's own is gone through at the expense of an engine.
        gc.collect()
        gc.freeze()
        for number in range(1, rounds + 1):
            say(f"round {number} of {rounds}")
            for kind, asked in questions.items():
                # Nobody is always the first.
                for engine in _turned(list(opened), number):
                    # Cold questions made the process forget what it kept.
                    for question in _share(asked, engine):
                        opened[engine].prepared(question)()
                    for place, question in enumerate(_share(asked, engine)):
                        seconds = _warm(opened[engine], question)
                        timings.note(WARM, kind, engine.name, place, seconds)
                    for place, question in enumerate(_share(asked, engine)[:COLD_QUESTIONS]):
                        seconds = _cold(engine, engines[engine], question)
                        timings.note(COLD, kind, engine.name, place, seconds)
        found = while_open()
        gc.unfreeze()
    return timings, found


def _share(questions: Sequence[Question], engine: Engine) -> Sequence[Question]:
    return questions[:SLOW_QUESTIONS] if engine.name == SLOW else questions


def _turned(engines: list[Engine], number: int) -> list[Engine]:
    first = number % len(engines)
    return engines[first:] + engines[:first]


def _warm(index: Opened, question: Question) -> float:
    ask = index.prepared(question)
    began = time.process_time()
    ask()
    return time.process_time() - began


def _cold(engine: Engine, folder: Path, question: Question) -> float:
    """Opening and asking; of highlighting only the marks, as when it is warm."""
    engine.forget()
    began = time.process_time()
    with engine.open(folder) as index:
        ask = index.prepared(question)
        if question.kind is Kind.HIGHLIGHT:
            began = time.process_time()
        ask()
        return time.process_time() - began
