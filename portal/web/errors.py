"""The error pages: one template, words that help, and the text that was typed given back."""

import logging
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect

from portal.extensions import SAFE_METHODS, db, login_manager
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
    409: (
        "Someone else changed this at the same moment",
        ["Look at it again before you go on."],
    ),
    410: (
        "This record has been withdrawn",
        [
            "Someone named in it withdrew their consent, so we no longer show it.",
            "Its files and its earlier versions are closed as well, and searches do not find it.",
        ],
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
        ["Wait half a minute, then try again. What you sent was not saved."],
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
        if status >= 500:
            # The page of a broken portal must not need what is broken: nobody is looked up for it.
            db.session.rollback()
            g._login_user = login_manager.anonymous_user()
        template = "errors/plain.html" if status >= 500 else "errors/error.html"
        response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def _answer(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, RequestRedirect) or error.response is not None:
        return error
    status = error.code if error.code in WORDS else 400 if (error.code or 500) < 500 else 500
    own_words = error.description != type(error).description and error.description
    try:
        response = error_page(status or 500, words=[str(error.description)] if own_words else None)
    except OperationalError as away:  # the page says who is signed in, and nobody can say it now
        return _database_away(away)
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
    original = error.original_exception
    return _database_away(original) if isinstance(original, OperationalError) else error_page(500)


def _clash(error: IntegrityError) -> Response:
    """Two people did the same at the same moment, and the database let only one of them."""
    log.warning("a constraint refused a write: %s", type(error.orig).__name__)
    db.session.rollback()
    return error_page(409)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(InternalServerError, _crashed)
