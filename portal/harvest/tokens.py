"""Resumption tokens: signed, and all that is needed to go on, so that nothing is kept for them."""

from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.harvest.asking import RefusedError

# Longer than any of ours.
LONGEST = 2_000


@dataclass(frozen=True)
class Place:
    """How far a list has come: what was asked, the key of the last entry, how many there were."""

    arguments: dict[str, str]
    after: list[Any] = field(default_factory=list)
    done: int = 0


def token_of(place: Place) -> str:
    """The token with which a harvester goes on from there."""
    return str(_serializer().dumps([place.arguments, place.after, place.done]))


def opened(verb: str, token: str) -> Place:
    """The place that a token of a verb leads to.

    Raises RefusedError (badResumptionToken).
    """
    try:
        if len(token) > LONGEST:
            raise BadData("too long")
        arguments, after, done = _serializer().loads(token)
    except BadData as error:
        raise _refused() from error
    if arguments["verb"] != verb:
        raise _refused()
    return Place(arguments, after, done)


def _refused() -> RefusedError:
    return RefusedError("badResumptionToken", "This is no resumptionToken of ours for this verb.")


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="harvest.resumption")
