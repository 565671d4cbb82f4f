"""Enquiries: the two people see them, and nobody else; and who can be asked at all."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, case, exists, func, literal, or_, select

from portal.accounts.models import User
from portal.clock import now, today
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people import vocabulary as v
from portal.people.models import Block, Enquiry, Profile
from portal.people.seeing import listed, shows
from portal.records import AnyRow, AnySelect

OPEN_DAYS: Final = 28
"""An enquiry without an answer is over after so many days."""


def received(person: Any) -> AnySelect:
    """What a person was asked; what waits for them comes first, then the newest."""
    return (
        _rows(Enquiry.asker_id)
        .where(Enquiry.person_id == person.id, Enquiry.state != "withdrawn")
        .order_by(Enquiry.state != "open", Enquiry.asked_at.desc(), Enquiry.id.desc())
    )


def sent(person: Any) -> AnySelect:
    """What a person asked others, the newest first."""
    return (
        _rows(Enquiry.person_id)
        .where(Enquiry.asker_id == person.id)
        .order_by(Enquiry.asked_at.desc(), Enquiry.id.desc())
    )


def held(enquiry_id: int, reader: Any) -> Enquiry | None:
    """The enquiry, for the two people whom it is between."""
    query = select(Enquiry).where(
        Enquiry.id == enquiry_id,
        or_(
            Enquiry.asker_id == reader.id,
            and_(Enquiry.person_id == reader.id, Enquiry.state != "withdrawn"),
        ),
    )
    return db.session.scalar(query)


def row_of(enquiry: Enquiry, reader: Any) -> AnyRow:
    """An enquiry with the name, the job title and the organisation of the other person."""
    other = Enquiry.person_id if enquiry.asker_id == reader.id else Enquiry.asker_id
    return db.session.execute(_rows(other).where(Enquiry.id == enquiry.id)).one()


def passed_to(enquiry: Enquiry) -> AnyRow | None:
    """The enquiry that was made of one that was passed on: id, person_id and name.

    The name is empty if the person is not listed.
    """
    query = (
        select(Enquiry.id, Enquiry.person_id, case((listed(), User.name), else_="").label("name"))
        .join(User, User.id == Enquiry.person_id)
        .where(Enquiry.passed_from_id == enquiry.id)
    )
    return db.session.execute(query).first()


def passed_on_by(enquiry: Enquiry) -> frozenset[int]:
    """Who passed the question on before it came to whom it waits for now."""
    chain = select(literal(enquiry.passed_from_id, Integer).label("id")).cte(recursive=True)
    chain = chain.union(select(Enquiry.passed_from_id).join(chain, Enquiry.id == chain.c.id))
    query = select(Enquiry.person_id).join(chain, Enquiry.id == chain.c.id)
    return frozenset(db.session.scalars(query))


def why_not(person_id: int, asker_id: int, most_open: int) -> str:
    """Why a person cannot be asked now: "paused" or "busy"; empty if they can.

    For an asker whom they blocked they are busy for ever: that they are blocked is not said.
    """
    query = select(
        case(
            (is_paused(), "paused"),
            (or_(_blocks(asker_id), _is_busy(most_open)), "busy"),
            else_="",
        )
    ).where(User.id == person_id)
    return db.session.scalar(query) or ""


def askable(ids: Collection[int], asker: Any, most_open: int) -> Sequence[AnyRow]:
    """Those of the people whom the asker can ask now: id, name, job_title and organisation."""
    query = (
        select(User.id, User.name, User.job_title, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(
            User.id.in_(ids),
            User.id != asker.id,
            listed(),
            ~_blocks(asker.id),
            ~is_paused(),
            ~_is_busy(most_open),
        )
    )
    return db.session.execute(query.order_by(User.name, User.id)).all()


def backup_of(person_id: int, reader: Any) -> int | None:
    """The backup person of somebody, if they show it to the reader."""
    query = (
        select(Profile.backup_id)
        .join(User, User.id == Profile.person_id)
        .where(User.id == person_id, shows("backup", reader))
    )
    return db.session.scalar(query)


def paused_until(person_id: int) -> Any:
    """The last day of a pause; None if it has no end."""
    return db.session.scalar(select(Profile.paused_until).where(Profile.person_id == person_id))


def asked_since(asker_id: int, moment: datetime) -> int:
    """How many people were asked by somebody since then."""
    query = select(func.count()).where(
        Enquiry.asker_id == asker_id,
        Enquiry.asked_at > moment,
        # What was passed on was not asked by them again.
        Enquiry.passed_from_id.is_(None),
    )
    return db.session.scalar(query) or 0


def has_asked(person_id: int, by_id: int) -> bool:
    """Whether somebody ever asked the person."""
    query = select(Enquiry.id).where(Enquiry.person_id == person_id, Enquiry.asker_id == by_id)
    return db.session.scalar(query.limit(1)) is not None


def blocked_by(person: Any) -> AnySelect:
    """Whom a person wants to hear no more from: id, name, organisation and at."""
    return (
        select(User.id, User.name, Organisation.name.label("organisation"), Block.at)
        .select_from(Block)
        .join(User, User.id == Block.blocked_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(Block.person_id == person.id)
        .order_by(Block.at.desc(), User.id)
    )


def is_paused(day: Any = None) -> ColumnElement[bool]:
    """Whether the ``User`` of the query takes no questions: today, or on the day of a parameter."""
    day = today() if day is None else day
    paused = select(Profile.person_id).where(
        Profile.person_id == User.id,
        Profile.availability == v.Availability.PAUSED,
        or_(Profile.paused_until.is_(None), Profile.paused_until >= day),
    )
    return paused.correlate(User).exists()


def overdue() -> Sequence[Enquiry]:
    """Enquiries that waited so long that nobody will answer them; nobody does from now on."""
    return _held_open(Enquiry.asked_at < now() - timedelta(days=OPEN_DAYS))


def waiting(person_id: int, asker_id: int) -> Sequence[Enquiry]:
    """What a person has not answered somebody yet; it is answered by nobody else from now on."""
    return _held_open(Enquiry.person_id == person_id, Enquiry.asker_id == asker_id)


def _held_open(*wanted: ColumnElement[bool]) -> Sequence[Enquiry]:
    """Open enquiries as they are now, locked: who answers one at this moment goes first."""
    query = select(Enquiry).where(Enquiry.state == "open", *wanted).order_by(Enquiry.id)
    now_there = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(now_there).all()


def _is_busy(most_open: int) -> ColumnElement[bool]:
    """Whether as many enquiries wait for the ``User`` of the query as one person can take."""
    waiting = (
        select(func.count())
        .where(Enquiry.person_id == User.id, Enquiry.state == "open")
        .correlate(User)
        .scalar_subquery()
    )
    return waiting >= most_open


def _blocks(asker_id: int) -> ColumnElement[bool]:
    return exists().where(Block.person_id == User.id, Block.blocked_id == asker_id)


def _rows(other_id: Any) -> AnySelect:
    """Rows of enquiries with the other person. Who asks is named; who is asked only if listed."""
    named = or_(User.id == Enquiry.asker_id, listed())
    return (
        select(
            *(Enquiry.id, Enquiry.subject, Enquiry.words, Enquiry.answer, Enquiry.state),
            *(Enquiry.asked_at, Enquiry.closed_at, Enquiry.asker_id, Enquiry.person_id),
            User.id.label("other_id"),
            case((named, User.name), else_="").label("name"),
            case((named, User.job_title)).label("job_title"),
            case((named, Organisation.name)).label("organisation"),
            listed().label("is_listed"),
        )
        .select_from(Enquiry)
        .join(User, User.id == other_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
    )
