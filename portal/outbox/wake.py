"""The bell between the web processes and the worker of one machine.

A commit rings it, so that the worker looks at once. It carries no message:
where nobody hears it (another machine, no worker) the worker finds the work
when it next looks, a second later at most.
"""

import socket
from contextlib import suppress
from pathlib import Path

from flask import current_app


def _path() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "worker.sock"


def wake() -> None:
    """Ring; never waits and never fails."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as bell:
        # No worker listens, or it has rings enough waiting: it will look by itself.
        with suppress(FileNotFoundError, ConnectionRefusedError, BlockingIOError):
            bell.sendto(b"!", str(_path()))


class Bell:
    """The worker's end of the bell."""

    def __enter__(self) -> "Bell":
        _path().unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(_path()))
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        _path().unlink(missing_ok=True)

    def wait(self, seconds: float) -> None:
        """Return when it rings, or after ``seconds``; rings that piled up count as one."""
        self._socket.settimeout(seconds)
        with suppress(TimeoutError):
            self._socket.recv(1)
        self._socket.setblocking(False)
        with suppress(BlockingIOError):
            while self._socket.recv(1):
                pass
