"""The portal started as people start it: processes, a folder and a port of its own."""

import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from portal.config import ROOT

WAIT_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass(frozen=True)
class Running:
    """A running portal: its first process, its port and what it prints."""

    process: subprocess.Popen[str]
    port: int
    output: Path

    def ask(self, path: str, method: str = "GET", body: str | None = None) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    @property
    def children(self) -> list[psutil.Process]:
        """The web processes and the worker, in the order in which they were started."""
        found = psutil.Process(self.process.pid).children()
        return sorted(found, key=lambda child: child.pid)

    @property
    def log(self) -> list[dict[str, Any]]:
        """What was logged until now."""
        lines = self.output.read_text().splitlines(keepends=True)
        # The last line may be half written.
        return [json.loads(line) for line in lines if line[0] == "{" and line[-1] == "\n"]

    def stop(self) -> int:
        """Ask it to stop and return its exit status."""
        self.process.terminate()
        return self.process.wait(WAIT_SECONDS)


def environment(data_dir: Path, port: int, **settings: str) -> dict[str, str]:
    """The environment of one instance: none of the settings of whoever runs the tests."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
    own = {"DATA_DIR": str(data_dir), "PORT": str(port), "MAIL_BACKEND": "file", **settings}
    return {**inherited, **{f"PORTAL_{name}": value for name, value in own.items()}}


def flask_command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "flask", "--app", "wsgi", *arguments]


@contextmanager
def running(
    data_dir: Path, *options: str, full_disk: bool = False, port: int = 0, **settings: str
) -> Iterator[Running]:
    """``flask serve``, answering; stopped at the end if it still runs."""
    port = port or free_port()
    output = data_dir / f"output-{port}.txt"
    with output.open("w") as file:
        process = subprocess.Popen(
            flask_command("serve", *options),
            cwd=ROOT,
            env=environment(data_dir, port, **settings),
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=no_more_writing if full_disk else None,
        )
    portal = Running(process, port, output)
    try:
        wait_until(lambda: answers(portal), process)
        yield portal
    finally:
        if process.poll() is None:
            portal.stop()


def run_flask(data_dir: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    return subprocess.run(
        flask_command(*arguments),
        cwd=ROOT,
        env=environment(data_dir, free_port(), **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def no_more_writing() -> None:
    """Let this process write to no file: what a full disk does, without filling one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answers(portal: Running) -> bool:
    try:
        return portal.ask("/healthz").status == 200
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Raises AssertionError when it takes too long, or when the process has ended meanwhile."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        assert process is None or process.poll() is None, "the portal has stopped"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
