"""``python -m tests.bench``: measure, print the table, leave nothing running."""

import argparse
import json
import random
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from sqlalchemy import select

from portal import create_app
from portal.extensions import db
from portal.innovations.models import Innovation
from tests.bench import pages, processes, records, table, weight, writing
from tests.bench.connection import Visit
from tests.bench.instance import prepare
from tests.bench.rounds import Measured, measure

console = Console(stderr=True)


def main(arguments: Sequence[str] | None = None) -> int:
    given = _options().parse_args(arguments)
    # Stopped from outside is stopped in order, too.
    signal.signal(signal.SIGTERM, _stop)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="portal-bench-"))
    try:
        prepare(folder, given.records, _say)
        results = _measure(folder, given)
    except KeyboardInterrupt:
        _say("interrupted: everything is stopped")
        return 130
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    table.show(results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=2) + "\n")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000, help="how many are generated")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median is taken")
    parser.add_argument("--edits", type=int, default=200, help="of each of two writers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    parser.add_argument(
        "--folder", type=Path, help="keep the generated records here, for another run"
    )
    return parser


def _measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    rng = random.Random(records.SEED)
    shown = pages.portal_pages(rng, _public_ids(folder))
    with processes.hello(folder) as hello, processes.portal(folder) as portal:
        visitor = Visit(portal.port)
        reader = Visit(portal.port).sign_in(records.READER, records.PASSWORD)
        todo = [(hello, Measured(pages.hello())), *((portal, Measured(page)) for page in shown)]
        for number in range(1, given.rounds + 1):
            _say(f"round {number} of {given.rounds}")
            for server, found in todo:
                measure(found, server, reader.cookies)
        megabytes = portal.web_megabytes()
        _say("weighing the pages, writing")
        weights = {
            page.title: weight.kilobytes(reader if page.is_signed_in else visitor, page)
            for page in shown
        }
        changed = rng.sample(range(1, given.records + 1), 11)
        waits = list(writing.until_found(portal.port, changed[1:]))
        written = writing.two_writers(portal.port, changed[0], given.edits)
    counts = weight.statements(folder, shown, reader.cookies)
    return {
        "records": given.records,
        "rounds": given.rounds,
        "pages": [_row(found, weights, counts) for _, found in todo],
        "found": {"median": statistics.median(waits), "most": max(waits)},
        "written": asdict(written),
        "megabytes": megabytes,
    }


def _row(found: Measured, weights: Any, counts: Any) -> dict[str, Any]:
    title = found.page.title
    kilobytes, first_view = weights.get(title, (None, None))
    return {
        "title": title if title in weights else "hello",
        **found.summary(),
        "most_hellos": found.page.most_hellos,
        "statements": counts.get(title),
        "kilobytes": kilobytes,
        "first_view": first_view,
    }


def _public_ids(folder: Path) -> list[int]:
    app = create_app({"DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"})
    with app.app_context():
        query = select(Innovation.id).where(Innovation.audience == "public")
        ids = list(db.session.scalars(query.order_by(Innovation.id)))
        db.session.remove()
        db.engine.dispose()
    return ids


def _say(words: str) -> None:
    console.print(words, style="dim")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
