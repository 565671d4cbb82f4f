"""A web process: waitress on the shared socket, and a stop that finishes what was begun.

Waitress reads requests and sends answers in one loop that never waits, so
that slow clients hold no thread; docs/adr/0011 says why it was chosen.
"""

import gc
import signal
import socket
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from flask import Flask
from jinja2 import TemplateError
from sqlalchemy.orm import configure_mappers
from waitress import wasyncore
from waitress.server import create_server

from portal import sqlite
from portal.extensions import db
from portal.serve.request_log import RequestLog

# Connections that one process holds at once; a slow one costs some kilobytes and no thread.
CONNECTIONS = 2000
# A connection on which nothing happens is closed.
IDLE_SECONDS = 60
# How long a request that is being answered, sent or received may go on after the signal to stop.
FINISH_WITHIN = 10.0


def prepare(app: Flask) -> None:
    """Load what every web process needs, before they are forked, so that they share it."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        # A template that is broken fails on its own page, not here.
        with suppress(TemplateError):
            app.jinja_env.get_template(name)
    configure_mappers()
    # Going through what never becomes rubbish took a fifth of the time of a page.
    gc.collect()
    gc.freeze()


def run_web(app: Flask, listener: socket.socket) -> int:
    """Answer requests until SIGTERM or SIGINT; 0 when all that was begun was finished."""
    with app.app_context():
        idle = sqlite.hold_open(db.engine)
    server = make_server(app, listener)
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping:
        wasyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)
    server.accepting = False
    deadline = time.monotonic() + FINISH_WITHIN
    while is_busy(server) and time.monotonic() < deadline:
        wasyncore.loop(timeout=0.1, use_poll=True, map=server._map, count=1)
    finished = not is_busy(server)
    server.task_dispatcher.shutdown(timeout=1)
    idle.close()
    return 0 if finished else 1


def make_server(app: Flask, listener: socket.socket) -> Any:
    """Waitress with limits that keep one client from taking everything."""
    config = app.config
    return create_server(
        RequestLog(app),
        sockets=[listener],
        threads=config["WEB_THREADS"],
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        asyncore_use_poll=True,
        max_request_header_size=64 * 1024,
        # A body somewhat too large still gets our own page with words that help.
        max_request_body_size=2 * config["MAX_CONTENT_LENGTH"],
        # Behind a proxy, ProxyFix reads these headers; without one, nobody may send them.
        clear_untrusted_proxy_headers=not config["PROXY_HOPS"],
        ident=None,
    )


def is_busy(server: Any) -> bool:
    """Whether a request is being received, worked on or answered."""
    return any(
        channel.requests or channel.request is not None or channel.total_outbufs_len
        for channel in list(server.active_channels.values())
    )
