"""Security headers of every answer, and the check that a form was sent from our own pages."""

from functools import lru_cache

from flask import Flask, Response, abort, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from portal.extensions import SAFE_METHODS


def refuse_other_origins() -> None:
    """Answer 400 when a browser says that a form comes from another site.

    It guards the forms of people who are not signed in, who have no cookie
    and so no token; browsers send these headers with every POST.
    """
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400, "This form was sent from another site.")
    origin = request.headers.get("Origin")
    if origin and origin.partition("://")[2] != request.host:
        abort(400, "This form was sent from another site.")


def drop_nul() -> None:
    """Take NUL, which PostgreSQL cannot compare, out of the query; no page has it in its path."""
    request.query_string = request.query_string.replace(b"%00", b"")
    if "\x00" in request.path:
        abort(404)


def guard(app: Flask) -> None:
    """What must be asked before anything else is, the check of tokens included."""
    app.before_request(drop_nul)
    app.before_request(refuse_other_origins)


def add_headers(response: Response) -> Response:
    """The same strict headers on everything; pages of people who signed in are never stored."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        # An answer to a form may give back what was typed.
        sent = request.method not in SAFE_METHODS
        private = sent or g.get("has_person", False)
        headers.setdefault("Cache-Control", "no-store" if private else "no-cache")
    return response


def csrf_token() -> str:
    """The token that forms carry; it is signed once for each session, not on every page."""
    kept = session.get("csrf_token")
    if kept is None:
        return str(generate_csrf())
    token = g.csrf_token = _signed(str(current_app.secret_key), kept)
    return token


@lru_cache(maxsize=1_000)
def _signed(_secret: str, _kept: str) -> str:
    """The token of the session of this request, which keeps the second argument."""
    return str(generate_csrf())


def init_app(app: Flask) -> None:
    app.after_request(add_headers)
    # After that of Flask-WTF, so that it is the one that templates call.
    app.context_processor(lambda: {"csrf_token": csrf_token})
