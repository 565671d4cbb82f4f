"""What pages cost in one process, without a server, a socket or another thread."""

import gc
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask
from werkzeug.test import EnvironBuilder

from portal import create_app
from portal.extensions import db
from tests.bench.connection import UnexpectedStatusError
from tests.bench.instance import settings
from tests.bench.pages import Page


def milliseconds(
    folder: Path, pages: Sequence[Page], cookies: Mapping[str, str], rounds: int
) -> dict[str, dict[str, float]]:
    """CPU time of the whole request, p50 and p95 over the addresses of each page.

    Each address counts with the median of its rounds; the first asking is left out.
    """
    app = create_app(settings(folder))
    # The name differs with the port; it is the only cookie that the portal sets.
    (cookie,) = cookies.values()
    signed_in = f"{app.config['SESSION_COOKIE_NAME']}={cookie}"
    asked = [
        (page, a, signed_in if page.is_signed_in else "") for page in pages for a in page.addresses
    ]
    times: list[list[float]] = [[] for _ in asked]
    for number in range(rounds + 1):
        if number == 1:
            # As the server does before it forks.
            gc.collect()
            gc.freeze()
        for found, (page, address, header) in zip(times, asked, strict=True):
            environ = EnvironBuilder(address, headers={"Cookie": header}).get_environ()
            seconds = _answered(app, environ, page, address)
            if number:
                found.append(seconds * 1000)
    gc.unfreeze()
    with app.app_context():
        db.engine.dispose()
    result: dict[str, dict[str, float]] = {}
    for page in pages:
        medians = sorted(
            statistics.median(found)
            for found, (of, *_) in zip(times, asked, strict=True)
            if of is page
        )
        result[page.title] = {
            "p50": medians[len(medians) // 2],
            "p95": medians[min(len(medians) - 1, int(len(medians) * 0.95))],
            "mean": statistics.fmean(medians),
        }
    return result


def _answered(app: Flask, environ: WSGIEnvironment, page: Page, address: str) -> float:
    statuses: list[str] = []

    def start(status: str, _headers: Any, _error: Any = None) -> Any:
        statuses.append(status)

    began = time.process_time()
    answer = app(environ, start)
    b"".join(answer)
    close = getattr(answer, "close", None)
    if close:
        close()
    seconds = time.process_time() - began
    if not statuses[0].startswith(str(page.status)):
        raise UnexpectedStatusError(f"{address} answered {statuses[0]}")
    return seconds
