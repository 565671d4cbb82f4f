"""Commands of the outbox: the worker, and a single run of it."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.log import write_json_lines
from portal.outbox.alone import WorkerRunningError
from portal.outbox.service import drain
from portal.outbox.worker import run_worker


@click.command("worker")
@with_appcontext
def worker_command() -> None:
    """Index, mail and run jobs until stopped.

    Example: flask --app wsgi worker
    """
    write_json_lines(current_app.config["LOG_LEVEL"])
    try:
        run_worker(current_app._get_current_object())  # type: ignore[attr-defined]  # werkzeug proxy
    except WorkerRunningError as error:
        raise click.ClickException(str(error)) from error


@click.command("drain")
@with_appcontext
def drain_command() -> None:
    """Do all that waits in the outbox once, and stop.

    Example: flask --app wsgi drain
    """
    total = 0
    while done := drain():
        total += done
    click.echo(f"{total} messages handled")
