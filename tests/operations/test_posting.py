"""What was answered is kept: the server is killed with SIGKILL while people post.

``make bench ARGS="--part forum"`` kills it ten times.
"""

import http.client
import itertools
import re
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import psutil
from sqlalchemy import select

from portal.accounts import actions
from portal.extensions import db
from portal.forum.models import Post, Thread
from portal.permissions import Role
from tests.conftest import make_app
from tests.factories import make_community, make_thread
from tests.operations.serving import Running, free_port, running

PASSWORD = "a password of twenty letters"
KILLS, WRITERS = 2, 3
SECONDS_OF_POSTING = 0.6
LIMITS = {
    "POST_SECONDS_BETWEEN": "0",
    "POSTS_PER_DAY": "1000000",
    "FIRST_DAY_POSTS": "1000000",
}
_CSRF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Writer:
    """Someone who sends one form after another, and again what was not answered."""

    def __init__(self, email: str, port: int, path: str) -> None:
        self.acknowledged: list[str] = []
        self.sent_again = 0
        self._email, self._port, self._path = email, port, path
        self._cookie = self._token = ""
        self._waiting: dict[str, str] | None = None
        self._numbers = itertools.count()

    def sign_in(self) -> None:
        """Sign in and take the secret of the forms, once: both outlive the server."""
        self._ask("POST", "/sign-in", {"email": self._email, "password": PASSWORD})
        page = self._ask("GET", self._path)[1]
        found = _CSRF.search(page)
        assert found is not None
        self._token = found[1]

    def write(self, stop: threading.Event) -> None:
        """Post until the server is gone or enough was posted."""
        while not stop.is_set():
            form = self._waiting or self._form()
            self.sent_again += form is self._waiting
            self._waiting = form
            try:
                status, _ = self._ask("POST", self._path, form)
            except (OSError, http.client.HTTPException):
                return
            assert status == 303, f"{self._path} answered {status}"
            self.acknowledged.append(form["text"])
            self._waiting = None

    def _form(self) -> dict[str, str]:
        text = f"{self._email} {next(self._numbers)}"
        return {
            "csrf_token": self._token,
            "draft_key": text.replace("@portal.example ", "-"),
            "text": text,
        }

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text."""
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        with closing(connection):
            connection.request(method, path, urlencode(form) if form else None, headers)
            with connection.getresponse() as answer:
                if cookie := answer.getheader("Set-Cookie"):
                    self._cookie = cookie.split(";")[0]
                return answer.status, answer.read().decode()


def test_every_acknowledged_post_is_there_once_after_the_server_was_killed(data_dir: Path) -> None:
    post_and_kill(data_dir, KILLS)


def post_and_kill(data_dir: Path, kills: int) -> int:
    """Kill the server again and again while people post; returns how many posts were kept.

    Fails when one that was answered is missing, or any is there twice.
    """
    port = free_port()
    writers = _prepare(data_dir, port)
    for number in range(kills):
        with running(data_dir, port=port, **LIMITS) as portal:
            if number == 0:
                for writer in writers:
                    writer.sign_in()
            _post_and_kill(portal, writers)
    with running(data_dir, port=port, **LIMITS):
        # What was never answered is sent once more, as a browser does that found the server gone.
        for writer in writers:
            stop = threading.Event()
            timer = threading.Timer(SECONDS_OF_POSTING, stop.set)
            timer.start()
            writer.write(stop)
            timer.join()

    acknowledged = Counter(text for writer in writers for text in writer.acknowledged)
    kept, numbers, thread = _kept(data_dir)
    assert sum(writer.sent_again for writer in writers) >= kills
    assert len(acknowledged) > kills * WRITERS
    assert kept == acknowledged
    assert set(kept.values()) == {1}
    assert numbers == list(range(1, len(kept) + 2))
    assert (thread.last_no, thread.next_no) == (len(numbers), len(numbers))
    assert thread.reply_count == len(kept)
    return len(kept)


def _prepare(data_dir: Path, port: int) -> list[Writer]:
    """A thread, and people who can sign in."""
    with make_app(data_dir).app_context():
        people = [
            actions.create(
                email=f"writer{number}@portal.example",
                name=f"Writer {number}",
                role=Role.MEMBER,
                organisation_id=None,
                password=PASSWORD,
            )
            for number in range(WRITERS)
        ]
        db.session.flush()
        thread = make_thread(people[0], make_community(people[0]))
        writers = [Writer(str(person.email), port, f"{thread.path}/reply") for person in people]
        db.session.remove()
        db.engine.dispose()
    return writers


def _post_and_kill(portal: Running, writers: list[Writer]) -> None:
    """Kill every process of the portal at once while all writers post."""
    stop = threading.Event()
    threads = [threading.Thread(target=writer.write, args=(stop,)) for writer in writers]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS_OF_POSTING)
    children = portal.children
    for process in (psutil.Process(portal.process.pid), *children):
        process.kill()
    portal.process.wait()
    stop.set()
    for thread in threads:
        thread.join()
    assert psutil.wait_procs(children, timeout=20)[1] == []


def _kept(data_dir: Path) -> tuple[Counter[str], list[int], Thread]:
    app = make_app(data_dir)
    with app.app_context():
        thread = db.session.scalars(select(Thread)).one()
        rows = db.session.execute(select(Post.no, Post.text).order_by(Post.no)).all()
        db.session.remove()
        db.engine.dispose()
    return Counter(row.text for row in rows[1:]), [row.no for row in rows], thread
