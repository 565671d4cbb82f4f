"""The worker process: drains the outbox, sends mail beside that, and runs the jobs."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey

from portal.extensions import db
from portal.outbox import service
from portal.outbox.alone import OnlyWorker, WorkerRunningError
from portal.outbox.daily import Days
from portal.outbox.wake import Bell, wake

log = logging.getLogger(__name__)

# How long the worker sleeps when nobody rings: other machines' commits wait no longer than this.
LOOK_AGAIN = 1.0


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
    rung = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        wake()

    with app.app_context(), OnlyWorker(app) as only, Bell() as bell:
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
        slow = threading.Thread(target=_do_slow_work, args=(app, stopping, rung))
        slow.start()
        log.info("worker is ready")
        first = only.keep, Days().begin
        options = {"launch": launch, "slow": False, "stopping": stopping.is_set}
        try:
            while not stopping.is_set():
                rung.set()
                if not _drain_or_report(*first, **options):
                    bell.wait(LOOK_AGAIN)
        finally:
            stopping.set()
            rung.set()
            slow.join()
            consumer.stop(graceful=True)
        log.info("worker has stopped")


def _do_slow_work(app: Flask, stopping: threading.Event, rung: threading.Event) -> None:
    """Send mail, one by one, while everything else goes on."""
    with app.app_context():
        while not stopping.is_set():
            if not _drain_or_report(slow=True, limit=1):
                rung.wait(LOOK_AGAIN)
                rung.clear()
        db.session.remove()


def _drain_or_report(*first: Callable[[], None], **options: Any) -> int:
    """Drain, and do before what comes ``first``.

    Raises WorkerRunningError when another worker took over.
    """
    try:
        for do in first:
            do()
        return service.drain(**options)
    except WorkerRunningError:
        raise
    except Exception:  # a database that is away must not end the worker
        log.exception("the outbox cannot be read; trying again")
        db.session.remove()
        time.sleep(LOOK_AGAIN)
        return 0
