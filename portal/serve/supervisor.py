"""One process that starts the others, starts them again when they die, and stops them all.

It does nothing else: it holds no database connection and answers no request,
so there is nothing in it that could fail.
"""

import gc
import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
WATCHED = (*STOP_SIGNALS, signal.SIGCHLD)
# A child that dies at once again and again is started ever more slowly.
FIRST_WAIT, LONGEST_WAIT = 0.2, 30.0
# A child that lived this long has started well: its next death is its first.
WELL_AFTER = 20.0
# Longer than a web process takes to finish its requests, see web.py.
STOP_WITHIN = 30.0

log = logging.getLogger(__name__)


@dataclass
class Job:
    """What one child does: ``run`` returns its exit status."""

    name: str
    run: Callable[[], int]
    pid: int = 0
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = 0


class Supervisor:
    """Runs the jobs, each in a process of its own, until told to stop."""

    def __init__(self, jobs: Sequence[Job], before_stop: Callable[[], None]) -> None:
        self.jobs = jobs
        self.before_stop = before_stop
        self.stopping = False

    def run(self) -> int:
        """Return the exit status: 0 when everything stopped in time and by itself."""
        # Children see this pipe close when the supervisor is gone, however it went.
        self._lifeline, self._keep = os.pipe()
        self._bell, ringer = os.pipe()
        for end in (self._bell, ringer):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(ringer, warn_on_full_buffer=False)
        for number in WATCHED:
            signal.signal(number, self._note)
        # What is loaded by now stays shared by all children: the collector must not touch it.
        gc.collect()
        gc.freeze()
        while not self.stopping:
            self._start_due()
            self._wait(until=min((job.start_at for job in self.jobs if not job.pid), default=None))
            self._reap()
        return self._stop_all()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number in STOP_SIGNALS:
            self.stopping = True

    def _wait(self, until: float | None) -> None:
        """Sleep until a signal comes, or until the moment ``until`` of the monotonic clock."""
        seconds = None if until is None else max(0.0, until - time.monotonic())
        select.select([self._bell], [], [], seconds)
        with suppress(BlockingIOError):
            while os.read(self._bell, 512):
                pass

    def _start_due(self) -> None:
        for job in self.jobs:
            if not job.pid and job.start_at <= time.monotonic() and not self.stopping:
                self._start(job)

    def _start(self, job: Job) -> None:
        _flush()
        # A signal between the fork and the first line of the child must not reach our handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        job.pid = os.fork()
        if job.pid == 0:
            self._be(job)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        job.started_at = time.monotonic()

    def _be(self, job: Job) -> None:
        """The life of a child; does not return."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in WATCHED:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
            os.close(self._keep)
            threading.Thread(target=_follow, args=(self._lifeline,), daemon=True).start()
            status = job.run()
        except KeyboardInterrupt:
            status = 0
        except Exception:  # the last place where it can still be said
            log.exception("%s failed", job.name)
        finally:
            _flush()
            os._exit(status)

    def _reap(self) -> None:
        for job in self.jobs:
            if not job.pid:
                continue
            pid, status = os.waitpid(job.pid, os.WNOHANG)
            if not pid:
                continue
            now = time.monotonic()
            job.deaths = 1 if now - job.started_at > WELL_AFTER else job.deaths + 1
            wait = min(FIRST_WAIT * 2 ** (job.deaths - 1), LONGEST_WAIT)
            job.pid, job.start_at = 0, now + wait
            if not self.stopping:
                code = os.waitstatus_to_exitcode(status)
                how = f"was killed by signal {-code}" if code < 0 else f"stopped with status {code}"
                log.error("%s (%s) %s; starting it again in %.1f s", job.name, pid, how, wait)

    def _stop_all(self) -> int:
        """Ask the children to finish, and kill those that do not in time."""
        self.before_stop()
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        while any(job.pid for job in self.jobs) and time.monotonic() < deadline:
            self._wait(until=deadline)
            self._reap()
        left = [job.name for job in self.jobs if job.pid]
        if left:
            log.error("%s did not stop in %.0f s: killed", ", ".join(left), STOP_WITHIN)
            self._signal_all(signal.SIGKILL)
            return 1
        return 0

    def _signal_all(self, number: int) -> None:
        for job in self.jobs:
            if job.pid:
                with suppress(ProcessLookupError):
                    os.kill(job.pid, number)


def _flush() -> None:
    # What is printed may go to a file on a full disk: no reason to stop.
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()


def _follow(lifeline: int) -> None:
    """Stop this child when the supervisor is gone: nobody would stop it any more."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
