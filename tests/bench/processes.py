"""Starting what is measured, reading what its processes use, and stopping all of it."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from portal.config import ROOT
from tests.bench.connection import ask_for, request
from tests.bench.instance import environment

START_SECONDS, STOP_SECONDS = 60, 40


@dataclass(frozen=True)
class Server:
    """A running process tree and its port."""

    name: str
    port: int
    process: psutil.Process

    @property
    def children(self) -> list[psutil.Process]:
        """The web processes, then the worker if there is one: the order in which they started."""
        return sorted(self.process.children(recursive=True), key=lambda child: child.pid)

    def cpu_seconds(self) -> float:
        """User and system time of the whole tree until now."""
        times = [process.cpu_times() for process in (self.process, *self.children)]
        return float(sum(t.user + t.system for t in times))

    def web_megabytes(self, workers: int = 2) -> float | None:
        """The proportional set size of the web processes; None where the system does not say."""
        try:
            sizes = [child.memory_full_info().pss for child in self.children[:workers]]
        except AttributeError:
            return None
        return float(sum(sizes)) / 1e6


@contextmanager
def portal(folder: Path) -> Iterator[Server]:
    """``flask serve`` on the folder."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with _running("portal", command, folder, port, "/healthz") as server:
        yield server


@contextmanager
def hello(folder: Path) -> Iterator[Server]:
    """The page that says hello; the folder only takes what it prints."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.hello", str(port)]
    with _running("hello", command, folder, port, "/") as server:
        yield server


@contextmanager
def _running(
    name: str, command: Sequence[str], folder: Path, port: int, path: str
) -> Iterator[Server]:
    # A session of its own: Ctrl+C reaches us alone, and we stop it in order.
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(folder, PORT=str(port)),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, port, path)
        yield Server(name, port, psutil.Process(process.pid))
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            burst = ask_for(port, iter([request(path)]), connections=1, seconds=0)
        except OSError:
            burst = None
        if burst and burst.statuses == {200}:
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not answer; its log says why")


def _stop(process: subprocess.Popen[bytes]) -> None:
    # A second Ctrl+C must not leave half of it running.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.terminate()
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
