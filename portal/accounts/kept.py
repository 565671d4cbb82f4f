"""Text of a form that was sent after the session had ended: carried through the sign-in.

The page that asks to sign in holds the text, signed, in a hidden field; after
the same person has signed in it becomes a draft of theirs, shown where it was
typed. On a shared computer nobody else gets it.
"""

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.drafts import actions
from portal.drafts.opening import sent_key
from portal.drafts.views import is_form_page
from portal.extensions import SAFE_METHODS
from portal.records import Actor
from portal.web.forms import typed_fields

MAX_AGE_SECONDS = 12 * 3600


def wrap(person_id: int | None) -> str:
    """The typed text of this request, signed for the person whose session it was.

    Empty when there is none to keep, or when nobody knows whose it is.
    """
    if person_id is None or request.method in SAFE_METHODS or not is_form_page(request.path):
        return ""
    fields = typed_fields(request.form)
    if not fields:
        return ""
    kept = {"person": person_id, "place": request.path, "key": sent_key(), "fields": fields}
    return str(_serializer().dumps(kept))


def unwrap(person: Actor, token: str) -> str | None:
    """Make the kept text a draft of ``person``; return its page, or None if it is not theirs."""
    try:
        kept = _serializer().loads(token, max_age=MAX_AGE_SECONDS)
    except BadData:
        return None
    if kept["person"] != person.id:
        return None
    actions.save(person, kept["place"], kept["fields"], key=kept["key"])
    return str(kept["place"])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept-text")
