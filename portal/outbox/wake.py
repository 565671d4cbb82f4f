"""The bell between the web processes and the worker of one machine.

A commit rings it, so that the worker looks at once. It carries no message:
where nobody hears it (another machine, no worker) the worker finds the work
when it next looks, a second later at most.
"""

import hashlib
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from flask import current_app

# Linux allows 107 bytes, others 103.
LONGEST_ADDRESS = 100


def _path() -> Path:
    path = Path(current_app.config["DATA_DIR"]) / "worker.sock"
    if len(os.fsencode(path)) <= LONGEST_ADDRESS:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"portal-{digest}.sock"


def wake() -> None:
    """Ring; never waits and never fails."""
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as bell,
        # No worker listens, or it has rings enough waiting: it will look by itself.
        suppress(OSError),
    ):
        bell.sendto(b"!", str(_path()))


def is_heard() -> bool:
    """Whether a worker listens on this machine."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        try:
            bell.connect(str(_path()))
        except OSError:
            return False
        return True


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
