"""Work to do after a commit, written down inside the commit."""

from flask import Flask

from portal.outbox import statistics
from portal.outbox.cli import drain_command, worker_command
from portal.outbox.daily import daily
from portal.outbox.models import Message
from portal.outbox.service import commit, drain, handles, handles_batch, job, put, waiting

__all__ = [
    "Message",
    "commit",
    "daily",
    "drain",
    "handles",
    "handles_batch",
    "init_app",
    "job",
    "put",
    "waiting",
]


def init_app(app: Flask) -> None:
    """Add the commands of the outbox, and its own job of every day."""
    daily(statistics.ANALYZE, lambda _: statistics.renew())
    app.cli.add_command(worker_command)
    app.cli.add_command(drain_command)
