"""The state of the index that searches read, and the thread that reads a new one before they ask.

A search always answers from the newest state: what left the outbox is in it. That nothing changed
is seen by the times of two directories. The thread only sees to it that a new state is there
already when the next search comes, and looks more closely than at times. It ends when nobody has
searched for a while, and starts again with the next search.
"""

import logging
import time
from pathlib import Path
from threading import Lock, Thread
from typing import Final
from weakref import ref

from portal.search.whoosh_backend.generations import Generations
from portal.search.whoosh_backend.postings import Cache
from portal.search.whoosh_backend.snapshot import Snapshot, generation_of, open_snapshot

log = logging.getLogger(__name__)

INTERVAL: Final = 0.1
"""Seconds between two looks at the index."""
SETTLED: Final = 50_000_000
"""Nanoseconds after which a change of a directory has a time of its own: clocks of files tick."""
UNKNOWN: Final = (0, 0)
"""Times that no directory has."""
PATIENCE: Final = 60.0
"""Seconds without a search after which the thread ends."""


class Newest:
    """The newest state of the index. For several threads."""

    def __init__(self, generations: Generations, cache: Cache) -> None:
        self._generations = generations
        self._cache = cache
        self._opening = Lock()
        # What is known, and when it was true: read and replaced together, by several threads.
        self._state: tuple[Snapshot | None, tuple[int, int]] = (None, UNKNOWN)
        # The times of an index that did not open: until they change, it will not.
        self._broken: tuple[int, int] | None = None
        self._asked_at = 0.0
        self._thread: Thread | None = None

    def get(self) -> Snapshot | None:
        """The newest state; None without an index. What is known is not read again."""
        self._asked_at = time.monotonic()
        known, times = self._state
        if known is not None:
            self._keep_watch()
            if self._times(known.path) == times:
                return known
        return self._current()

    def _keep_watch(self) -> None:
        # In a process that was forked off, the thread of its parent does not run.
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=_watch, args=(ref(self),), daemon=True, name="search")
            self._thread.start()

    def forget(self) -> None:
        """Read everything anew the next time."""
        self._state = (None, UNKNOWN)

    def refresh(self) -> bool:
        """Read a new state if there is one; False when nobody needs it any more."""
        if time.monotonic() - self._asked_at > PATIENCE:
            return False
        known = self._state[0]
        path = self._generations.current()
        if known is None or path is None or _is_newest(known, path):
            return True
        try:
            # Nobody waits for this: who searches meanwhile reads the new state unprepared.
            found = open_snapshot(path, self._cache, known)
            found.prepare(known)
        except Exception:  # whatever a spoiled file makes Whoosh raise; the next search tells
            log.debug("the search index could not be read", exc_info=True)
            return True
        with self._opening:
            if self._state[0] is known or (self._state[0] and _is_newest(found, path)):
                self._state = (found, UNKNOWN)
        self._cache.keep_only({segment.name for segment in found.segments})
        return True

    def _current(self) -> Snapshot | None:
        with self._opening:
            looked_at = time.time_ns()
            path = self._generations.current()
            if path is None:
                self.forget()
                return None
            times = self._times(path)
            if times == self._broken:
                raise FileNotFoundError("the search index was not complete before, and is the same")
            known = self._state[0]
            # Two changes within one tick have the same time: the second could be missed.
            seen = times if looked_at - max(times) > SETTLED else UNKNOWN
            if known is None or not _is_newest(known, path):
                try:
                    known = self._opened(path, known)
                except Exception:
                    self._broken = seen if seen != UNKNOWN else None
                    raise
            self._state = (known, seen)
            return known

    def _opened(self, path: Path, known: Snapshot | None) -> Snapshot:
        try:
            return open_snapshot(path, self._cache, known)
        except FileNotFoundError:
            # Another process may have swapped and tidied just now.
            newest = self._generations.current()
            if newest is None or newest == path:
                raise
            return open_snapshot(newest, self._cache)

    def _times(self, path: Path) -> tuple[int, int]:
        """When the pointer to the index in use and the index were changed last, in nanoseconds."""
        try:
            return self._generations.root.stat().st_mtime_ns, path.stat().st_mtime_ns
        except FileNotFoundError:
            return -1, -1


def _is_newest(known: Snapshot, path: Path) -> bool:
    return known.path == path and known.generation == generation_of(path)


def _watch(newest: "ref[Newest]") -> None:
    while True:
        time.sleep(INTERVAL)
        found = newest()
        if found is None or not found.refresh():
            return
        del found
