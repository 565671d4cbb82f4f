"""Endorsements: those that are shown, and those that are a person's own business."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db, read_rows
from portal.organisations.models import Organisation
from portal.people.models import Block, Endorsement
from portal.people.seeing import listed
from portal.records import AnyRow, AnySelect
from portal.topics import queries as topics
from portal.topics.models import Topic
from portal.visibility import values_in_sql

LIVE = ("offered", "accepted", "declined")
"""States in which no other endorsement of the same pair and topic is taken."""

RENEWABLE_DAYS: Final = 30
"""So long before it lapses, an endorsement can be renewed."""


def shown(person_id: int, on: Collection[int] = (), *, or_below: bool = False) -> AnySelect:
    """The endorsements that stand on a profile, the newest first; ``on`` topics if there are any.

    With ``or_below`` also those on topics below them, as the finder counts them.
    """
    query = _rows(Endorsement.endorser_id).where(
        Endorsement.person_id == person_id, counts(today()), listed()
    )
    if on:
        wanted = topics.or_below(Topic.id.in_(on)) if or_below else on
        query = query.where(Endorsement.topic_id.in_(wanted))
    return query.order_by(Endorsement.offered_at.desc(), Endorsement.id.desc())


def topics_of(person_id: int) -> Sequence[AnyRow]:
    """The topics that a person is endorsed for: slug, label and number."""
    return read_rows(_topics(), {"person_id": person_id, "today": today()}).all()


@cache
def _topics() -> AnySelect:
    number = func.count().label("number")
    return (
        select(Topic.slug, Topic.label, number)
        .select_from(Endorsement)
        .join(Topic, Topic.id == Endorsement.topic_id)
        .join(User, User.id == Endorsement.endorser_id)
        .where(
            Endorsement.person_id == bindparam("person_id", type_=Integer),
            counts(bindparam("today", type_=Date)),
            listed(),
        )
        .group_by(Topic.slug, Topic.label)
        .order_by(number.desc(), Topic.label)
    )


def about(person: Any) -> AnySelect:
    """What others said for a person and did not take back; what waits for an answer comes first."""
    return (
        _rows(Endorsement.endorser_id)
        .where(Endorsement.person_id == person.id, Endorsement.state != "withdrawn")
        .order_by(
            Endorsement.state != "offered", Endorsement.offered_at.desc(), Endorsement.id.desc()
        )
    )


def given_by(person: Any) -> AnySelect:
    """What a person said for others and did not take back, the newest first.

    ``is_lapsing`` says whether it can be renewed, ``is_said_anew`` of what lapsed whether they
    said the same again.
    """
    newer = aliased(Endorsement)
    is_said_anew = exists().where(
        newer.endorser_id == Endorsement.endorser_id,
        newer.person_id == Endorsement.person_id,
        newer.topic_id == Endorsement.topic_id,
        newer.state.in_(values_in_sql(LIVE)),
    )
    return (
        _rows(Endorsement.person_id)
        .add_columns(_is_lapsing().label("is_lapsing"), is_said_anew.label("is_said_anew"))
        .where(Endorsement.endorser_id == person.id, Endorsement.state != "withdrawn")
        .order_by(Endorsement.offered_at.desc(), Endorsement.id.desc())
    )


def held(endorsement_id: int, reader: Any) -> Endorsement | None:
    """The endorsement, for the two people whom it is about."""
    mine = or_(Endorsement.person_id == reader.id, Endorsement.endorser_id == reader.id)
    return db.session.scalar(select(Endorsement).where(Endorsement.id == endorsement_id, mine))


def live(endorser_id: int, person_id: int, topic_id: int) -> Endorsement | None:
    """What was said before of the same person and topic, unless it lapsed or was taken back."""
    return db.session.scalar(
        select(Endorsement).where(
            Endorsement.endorser_id == endorser_id,
            Endorsement.person_id == person_id,
            Endorsement.topic_id == topic_id,
            Endorsement.state.in_(LIVE),
        )
    )


def lapsing() -> Select[Endorsement]:
    """The endorsements that lapse soon, of which both people can hear."""
    return _told_of().where(_is_lapsing())


def lapsed() -> Select[Endorsement]:
    """Those that were shown and are too old, of which both people can hear."""
    return _told_of().where(Endorsement.state == "accepted", Endorsement.lapses_on <= today())


def is_blocked(endorser_id: int, person_id: int) -> bool:
    """Whether a person wants to hear no more from somebody."""
    query = select(Block.person_id).where(
        Block.person_id == person_id, Block.blocked_id == endorser_id
    )
    return db.session.scalar(query) is not None


def counts(day: Any) -> ColumnElement[bool]:
    """Accepted, and not three years old: also where the daily job has not been yet."""
    return and_(Endorsement.state == "accepted", Endorsement.lapses_on > day)


def _is_lapsing() -> ColumnElement[bool]:
    soon = today() + timedelta(days=RENEWABLE_DAYS)
    return and_(counts(today()), Endorsement.lapses_on <= soon)


def _told_of() -> Select[Endorsement]:
    """Of two listed people, of whom the one wants to hear of the other."""
    people = select(User.id).where(listed())
    blocks = exists().where(
        Block.person_id == Endorsement.person_id, Block.blocked_id == Endorsement.endorser_id
    )
    return (
        select(Endorsement)
        .where(Endorsement.person_id.in_(people), Endorsement.endorser_id.in_(people), ~blocks)
        .order_by(Endorsement.id)
    )


def _rows(other_id: Any) -> AnySelect:
    """Rows of endorsements with the other person, whose name is empty if they are not listed."""
    return (
        select(
            *(Endorsement.id, Endorsement.reason, Endorsement.words, Endorsement.state),
            *(Endorsement.offered_at, Endorsement.lapses_on, Topic.label, Topic.slug),
            *(Endorsement.person_id, Endorsement.endorser_id, User.id.label("other_id")),
            case((listed(), User.name), else_="").label("name"),
            case((listed(), Organisation.name)).label("organisation"),
        )
        .select_from(Endorsement)
        .join(Topic, Topic.id == Endorsement.topic_id)
        .join(User, User.id == other_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
    )
