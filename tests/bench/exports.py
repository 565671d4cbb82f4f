"""The exports part of the bench: files of all records, made in one process for each format."""

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask
from rich.console import Console
from rich.table import Table
from werkzeug.test import EnvironBuilder

from portal import create_app
from portal.config import ROOT
from portal.exports.formats import OF_MANY
from tests.bench.connection import UnexpectedStatusError
from tests.bench.instance import environment

MOST_SECONDS, MOST_MEGABYTES = 5.0, 100.0
_ROWS_OF_AIM = 10_000
_AIMED = ("csv", "xlsx", "json")


def run(folder: Path, rounds: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Seconds and memory of each format, the median of the rounds."""
    found = []
    for ending in OF_MANY:
        say(f"all records as {ending}")
        rows = sorted((_measured(folder, ending) for _ in range(rounds)), key=_seconds)
        found.append(rows[len(rows) // 2])
    return found


def show(results: Sequence[Mapping[str, Any]]) -> None:
    """The table of one run, with the aims where 10,000 records were made."""
    table = Table(title="All records that a visitor may see, as a file", title_justify="left")
    heads = ("Format", "records", "s", "CPU s", "records a second", "file MB", "more memory, MB")
    for name in heads:
        table.add_column(name, justify="left" if name == "Format" else "right")
    for row in results:
        aimed = row["format"] in _AIMED
        seconds, memory = row["seconds"], row["megabytes"]
        is_slow = aimed and seconds * _ROWS_OF_AIM > MOST_SECONDS * row["records"]
        table.add_row(
            row["format"],
            f"{row['records']:,}",
            f"{seconds:.2f}" + (" (!)" if is_slow else ""),
            f"{row['cpu']:.2f}",
            f"{row['records'] / seconds:,.0f}",
            f"{row['file'] / 1e6:.1f}",
            f"{memory:.0f}" + (" (!)" if aimed and memory > MOST_MEGABYTES else ""),
        )
    Console(width=None if Console().is_terminal else 120).print(table)


def _seconds(row: Mapping[str, Any]) -> float:
    return float(row["seconds"])


def _measured(folder: Path, ending: str) -> dict[str, Any]:
    """In a process of its own: what memory was at most is told of a whole process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exports", ending],
        cwd=ROOT,
        env=environment(folder, LOG_LEVEL="WARNING"),
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(ending: str) -> None:
    """Make one file of everything, and print what it took."""
    app = create_app({"EXPORT_MAX_ROWS": 1_000_000})
    # The index is open and all that is kept is there, as in a process that has answered before.
    _size(app, "/search?q=library")
    _size(app, f"/search/export.{ending}?q=xyzzy")
    # As the server does before it forks.
    gc.collect()
    gc.freeze()
    before, began, worked = _peak(), time.perf_counter(), time.process_time()
    size = _size(app, f"/search/export.{ending}")
    seconds, cpu, most = time.perf_counter() - began, time.process_time() - worked, _peak()
    print(  # noqa: T201  # read by the process that asked
        json.dumps(
            {
                "format": ending,
                "records": _records(app),
                "seconds": seconds,
                "cpu": cpu,
                "file": size,
                "megabytes": most - before,
                "process": most,
            }
        )
    )


def _records(app: Flask) -> int:
    answer = b"".join(app(_environ("/search/export.json"), lambda *_: lambda _: None))
    return int(json.loads(answer)["total"])


def _size(app: Flask, address: str) -> int:
    statuses: list[str] = []

    def start(status: str, _headers: Any, _error: Any = None) -> Any:
        statuses.append(status)

    answer: Any = app(_environ(address), start)
    size = sum(len(part) for part in answer)
    answer.close()
    if statuses[0] != "200 OK":
        raise UnexpectedStatusError(f"{address} answered {statuses[0]}")
    return size


def _environ(address: str) -> WSGIEnvironment:
    return EnvironBuilder(address).get_environ()


def _peak() -> float:
    """Megabytes of the process at most, so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1])
