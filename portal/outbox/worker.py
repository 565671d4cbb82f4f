"""The worker process: drains the outbox and runs the jobs."""

import fcntl
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey

from portal.extensions import db
from portal.outbox import service
from portal.outbox.wake import Bell, wake

log = logging.getLogger(__name__)

# How long the worker sleeps when nobody rings: other machines' commits wait no longer than this.
LOOK_AGAIN = 1.0


class WorkerRunningError(Exception):
    """Another worker already uses this data folder."""


def make_huey(app: Flask) -> Huey:
    """The job queue, on SQLite in the data folder or where JOBS_URL says."""
    url = app.config["JOBS_URL"]
    options: dict[str, Any] = {"name": "portal", "results": False}
    if url.startswith("postgresql"):
        return PostgresHuey(dsn=url, **options)
    if url.startswith("redis"):
        return RedisHuey(url=url, **options)
    return SqliteHuey(filename=str(Path(app.config["DATA_DIR"]) / "jobs.db"), **options)


def job_launcher(app: Flask, huey: Huey) -> Callable[[int], None]:
    """A function that queues the job of a message."""

    def run(message_id: int) -> None:
        with app.app_context():
            service.run_job(message_id)

    return huey.task(name="run_job")(run)  # type: ignore[no-any-return]  # huey has no types


def run_worker(app: Flask) -> None:
    """Drain the outbox until SIGTERM or SIGINT; finish what is being done, then return.

    Raises WorkerRunningError.
    """
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        wake()

    with _only_one(app), app.app_context(), Bell() as bell:
        huey = make_huey(app)
        launch = job_launcher(app, huey)
        huey.flush()
        service.release_leases()
        consumer = huey.create_consumer(
            workers=1, periodic=False, initial_delay=0.1, max_delay=0.5, check_worker_health=True
        )
        consumer.start()
        # After the consumer, which would set handlers of its own.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        log.info("worker is ready")
        while not stopping.is_set():
            if not _drain_or_report(launch):
                bell.wait(LOOK_AGAIN)
        consumer.stop(graceful=True)
        log.info("worker has stopped")


def _drain_or_report(launch: Callable[[int], None]) -> int:
    try:
        return service.drain(launch)
    except Exception:  # a database that is away must not end the worker
        log.exception("the outbox cannot be read; trying again")
        db.session.remove()
        time.sleep(LOOK_AGAIN)
        return 0


@contextmanager
def _only_one(app: Flask) -> Iterator[None]:
    """One worker to a data folder: it owns the search index in it."""
    with (Path(app.config["DATA_DIR"]) / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkerRunningError("another worker uses this data folder") from error
        yield
