"""Nothing is lost: the tests of many writers and of a killed server, at their full size."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.extensions import db
from tests.conftest import make_app
from tests.database import SqliteTemplate
from tests.factories import make_community, make_thread
from tests.forum.test_many_writers import must_be_whole, write_at_once
from tests.operations.test_posting import post_and_kill
from tests.people import make_people

PROCESSES, REPLIES, KILLS = 4, 250, 10


def prove(say: Callable[[str], None]) -> dict[str, Any]:
    """Figures of both. Raises AssertionError when a post was lost or is there twice."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-forum-") as name:
        root = Path(name)
        folders = [root / part for part in ("template", "writers", "killed")]
        for folder in folders:
            folder.mkdir()
        template = SqliteTemplate(make_app, folders[0])
        say(f"{PROCESSES} processes, {REPLIES} replies each")
        with template.copy(folders[1]):
            seconds = _write(folders[1])
        say(f"killing the server {KILLS} times")
        with template.copy(folders[2]):
            kept = post_and_kill(folders[2], KILLS)
    return {
        "replies": PROCESSES * REPLIES,
        "seconds": seconds,
        "kills": KILLS,
        "kept_after_kills": kept,
    }


def _write(folder: Path) -> float:
    with make_app(folder).app_context():
        people = make_people()
        thread = make_thread(people.amina, make_community(people.amina))
        emails = [str(person.email) for person in people[:PROCESSES]]
        db.session.remove()
        db.engine.dispose()
        began = time.perf_counter()
        written = write_at_once(str(folder), "", thread.id, emails, REPLIES)
        seconds = time.perf_counter() - began
        must_be_whole(thread.id, written)
        db.session.remove()
        db.engine.dispose()
    return seconds
