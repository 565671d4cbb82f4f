"""Has a file looked into by a process of its own, within limits of time and memory."""

import json
import logging
import subprocess  # nosec B404  # runs one program of our own, without a shell
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import IO, Any, NamedTuple

from portal.files.examining import faults
from portal.files.examining.faults import RefusedError
from portal.files.examining.kinds import REMADE, THUMBNAIL
from portal.files.store import CHUNK

log = logging.getLogger(__name__)

_PROGRAM = Path(__file__).with_name("examining")
# By the clock: what it may work is less, and limited by itself.
_SECONDS = 90
# A picture takes some hundred megabytes for a moment: one at a time in each process.
_one_at_a_time = BoundedSemaphore(1)
# Seconds to wait for a turn. A person's request waits no longer, because other people need the
# thread that serves it; the worker's jobs can.
_PATIENCE = {"examine": 20, "read": 600}


class Examined(NamedTuple):
    """A file that may be kept; ``path`` and ``thumbnail`` are there only for now."""

    path: Path
    media_type: str
    width: int | None
    height: int | None
    thumbnail: Path | None


@contextmanager
def examined(stream: IO[bytes], name: str, most_bytes: int) -> Iterator[Examined]:
    """What is in the stream, known by its content; a picture is made anew.

    Raises RefusedError when it cannot be taken.
    """
    with TemporaryDirectory(prefix="portal-upload-") as folder:
        path = Path(folder) / "upload"
        _copy(stream, path, most_bytes)
        found = _run("examine", path, name)
        is_picture = "width" in found
        yield Examined(
            path=path.with_name(REMADE) if is_picture else path,
            media_type=found["media_type"],
            width=found.get("width"),
            height=found.get("height"),
            thumbnail=path.with_name(THUMBNAIL) if is_picture else None,
        )


def words_in(stream: IO[bytes], media_type: str) -> str:
    """The text of a file that was taken before. Raises RefusedError when it cannot be read."""
    with TemporaryDirectory(prefix="portal-words-") as folder:
        path = Path(folder) / "file"
        _copy(stream, path, sys.maxsize)
        return str(_run("read", path, media_type)["text"])


def _copy(stream: IO[bytes], path: Path, most: int) -> None:
    size = 0
    with path.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise RefusedError(
                    f"It is larger than {most // CHUNK} MB. Make it smaller or split it."
                )
            file.write(chunk)


def _run(task: str, path: Path, last: str) -> dict[str, Any]:
    """Raises RefusedError, also when the process dies: then the file is to blame."""
    command = [sys.executable, "-I", str(_PROGRAM), task, str(path), last]
    done = _in_turn(command, _PATIENCE[task])
    if done.returncode:
        last_line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        log.warning("a file could not be examined: status %s %s", done.returncode, last_line[:200])
        raise RefusedError(faults.BROKEN)
    found: dict[str, Any] = json.loads(done.stdout)
    if refused := found.get("refused"):
        raise RefusedError(refused)
    return found


def _in_turn(command: list[str], patience: float) -> subprocess.CompletedProcess[bytes]:
    if not _one_at_a_time.acquire(timeout=patience):
        raise RefusedError(faults.BUSY)
    try:
        # No shell, and nothing of the person's but a name among the arguments.
        return subprocess.run(  # noqa: S603  # nosec B603
            command, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError(faults.BROKEN) from error
    finally:
        _one_at_a_time.release()
