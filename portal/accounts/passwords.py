"""Looking at a password that somebody typed, within the limits on guessing."""

import math

from flask import current_app, request

from portal.accounts import sign_in
from portal.accounts.models import User
from portal.extensions import db
from portal.outbox import commit


class RefusedError(Exception):
    """The password was not looked at; the text says when to try again, for the page."""


def check_password(email: str, password: str) -> User | None:
    """The person whose email and password these are, or None.

    Commits that somebody tried. Raises RefusedError after too many attempts.
    """
    config = current_app.config
    limits = sign_in.Limits(
        config["SIGN_IN_PER_MINUTE"], config["SIGN_IN_PER_HOUR"], config["SIGN_IN_FREE_FAILURES"]
    )
    try:
        attempt = sign_in.note_attempt(
            request.remote_addr or "", email, limits, config["SECRET_KEY"]
        )
    except sign_in.TooManyAttemptsError as error:
        db.session.rollback()
        raise RefusedError(f"Too many attempts. Try again in {_in_words(error.seconds)}.") from None
    db.session.flush()
    attempt_id = attempt.id
    commit()
    user = sign_in.check(email, password)
    if user is not None:
        sign_in.note_success(attempt_id)
    return user


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds" if seconds > 1 else "1 second"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else "1 minute"
