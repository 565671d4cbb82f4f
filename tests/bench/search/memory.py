"""``python -m tests.bench.search.memory ENGINE FOLDER``: what a process takes that searches.

It reads its questions from standard input and writes its sizes to standard output.
"""

import gc
import json
import sys
from importlib import import_module
from pathlib import Path

import psutil

from tests.bench.search.asked import Kind, Question
from tests.bench.search.engine import Engine

# By name: an engine is not to be weighed with the others in its process.
_ENGINES = {
    "ours": ("ours", "Ours"),
    "FTS5": ("fts5", "Fts5"),
    "tantivy": ("tantivy_index", "Tantivy"),
    "Whoosh": ("whoosh_stock", "StockWhoosh"),
}


def main(name: str, folder: Path) -> int:
    asked = [
        Question(Kind(given["kind"]), tuple(given["words"]), given["chosen"])
        for given in json.load(sys.stdin)
    ]
    module, class_name = _ENGINES[name]
    engine: Engine = getattr(import_module(f"tests.bench.search.{module}"), class_name)()
    before = _private_megabytes()
    with engine.open(folder) as index:
        for question in asked:
            index.prepared(question)()
        after = _private_megabytes()
    json.dump({"added": after - before, "whole": after}, sys.stdout)
    return 0


def _private_megabytes() -> float:
    gc.collect()
    return float(psutil.Process().memory_full_info().uss) / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
