"""Endorsements: those that are shown, and those that are a person's own business."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people.models import Block, Endorsement
from portal.people.seeing import listed
from portal.records import AnyRow, AnySelect
from portal.topics.models import Topic

LIVE = ("offered", "accepted", "declined")
"""States in which no other endorsement of the same pair and topic is taken."""


def shown(person_id: int, *, topic_ids: Collection[int] = ()) -> AnySelect:
    """The endorsements that stand on a profile, the newest first; on topics and those below."""
    query = _rows(Endorsement.endorser_id).where(
        Endorsement.person_id == person_id, counts(today()), listed()
    )
    if topic_ids:
        tree = select(Topic.id).where(Topic.id.in_(topic_ids)).cte("tree", recursive=True)
        tree = tree.union(select(Topic.id).join(tree, Topic.parent_id == tree.c.id))
        query = query.where(Endorsement.topic_id.in_(select(tree.c.id)))
    return query.order_by(Endorsement.offered_at.desc(), Endorsement.id.desc())


def topics_of(person_id: int) -> Sequence[AnyRow]:
    """The topics that a person is endorsed for: slug, label and number."""
    number = func.count().label("number")
    query = (
        select(Topic.slug, Topic.label, number)
        .select_from(Endorsement)
        .join(Topic, Topic.id == Endorsement.topic_id)
        .join(User, User.id == Endorsement.endorser_id)
        .where(Endorsement.person_id == person_id, counts(today()), listed())
        .group_by(Topic.slug, Topic.label)
        .order_by(number.desc(), Topic.label)
    )
    return db.session.execute(query).all()


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
    """What a person said for others and did not take back, the newest first."""
    return (
        _rows(Endorsement.person_id)
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


def is_blocked(endorser_id: int, person_id: int) -> bool:
    """Whether a person wants to hear no more from somebody."""
    query = select(Block.person_id).where(
        Block.person_id == person_id, Block.blocked_id == endorser_id
    )
    return db.session.scalar(query) is not None


def counts(day: Any) -> ColumnElement[bool]:
    """Accepted, and not three years old: also where the daily job has not been yet."""
    return and_(Endorsement.state == "accepted", Endorsement.lapses_on > day)


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
