"""Signing in and out: passwords, sessions, and limits that grow with each failure.

An unknown address, a wrong password and a disabled account get the same words
and take the same time. Limits follow OWASP's authentication guidance.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, update

from portal.accounts.models import SignInAttempt, SignInSession, User
from portal.clock import now
from portal.extensions import db, reading
from portal.turns import take_turns

MIN_PASSWORD, MAX_PASSWORD = 12, 200
# A session that ended by itself is remembered, to give its person back what they typed.
REMEMBERED = timedelta(days=7)
LONGEST_WAIT = timedelta(minutes=15)

_hasher = PasswordHasher()


@dataclass(frozen=True)
class Limits:
    """How often one may fail; from the settings SIGN_IN_*."""

    per_minute: int
    per_hour: int
    free_failures: int


class TooManyAttemptsError(Exception):
    """Raised with the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


def check(email: str, password: str) -> User | None:
    """The person whose email and password these are, or None; a quarter of a second either way."""
    with reading():
        user = db.session.scalar(select(User).where(func.lower(User.email) == email.lower()))
        stored = user.password_hash if user and user.is_active and user.password_hash else None
        # The slow hash is worked out with no transaction open, so that nobody waits for it.
        db.session.rollback()
    if not _matches(stored or _nobodys_hash(), password) or stored is None:
        return None
    return user


def start_session(user: User, hours: int) -> str:
    """Begin a session and return its key, which goes into the cookie and nowhere else."""
    key = secrets.token_urlsafe(32)
    db.session.execute(delete(SignInSession).where(SignInSession.expires_at < now() - REMEMBERED))
    db.session.add(
        SignInSession(
            key_hash=hash_key(key), user_id=user.id, expires_at=now() + timedelta(hours=hours)
        )
    )
    return key


def end_session(key: str) -> None:
    """End the session of a key."""
    db.session.execute(delete(SignInSession).where(SignInSession.key_hash == hash_key(key)))


def end_all_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    db.session.execute(delete(SignInSession).where(SignInSession.user_id == user.id))


def hash_key(key: str) -> str:
    """What is stored of a session's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def note_attempt(client: str, email: str, limits: Limits, secret: str) -> SignInAttempt:
    """Count an attempt before the password is looked at.

    Raises TooManyAttemptsError when the address or the account has to wait.
    """
    client_key, account_key = _blind(client, secret), _blind(email.lower(), secret)
    take_turns(client_key, account_key)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - timedelta(hours=1)))
    _refuse_crowds(client_key, limits)
    _refuse_guessing(account_key, limits)
    attempt = SignInAttempt(client=client_key, account=account_key)
    db.session.add(attempt)
    return attempt


def note_success(attempt_id: int) -> None:
    """The attempt was right: the failures before it count no more."""
    db.session.execute(
        update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True)
    )


def _refuse_crowds(client: str, limits: Limits) -> None:
    """Only failures count: a whole trust may sign in from one address."""
    for most, span in (
        (limits.per_minute, timedelta(minutes=1)),
        (limits.per_hour, timedelta(hours=1)),
    ):
        times = db.session.scalars(
            select(SignInAttempt.at)
            .where(
                SignInAttempt.client == client,
                SignInAttempt.at > now() - span,
                SignInAttempt.succeeded.is_(False),
            )
            .order_by(SignInAttempt.at.desc())
            .limit(most)
        ).all()
        if len(times) >= most:
            _wait_until(times[-1] + span)


def _refuse_guessing(account: str, limits: Limits) -> None:
    """After the free failures each further one doubles the wait: 2, 4, 8 … seconds."""
    succeeded = db.session.scalar(
        select(func.max(SignInAttempt.id)).where(
            SignInAttempt.account == account, SignInAttempt.succeeded.is_(True)
        )
    )
    failures, last = db.session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(
            SignInAttempt.account == account, SignInAttempt.id > (succeeded or 0)
        )
    ).one()
    over = failures - limits.free_failures
    if over >= 0 and last is not None:
        _wait_until(last + min(timedelta(seconds=2 ** min(over + 1, 20)), LONGEST_WAIT))


def _wait_until(moment: datetime) -> None:
    if (left := (moment - now()).total_seconds()) > 0:
        raise TooManyAttemptsError(int(left) + 1)


def _blind(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password[:MAX_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """Compared against when there is no such account, so that the answer takes as long."""
    return hash_password(secrets.token_urlsafe(16))
