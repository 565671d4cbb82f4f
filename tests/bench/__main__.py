"""``python -m tests.bench``: measure, print the tables, leave nothing running."""

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console

from tests.bench import exports, harvest, served, table
from tests.bench.forum import part as forum
from tests.bench.forum import table as forum_table
from tests.bench.instance import prepare
from tests.bench.people import part as people
from tests.bench.people import table as people_table
from tests.bench.search import part as search
from tests.bench.search import table as search_table

console = Console(stderr=True)


def main(arguments: Sequence[str] | None = None) -> int:
    given = _options().parse_args(arguments)
    # Stopped from outside is stopped in order, too.
    signal.signal(signal.SIGTERM, _stop)
    results: dict[str, Any] = {}
    try:
        for name, measure in PARTS.items():
            if given.part in (name, "all"):
                results |= measure(given)
    except KeyboardInterrupt:
        _say("interrupted: everything is stopped")
        return 130
    if given.json:
        given.json.write_text(json.dumps(results, indent=2) + "\n")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add = parser.add_argument
    add("--part", choices=[*PARTS, "all"], default="all", help="what is measured")
    add("--records", type=int, default=10_000, help="how many are served on pages")
    add("--sizes", type=_sizes, default=search.SIZES, help="records that are searched: 1000,10000")
    add("--rounds", type=int, default=5, help="of which the median is taken")
    add("--edits", type=int, default=200, help="of each of two writers")
    add("--all-contenders", action="store_true", help="stock Whoosh at every size: takes minutes")
    add("--json", type=Path, metavar="FILE", help="write the results there as well")
    add("--folder", type=Path, help="keep what is made here, for another run")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


def _pages(given: argparse.Namespace) -> dict[str, Any]:
    with _filled(given) as folder:
        found = served.run(folder, given.records, given.rounds, given.edits, _say)
    table.show(found)
    return found


def _search(given: argparse.Namespace) -> dict[str, Any]:
    scope = search.Scope(given.sizes, given.rounds, every=given.all_contenders)
    found = search.run(scope, _say)
    search_table.show(found)
    return {"search": found}


def _exports(given: argparse.Namespace) -> dict[str, Any]:
    with _filled(given) as folder:
        found = exports.run(folder, given.rounds, _say)
    exports.show(found)
    return {"exports": found}


def _harvest(given: argparse.Namespace) -> dict[str, Any]:
    with _filled(given) as folder:
        found = harvest.run(folder, given.rounds, _say)
    harvest.show(found)
    return {"harvest": found}


def _forum(given: argparse.Namespace) -> dict[str, Any]:
    found = forum.run(given.folder, given.rounds, _say)
    forum_table.show(found)
    return {"forum": found}


def _people(given: argparse.Namespace) -> dict[str, Any]:
    found = people.run(given.folder, given.rounds, _say)
    people_table.show(found)
    return {"people": found}


@contextmanager
def _filled(given: argparse.Namespace) -> Iterator[Path]:
    """A data folder with the generated records, deleted afterwards unless it is kept."""
    folder = given.folder or Path(tempfile.mkdtemp(prefix="portal-bench-"))
    try:
        prepare(folder, given.records, _say)
        yield folder
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


PARTS = {
    "pages": _pages,
    "search": _search,
    "exports": _exports,
    "harvest": _harvest,
    "forum": _forum,
    "people": _people,
}


def _say(words: str) -> None:
    console.print(words, style="dim")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
