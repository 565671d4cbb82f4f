"""Reading people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select

from portal.accounts.models import SignInSession, User
from portal.accounts.sign_in import hash_key
from portal.clock import now
from portal.extensions import db
from portal.organisations.models import Organisation

# Built once: every page asks it.
_BY_SESSION = (
    select(User)
    .join(SignInSession)
    .where(
        SignInSession.key_hash == bindparam("key_hash"),
        SignInSession.expires_at > bindparam("now"),
        User.disabled_at.is_(None),
    )
)


def listed_id(person: Any = User) -> ColumnElement[int | None]:
    """For queries that name people: the id of those whose profile others may open."""
    return case((and_(person.is_listed, person.disabled_at.is_(None)), person.id))


def profile_url(person_id: int | None, reader: Any) -> str:
    """Where the profile of a person is, given their ``listed_id``; empty if not for the reader."""
    return f"/people/{person_id}" if person_id and reader.is_authenticated else ""


def by_session(key: str) -> User | None:
    """The person whose session has this key; None when it has ended or they are disabled."""
    user = db.session.scalar(_BY_SESSION, {"key_hash": hash_key(key), "now": now()})
    if user is not None:
        user.session_key = key
    return user


def by_email(email: str) -> User | None:
    """The person with this email, in capitals or not, disabled or not."""
    return db.session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def whose_session(key: str) -> int | None:
    """The id of the person whose session this is, or was until it ended by itself."""
    return db.session.scalar(
        select(SignInSession.user_id).where(SignInSession.key_hash == hash_key(key))
    )


def matching(words: str, limit: int = 10) -> Sequence[tuple[int, str, str | None]]:
    """Id, name and organisation of listed people whose name holds every one of the words."""
    query = (
        select(User.id, User.name, Organisation.name)
        .outerjoin(Organisation, User.organisation_id == Organisation.id)
        .where(User.disabled_at.is_(None), User.is_listed)
    )
    for word in words.split()[:5]:
        query = query.where(User.name.icontains(word, autoescape=True))
    rows = db.session.execute(query.order_by(User.name, User.id).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


def by_ids(ids: Sequence[int]) -> Sequence[tuple[int, str, str | None]]:
    """Id, name and organisation of the people with these ids, in the order of the ids."""
    rows = db.session.execute(
        select(User.id, User.name, Organisation.name)
        .outerjoin(Organisation, User.organisation_id == Organisation.id)
        .where(User.id.in_(ids))
    )
    found = {row[0]: (row[0], row[1], row[2]) for row in rows}
    return [found[i] for i in ids if i in found]
