"""Text of a form that was sent after the session had ended: carried through the sign-in.

The page that asks to sign in holds the text, signed, in a hidden field; after
the sign-in it becomes a draft of that person, shown where it was typed.
"""

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.drafts import actions
from portal.drafts.views import is_form_page
from portal.extensions import SAFE_METHODS
from portal.records import Actor
from portal.web.forms import typed_fields

MAX_AGE_SECONDS = 12 * 3600


def wrap() -> str:
    """The typed text of this request, signed; empty when there is none to keep."""
    if request.method in SAFE_METHODS or not is_form_page(request.path):
        return ""
    fields = typed_fields(request.form)
    return _serializer().dumps({"place": request.path, "fields": fields}) if fields else ""


def unwrap(person: Actor, token: str) -> str | None:
    """Make the kept text a draft of ``person``; return its page, or None if there is no text."""
    try:
        kept = _serializer().loads(token, max_age=MAX_AGE_SECONDS)
    except BadData:
        return None
    actions.save(person, kept["place"], kept["fields"])
    return str(kept["place"])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept-text")
