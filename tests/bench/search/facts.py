"""What is measured once of each engine: building, opening, one edit, memory."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from portal.config import ROOT
from tests.bench.search.asked import Kind, Question
from tests.bench.search.corpus import Record
from tests.bench.search.engine import Engine

OPENINGS, EDITS = 15, 3
GIVE_UP_SECONDS = 30.0
_UNKNOWN = Question(Kind.ONE, ("zzqxjk",))


@dataclass(frozen=True)
class Built:
    """CPU and wall clock seconds of building, MB on disk."""

    cpu: float
    seconds: float
    megabytes: float


def build(engine: Engine, folder: Path, records: Sequence[Record]) -> Built:
    """Index all records."""
    folder.mkdir()
    cpu, wall = time.process_time(), time.perf_counter()
    engine.build(folder, records)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Built(cpu, wall, engine.megabytes(folder))


def open_milliseconds(engine: Engine, folder: Path) -> float:
    """CPU time until a word that no record has is not found: the median of some openings."""
    times = []
    for _ in range(OPENINGS):
        began = time.process_time()
        with engine.open(folder) as index:
            index.prepared(_UNKNOWN)()
            times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def edit_milliseconds(engine: Engine, folder: Path, record: Record) -> dict[str, float]:
    """From saving a record with a new word until that word finds it, in an index that is open."""
    cpus, walls = [], []
    with engine.open(folder) as index:
        index.prepared(_UNKNOWN)()
        for number in range(EDITS):
            word = f"quokka{number}zephyr"
            question = Question(Kind.ONE, (word,))
            changed = replace(record, text=f"{record.text} {word}")
            cpu, wall = time.process_time(), time.perf_counter()
            index.save(changed)
            while record.number not in index.prepared(question)().numbers:
                if time.perf_counter() - wall > GIVE_UP_SECONDS:
                    raise TimeoutError(f"{engine.name} does not find an edit")
                time.sleep(0.001)
            cpus.append(time.process_time() - cpu)
            walls.append(time.perf_counter() - wall)
    return {"cpu": statistics.median(cpus) * 1000, "wall": statistics.median(walls) * 1000}


def memory(
    engine: Engine, folder: Path, questions: Mapping[Kind, Sequence[Question]]
) -> dict[str, float]:
    """MB that belong to a process alone: of it all, and what opening and asking added.

    Ask while the index is open in this process, too: what both map is shared, as it is among the
    processes of the portal.
    """
    asked = [asdict(question) for kind in questions.values() for question in kind]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.search.memory", engine.name, str(folder)],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found
