"""Work to do after a commit, written down inside the commit."""

from flask import Flask

from portal.outbox import overwriting, statistics
from portal.outbox.cli import drain_command, worker_command
from portal.outbox.daily import daily
from portal.outbox.models import Message
from portal.outbox.overwriting import overwrite_afterwards
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
    "overwrite_afterwards",
    "put",
    "waiting",
]


def init_app(app: Flask) -> None:
    """Add the commands of the outbox, and its own jobs."""
    job(overwriting.OVERWRITE)(overwriting.overwrite)
    daily(statistics.ANALYZE, lambda _: statistics.renew())
    app.cli.add_command(worker_command)
    app.cli.add_command(drain_command)
