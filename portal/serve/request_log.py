"""One line in the log for each request: method, path, status and time, and nothing personal."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

# Asked every few seconds by machines, or by every page: not worth a line each.
QUIET = ("/healthz", "/readyz", "/static/")

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]

log = logging.getLogger(__name__)


class RequestLog:
    """WSGI middleware that logs each request once its answer is made."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(QUIET):
            return self.app(environ, start_response)
        status = "500"

        def note(line: str, *rest: Any) -> Callable[[bytes], object]:
            nonlocal status
            status = line
            return start_response(line, *rest)

        began = time.perf_counter()
        try:
            return self.app(environ, note)
        finally:
            fields = {
                "method": environ.get("REQUEST_METHOD", ""),
                # WSGI hands the path over as Latin-1, whatever it was.
                "path": path.encode("latin-1", "replace").decode("utf-8", "replace"),
                "status": int(status.split(" ", 1)[0]),
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            log.info("", extra={"fields": fields})
