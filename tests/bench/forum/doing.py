"""What people do, in one process without the server: CPU time, and time in the database."""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from portal import create_app
from portal.accounts import sign_in
from portal.accounts.models import User
from portal.extensions import db
from portal.forum.queries import unread

REPLIES = 40
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
_LIMITS = {"POST_SECONDS_BETWEEN": 0, "POSTS_PER_DAY": 10**6, "FIRST_DAY_POSTS": 10**6}


def measure(folder: Path, email: str, thread_id: int, rounds: int) -> dict[str, Any]:
    """The median of each act, in milliseconds."""
    app = create_app({"DATA_DIR": str(folder), "LOG_LEVEL": "WARNING", **_LIMITS})
    with app.app_context():
        person = db.session.scalars(select(User).where(User.email == email)).one()
        key = sign_in.start_session(person, hours=1)
        db.session.commit()
        engine = db.engine
        badge = [_in_database(engine, lambda: unread.count_unread(person)) for _ in range(50)]
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = key, True
    token = _TOKEN.search(client.get(f"/threads/{thread_id}/reply").text)
    assert token is not None
    writer = _Writer(client, thread_id, token[1])
    pages = [writer.reply() for _ in range(REPLIES)]
    fragments = [writer.reply_as_fragment() for _ in range(REPLIES)]
    lists = [_in_database(engine, lambda: client.get("/threads?view=unread")) for _ in range(30)]
    marks = [writer.mark_all_read() for _ in range(max(5, rounds))]
    with app.app_context():
        # Who has read everything is asked of every thread, unless an index says otherwise.
        all_read = [_in_database(engine, lambda: unread.count_unread(person)) for _ in range(50)]
        db.session.remove()
        engine.dispose()
    found = {
        "reply with its page, CPU": pages,
        "reply as fragment, CPU": fragments,
        "badge, database": badge,
        "badge when all is read, database": all_read,
        "unread list with badge, database": lists,
        "mark all read, CPU": marks,
    }
    return {name: _summary(times) for name, times in found.items()}


class _Writer:
    """Someone who replies again and again in one thread."""

    def __init__(self, client: FlaskClient, thread_id: int, token: str) -> None:
        self._client, self._token = client, token
        self._path = f"/threads/{thread_id}/reply"
        self._number = 0

    def reply(self) -> float:
        """Until the new post stands on the page that the browser is led to."""
        form = self._form()
        began = time.process_time()
        answer = self._client.post(self._path, data=form, follow_redirects=True)
        seconds = time.process_time() - began
        assert answer.status_code == 200, answer.status
        assert form["text"] in answer.text
        return seconds * 1000

    def reply_as_fragment(self) -> float:
        """As htmx sends it."""
        form = self._form()
        began = time.process_time()
        answer = self._client.post(self._path, data=form, headers={"HX-Request": "true"})
        seconds = time.process_time() - began
        assert answer.status_code in (200, 204, 303), answer.status
        return seconds * 1000

    def mark_all_read(self) -> float:
        began = time.process_time()
        answer = self._client.post("/threads/mark-read", data={"csrf_token": self._token})
        seconds = time.process_time() - began
        assert answer.status_code == 303, answer.status
        return seconds * 1000

    def _form(self) -> Mapping[str, str]:
        self._number += 1
        text = f"This is reply number {self._number} of those that are measured."
        return {"csrf_token": self._token, "draft_key": f"bench-{self._number}", "text": text}


def _in_database(engine: Engine, act: Callable[[], object]) -> float:
    """Milliseconds in statements while ``act`` is done."""
    with _statements(engine) as times:
        act()
    return sum(times) * 1000


@contextmanager
def _statements(engine: Engine) -> Iterator[list[float]]:
    times: list[float] = []
    began = [0.0]

    def before(*_: object) -> None:
        began[0] = time.perf_counter()

    def after(*_: object) -> None:
        times.append(time.perf_counter() - began[0])

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield times
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
    }
