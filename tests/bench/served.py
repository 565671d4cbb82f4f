"""The pages part of the bench: pages as they are served, and writes through HTTP."""

import random
import statistics
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal import create_app
from portal.extensions import db
from portal.innovations.models import Innovation
from tests.bench import alone, pages, processes, records, weight, writing
from tests.bench.connection import Visit
from tests.bench.rounds import Measured, measure

Say = Callable[[str], None]


def run(folder: Path, count: int, rounds: int, edits: int, say: Say) -> dict[str, Any]:
    """Everything that is measured of the portal on the records in the folder."""
    rng = random.Random(records.SEED)
    shown = pages.portal_pages(rng, _public_ids(folder))
    with processes.hello(folder) as hello, processes.portal(folder) as portal:
        visitor = Visit(portal.port)
        reader = Visit(portal.port).sign_in(records.READER, records.PASSWORD)
        todo = [(hello, Measured(pages.hello())), *((portal, Measured(page)) for page in shown)]
        for number in range(1, rounds + 1):
            say(f"round {number} of {rounds}")
            for server, found in todo:
                measure(found, server, reader.cookies)
        megabytes = portal.web_megabytes()
        say("weighing the pages, writing")
        weights = {
            page.title: weight.kilobytes(reader if page.is_signed_in else visitor, page)
            for page in shown
        }
        changed = rng.sample(range(1, count + 1), 11)
        waits = list(writing.until_found(portal.port, changed[1:]))
        written = writing.two_writers(portal.port, changed[0], edits)
    say("the same pages in one process")
    counts = weight.statements(folder, shown, reader.cookies)
    milliseconds = alone.milliseconds(folder, shown, reader.cookies, rounds)
    return {
        "records": count,
        "rounds": rounds,
        "pages": [_row(found, weights, counts, milliseconds) for _, found in todo],
        "found": {"median": statistics.median(waits), "most": max(waits)},
        "written": asdict(written),
        "megabytes": megabytes,
    }


def _row(found: Measured, weights: Any, counts: Any, milliseconds: Any) -> dict[str, Any]:
    page = found.page
    kilobytes, first_view = weights.get(page.title, (None, None))
    return {
        "title": page.title if page.title in weights else "hello",
        **found.summary(),
        "most_hellos": page.most_hellos,
        "alone": milliseconds.get(page.title),
        "most_alone": page.most_alone,
        "statements": counts.get(page.title),
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
