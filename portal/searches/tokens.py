"""Addresses for feed readers, which cannot sign in: the id of a leave, signed (docs/adr/0019)."""

from typing import Final

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.searches.models import FeedToken

# Longer than any of ours.
_LONGEST: Final = 200


def token_of(leave: FeedToken) -> str:
    """The token of the leave, the same at every time."""
    return str(_serializer().dumps(leave.id))


def address_of(leave: FeedToken) -> str:
    """What is given to a feed reader."""
    joint = "&" if "?" in leave.path else "?"
    return f"{current_app.config['BASE_URL']}{leave.path}{joint}token={token_of(leave)}"


def id_in(token: str) -> int | None:
    """The id in a token; None for what we did not sign."""
    try:
        return int(_serializer().loads(token)) if len(token) <= _LONGEST else None
    except BadData:
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="feed.token")
