"""``flask serve``: everything the portal needs to run on one machine."""

import logging
import socket
import sys
from contextlib import suppress

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.extensions import db
from portal.log import write_json_lines
from portal.outbox.alone import WorkerRunningError
from portal.outbox.worker import run_worker
from portal.serve.supervisor import Job, Supervisor
from portal.serve.web import prepare, run_web

log = logging.getLogger(__name__)

# People behind a slow line fill this queue while all processes are busy.
BACKLOG = 1024


@click.command("serve")
@click.option("--no-worker", is_flag=True, help="Only the web processes: a worker runs elsewhere.")
@with_appcontext
def serve_command(no_worker: bool) -> None:
    """Serve the portal: web processes and the worker, until stopped.

    A process that dies is started again. SIGTERM and Ctrl+C stop everything
    once the requests that are being answered are done.

    Example: PORTAL_PORT=8080 PORTAL_WEB_WORKERS=4 flask --app wsgi serve
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug proxy
    write_json_lines(app.config["LOG_LEVEL"])
    listener = listen(app.config["HOST"], app.config["PORT"])
    prepare(app)
    # Nothing of a database connection may be shared by two processes.
    db.engine.dispose()
    count = app.config["WEB_WORKERS"]
    jobs = [Job(f"web-{i}", lambda: run_web(app, listener)) for i in range(1, count + 1)]
    if not no_worker:
        jobs.append(Job("worker", lambda: _work(app, listener)))
    with suppress(OSError):
        click.echo(f"Listening on {app.config['BASE_URL']} - stop with Ctrl+C")
    sys.exit(Supervisor(jobs, before_stop=listener.close).run())


def listen(host: str, port: int) -> socket.socket:
    """The listening socket.

    Raises ClickException with words that help when the address cannot be had.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host} port {port}: {error.strerror or error}. "
            "Stop what uses it, or set PORTAL_PORT (and PORTAL_HOST) to another."
        ) from error
    listener.setblocking(False)
    return listener


def _work(app: Flask, listener: socket.socket) -> int:
    listener.close()
    try:
        run_worker(app)
    except WorkerRunningError as error:
        log.warning("%s: trying again later", error)
        return 1
    return 0
