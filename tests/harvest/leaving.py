"""The ways in which a record leaves what harvesters may have, each by the action of a person."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.actions.telling import announce
from portal.innovations.models import Innovation
from portal.outbox import commit
from portal.permissions import Role
from tests.harvest.asking import drain_all

Way = Callable[[Innovation, User], None]


def _retire(record: Innovation, moderator: User) -> None:
    actions.retire(record, moderator, reason="wrong", words="It is wrong.")


def _withdraw_consent(record: Innovation, moderator: User) -> None:
    actions.retire(record, moderator, reason="consent_withdrawn", words="They changed their mind.")


def _hide(record: Innovation, moderator: User) -> None:
    actions.hide(record, moderator, reason="rights", words="Not ours to show.")


def _narrow(record: Innovation, moderator: User) -> None:
    actions.save(record, moderator, fields={"audience": "members"}, version=record.version)


def _purge(record: Innovation, _: User) -> None:
    announce(record.ref)
    db.session.delete(record)


WAYS: dict[str, Way] = {
    "retired": _retire,
    "consent withdrawn": _withdraw_consent,
    "hidden": _hide,
    "audience narrowed": _narrow,
    "purged": _purge,
}


def edit(record_id: int, **fields: Any) -> None:
    """Change fields, and let the worker see to it."""
    record = db.session.get_one(Innovation, record_id)
    actions.save(record, a_moderator(), fields=fields, version=record.version)
    commit()
    drain_all()


def a_moderator() -> User:
    return db.session.scalars(select(User).where(User.role == Role.MODERATOR).limit(1)).one()


def leave(way: str, record_id: int, *, stamped: bool = True) -> None:
    """Take the record away; ``stamped`` says whether the worker has seen to it."""
    WAYS[way](db.session.get_one(Innovation, record_id), a_moderator())
    commit()
    if stamped:
        drain_all()


def come_back(record_id: int) -> None:
    """Restore a hidden record."""
    actions.restore(db.session.get_one(Innovation, record_id), a_moderator(), words="It is ours.")
    commit()
    drain_all()
