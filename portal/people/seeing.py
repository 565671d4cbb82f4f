"""Who may see a person, and which fields of their profile: as clauses, and for one profile.

An unlisted person is there for nobody but themself.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from portal.accounts.models import User
from portal.extensions import db
from portal.people import vocabulary as v
from portal.people.models import ProfileField


class AnyReader:
    """Any reader, in a statement that is built once; it runs with ``values_of`` one of them."""

    id = bindparam("reader_id", type_=Integer)
    organisation_id = bindparam("reader_organisation_id", type_=Integer)


def listed() -> ColumnElement[bool]:
    """People who can be found."""
    return and_(User.is_listed, User.disabled_at.is_(None))


def visible_people(reader: Any) -> ColumnElement[bool]:
    """People whose profile the reader may open: everyone who is listed, and the reader."""
    return or_(listed(), User.id == reader.id)


def shows(field: str, reader: Any) -> ColumnElement[bool]:
    """Whether a field of a ``User`` in the query is shown to the reader.

    For statements that look for people by a field: nobody is found by what they do not show.
    """
    admits: list[tuple[ColumnElement[bool], ColumnElement[bool]]] = [
        (ProfileField.audience == v.FieldAudience.MEMBERS, true())
    ]
    if reader.organisation_id is not None:
        colleagues = User.organisation_id == reader.organisation_id
        is_theirs = ProfileField.audience == v.FieldAudience.ORGANISATION
        admits.append((and_(is_theirs, colleagues), true()))
    chosen = (
        select(case(*admits, else_=false()))
        .where(ProfileField.person_id == User.id, ProfileField.field == field)
        .correlate(User)
        .scalar_subquery()
    )
    default = v.DEFAULT_AUDIENCES[field] == v.FieldAudience.MEMBERS
    seen = func.coalesce(chosen, literal(default))
    return case((User.id == reader.id, true()), else_=seen)


def audiences_of(person_id: int) -> dict[str, str]:
    """The audience of every field of a profile."""
    rows = db.session.execute(
        select(ProfileField.field, ProfileField.audience).where(ProfileField.person_id == person_id)
    )
    chosen: dict[str, str] = {row[0]: row[1] for row in rows}
    return {**v.DEFAULT_AUDIENCES, **chosen}


def seen_fields(person: User, reader: Any, audiences: dict[str, str]) -> frozenset[str]:
    """The fields of a person that the reader sees, given ``audiences_of`` the person."""
    if reader.id == person.id:
        return frozenset(v.FIELDS)
    is_colleague = (
        reader.organisation_id is not None and reader.organisation_id == person.organisation_id
    )
    return frozenset(
        field
        for field, audience in audiences.items()
        if audience == v.FieldAudience.MEMBERS
        or (audience == v.FieldAudience.ORGANISATION and is_colleague)
    )
