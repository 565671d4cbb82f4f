"""What is done to accounts."""

from collections.abc import Callable

from portal.accounts.models import User
from portal.accounts.sign_in import end_all_sessions, hash_password
from portal.audit import record
from portal.clock import now
from portal.extensions import db
from portal.permissions import Role
from portal.records import ref

_firsts: list[Callable[[User], None]] = []


def at_first(act: Callable[[User], None]) -> None:
    """Let a feature do something for each new person, in the transaction that makes them."""
    if act not in _firsts:
        _firsts.append(act)


def create(
    *,
    email: str,
    name: str,
    role: Role = Role.MEMBER,
    organisation_id: int | None = None,
    library_service_id: int | None = None,
    job_title: str | None = None,
    password: str | None = None,
) -> User:
    """Make an account; without a password nobody can sign in to it."""
    user = User(
        email=email,
        name=name,
        role=role,
        organisation_id=organisation_id,
        library_service_id=library_service_id,
        job_title=job_title,
        password_hash=hash_password(password) if password else None,
    )
    db.session.add(user)
    db.session.flush()
    record(None, "account:create", ref("user", user.id), role=role)
    for act in _firsts:
        act(user)
    return user


def change_role(user: User, role: Role) -> None:
    """Give another role; it holds from the next request on."""
    record(None, "account:role", ref("user", user.id), before=user.role, after=role)
    user.role = role


def disable(user: User) -> None:
    """Stop a person from signing in and end their sessions."""
    user.disabled_at = now()
    end_all_sessions(user)
    record(None, "account:disable", ref("user", user.id))
