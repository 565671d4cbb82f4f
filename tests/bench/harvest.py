"""The harvest part of the bench: all public records over HTTP, alone and while others write."""

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from defusedxml.ElementTree import fromstring
from rich.console import Console
from rich.table import Table
from sqlalchemy import select, update

from portal import create_app
from portal.extensions import db, reading
from portal.harvest.stamping import STAMP, reconcile
from portal.innovations.actions.telling import announce
from portal.innovations.models import Innovation
from portal.outbox import commit, waiting
from tests.bench import processes
from tests.bench.connection import Visit
from tests.bench.processes import Server

OAI, DC = "{http://www.openarchives.org/OAI/2.0/}", "{http://purl.org/dc/elements/1.1/}"
MOST_WRITES = 400
_CHANGES: tuple[dict[str, str], ...] = (
    {"status": "retired"},
    {"status": "hidden"},
    {"audience": "members"},
    {"status": "published", "audience": "public"},
)


class Copy:
    """What a harvester has; the title of each record, None for what is deleted."""

    def __init__(self, portal: Server) -> None:
        self._visit = Visit(portal.port)
        self.titles: dict[str, str | None] = {}
        self.since = ""
        self.bytes = 0

    def harvest(self) -> Counter[str]:
        """Fetch all, or what changed since the last time; how often each record came."""
        asked = {"metadataPrefix": "oai_dc"} | ({"from": self.since} if self.since else {})
        came: Counter[str] = Counter()
        dates = []
        while asked:
            text = self._visit.get(f"/oai?{urlencode({'verb': 'ListRecords', **asked})}")
            self.bytes += len(text)
            root = fromstring(text)
            dates.append(root.findtext(f"{OAI}responseDate") or "")
            for record in root.iter(f"{OAI}record"):
                name = record.findtext(f"{OAI}header/{OAI}identifier") or ""
                self.titles[name.rpartition(":")[2]] = record.findtext(f".//{DC}title")
                came[name.rpartition(":")[2]] += 1
            token = root.findtext(f"{OAI}ListRecords/{OAI}resumptionToken")
            asked = {"resumptionToken": token} if token else {}
        self.since = dates[0]
        return came


def run(folder: Path, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Records a second, and what a harvest beside a writer missed or repeated wrongly."""
    app = create_app({"DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"})
    with app.app_context():
        began = time.perf_counter()
        reconcile()
        stamped = time.perf_counter() - began
        before = truth()
        with processes.portal(folder) as portal:
            say("harvesting all records")
            alone = [_timed(portal) for _ in range(rounds)]
            say("harvesting while others write")
            beside = _beside_a_writer(portal, app.app_context, before)
        db.session.remove()
        db.engine.dispose()
    return {
        "records": len(before),
        "stamp_seconds": stamped,
        "seconds": statistics.median(row[0] for row in alone),
        "cpu": statistics.median(row[1] for row in alone),
        "megabytes": alone[0][2],
        "beside": beside,
    }


def show(results: Mapping[str, Any]) -> None:
    """The table of one run."""
    table = Table(title="A full harvest over HTTP", title_justify="left")
    for name in ("records", "s", "CPU s", "records a second", "MB", "stamped first, s"):
        table.add_column(name, justify="right")
    table.add_row(
        f"{results['records']:,}",
        f"{results['seconds']:.2f}",
        f"{results['cpu']:.2f}",
        f"{results['records'] / results['seconds']:,.0f}",
        f"{results['megabytes']:.1f}",
        f"{results['stamp_seconds']:.1f}",
    )
    console = Console(width=None if Console().is_terminal else 120)
    console.print(table)
    words = ", ".join(f"{name} {value}" for name, value in results["beside"].items())
    console.print(f"While others wrote: {words}")


def truth() -> dict[str, str]:
    """Title by identifier of what visitors may see now."""
    query = select(Innovation.identifier, Innovation.title).where(
        Innovation.status == "published", Innovation.audience == "public"
    )
    with reading():
        found = {row.identifier: row.title for row in db.session.execute(query)}
        db.session.rollback()
    return found


def _timed(portal: Server) -> tuple[float, float, float]:
    copy, began, cpu = Copy(portal), time.perf_counter(), portal.cpu_seconds()
    copy.harvest()
    return time.perf_counter() - began, portal.cpu_seconds() - cpu, copy.bytes / 1e6


def _beside_a_writer(portal: Server, context: Any, before: Mapping[str, str]) -> dict[str, int]:
    copy = Copy(portal)
    changed: set[str] = set()
    with _writing(context, changed):
        came = copy.harvest()
        more = [copy.harvest() for _ in range(5)]
    while _waits():
        time.sleep(0.1)
    copy.harvest()
    live = {name: title for name, title in copy.titles.items() if title is not None}
    twice = {name for name, times in came.items() if times > 1}
    return {
        "changed": len(changed),
        "missed": len(before.keys() - came.keys()),
        "repeated unchanged": len(twice - changed),
        "repeated because changed": len(twice),
        "came with 5 more harvests": sum(counter.total() for counter in more),
        "wrong in the copy afterwards": len(live.items() ^ truth().items()),
    }


def _waits() -> bool:
    with reading():
        found = waiting(STAMP)
        db.session.rollback()
    return bool(found)


@contextmanager
def _writing(context: Any, changed: set[str]) -> Iterator[None]:
    """A thread that edits and takes away records while the block runs, and some time before."""
    stop = threading.Event()

    def write() -> None:
        numbers = random.Random(1)
        with context():
            ids = dict(db.session.execute(select(Innovation.id, Innovation.identifier)).all())
            db.session.rollback()
            for key in numbers.sample(sorted(ids), min(MOST_WRITES, len(ids))):
                values = numbers.choice([*_CHANGES, {"title": f"Anew {numbers.random()}"}])
                changed.add(ids[key])
                query = update(Innovation).where(Innovation.id == key).values(values)
                db.session.execute(query)
                announce(f"innovation:{key}")
                commit()
                if stop.wait(0.02):
                    break
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()
