"""What is done to keep knowledge, as a reader may see it."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db
from portal.people.models import Capture, OrganisationManager
from portal.people.places import Place, managed_by
from portal.permissions import Role
from portal.records import AnyRow, AnySelect

_MOST_ON_ONE: Final = 50
_Owner = aliased(User)
_Holder = aliased(User)


def visible(reader: Any) -> ColumnElement[bool]:
    """What the reader sees to, whose knowledge it is, and what is of the organisations that they
    manage or was planned by them as a manager; moderators see all of it.
    """
    if reader.has_role(Role.MODERATOR):
        return true()
    managed = select(OrganisationManager.organisation_id).where(
        OrganisationManager.person_id == reader.id
    )
    theirs = select(User.id).where(User.organisation_id.in_(managed))
    return or_(
        Capture.owner_id == reader.id,
        Capture.holder_id == reader.id,
        Capture.holder_id.in_(theirs),
        Capture.owner_id.in_(theirs),
        and_(Capture.created_by_id == reader.id, managed.exists()),
    )


def listing(reader: Any, *, state: str = "open", is_mine: bool = False) -> AnySelect:
    """Rows of captures: what is due first comes first; what is closed, the newest first."""
    query = _rows().where(visible(reader), Capture.state == state)
    if is_mine:
        query = query.where(Capture.owner_id == reader.id)
    if state == "open":
        return query.order_by(Capture.due_on, Capture.id)
    return query.order_by(Capture.closed_at.desc(), Capture.id.desc())


def open_on(ref: str, reader: Any) -> Sequence[AnyRow]:
    """What is being done to keep one topic or system; what is due first comes first."""
    query = listing(reader).where(Capture.ref == ref).limit(_MOST_ON_ONE)
    return db.session.execute(query).all()


def capture(capture_id: int, reader: Any) -> Capture | None:
    """The capture, if the reader may see it."""
    return db.session.scalar(select(Capture).where(Capture.id == capture_id, visible(reader)))


def shown(capture_id: int) -> Any:
    """The row of one capture with the names on it."""
    return db.session.execute(_rows().where(Capture.id == capture_id)).one()


def open_by_ref(reader: Any) -> dict[str, int]:
    """How much is being done to keep each topic and system, by ref."""
    query = (
        select(Capture.ref, func.count())
        .where(Capture.state == "open", visible(reader))
        .group_by(Capture.ref)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def place_of_capture(capture: Capture, reader: Any) -> Place:
    """The reader stands to it as to the organisations of its holder and its owner; what a manager
    planned is theirs too, with whomever they planned it."""
    people = [key for key in (capture.holder_id, capture.owner_id) if key is not None]
    query = select(User.organisation_id).where(
        User.id.in_(people), User.organisation_id.is_not(None)
    )
    organisations = set(db.session.scalars(query))
    managed = managed_by(reader)
    is_planned = bool(managed) and capture.created_by_id == reader.id
    is_managed = is_planned or not organisations.isdisjoint(managed)
    return Place(None, is_managed, owner_id=capture.owner_id)


def people_managed_by(reader: Any) -> frozenset[int]:
    """The ids of the people of the organisations that the reader manages."""
    query = select(User.id).where(User.organisation_id.in_(managed_by(reader)))
    return frozenset(db.session.scalars(query))


def _rows() -> AnySelect:
    """No name of who is not listed."""
    return (
        select(
            *(Capture.id, Capture.ref, Capture.kind, Capture.due_on, Capture.note, Capture.state),
            *(Capture.closed_at, Capture.result_ref, Capture.holder_id, Capture.owner_id),
            _name(_Holder).label("holder"),
            _name(_Owner).label("owner"),
        )
        .outerjoin(_Holder, _Holder.id == Capture.holder_id)
        .outerjoin(_Owner, _Owner.id == Capture.owner_id)
    )


def _name(person: Any) -> ColumnElement[str]:
    is_there = person.is_listed & person.disabled_at.is_(None)
    return case((is_there, person.name), else_="")
