"""Writing what no answer waits for: beside the request, once its answer is sent."""

import logging
from collections.abc import Callable

from flask import Flask, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.turns import at_once

log = logging.getLogger(__name__)


def afterwards(response: Response, write: Callable[[Session], None], complaint: str) -> None:
    """Write when the reader has the answer; left out, with a complaint in the log, if it fails."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug proxy

    def work() -> None:
        try:
            with app.app_context(), at_once() as session:
                write(session)
                session.commit()
        except SQLAlchemyError as error:
            log.warning("%s: %s", complaint, type(error).__name__)

    response.call_on_close(work)


def is_looked_at() -> bool:
    """Whether somebody has the answer before them.

    Not when only its headers are asked for, nor when a browser fetches what its reader may open
    next.
    """
    asked = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    is_ahead = any("prefetch" in value or "prerender" in value for value in asked)
    return request.method != "HEAD" and not is_ahead
