"""The error pages: one template, words that help, and the text that was typed given back."""

import logging
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect

from portal.extensions import SAFE_METHODS
from portal.web.forms import typed_text
from portal.web.render import render_block, wants_part

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 30

WORDS: dict[int, tuple[str, list[str]]] = {
    400: ("Sorry, we could not read that request", ["Go back, reload the page and try again."]),
    401: ("Sign in to continue", ["You need to sign in to see this page."]),
    403: (
        "You cannot do this",
        [
            "Your account does not give you the right to do this.",
            "If you think it should, contact us.",
        ],
    ),
    404: (
        "Page not found",
        [
            "If you typed the web address, check it is correct.",
            "If you followed a link, the page may have moved. You may need to sign in to see it.",
        ],
    ),
    405: ("You cannot do that here", ["Go back and use the links and buttons on the page."]),
    410: (
        "This record has been withdrawn",
        ["Someone named in it withdrew their consent, so we no longer show it."],
    ),
    413: ("That is too large", ["Send a smaller file or a shorter text."]),
    422: (
        "There is a problem with what you sent",
        ["Go back, check what you typed and try again."],
    ),
    429: ("Too many attempts", ["Wait a little, then try again."]),
    500: (
        "Sorry, there is a problem with the portal",
        ["Try again later.", "We have recorded what went wrong."],
    ),
    503: (
        "Sorry, the portal is busy or being worked on",
        ["Nothing was saved. Wait half a minute, then try again."],
    ),
}


def error_page(
    status: int, *, words: list[str] | None = None, title: str | None = None
) -> Response:
    """The page of one error; for htmx only the block, shown above what is on the screen."""
    usual_title, usual_words = WORDS[status]
    kept = typed_text() if request.method not in SAFE_METHODS else {}
    context: dict[str, Any] = {
        "status": status,
        "title": title or usual_title,
        "words": words or usual_words,
        "kept": kept,
    }
    if wants_part():
        response = make_response(render_block("errors/error.html", "error", **context), status)
        response.headers["HX-Retarget"] = "#page-error"
        response.headers["HX-Reswap"] = "innerHTML show:top"
    else:
        # The page of a broken portal must not need what is broken: no database, no person.
        template = "errors/plain.html" if status >= 500 else "errors/error.html"
        response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def _answer(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, RequestRedirect) or error.response is not None:
        return error
    status = error.code if error.code in WORDS else 400 if (error.code or 500) < 500 else 500
    own_words = error.description != type(error).description and error.description
    response = error_page(status or 500, words=[str(error.description)] if own_words else None)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _database_away(error: OperationalError) -> Response:
    log.error("the database did not answer: %s", error.orig)
    response = error_page(503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _crashed(error: InternalServerError) -> Response:
    return error_page(500)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InternalServerError, _crashed)
