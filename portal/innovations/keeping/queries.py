"""Reads of what has to be kept true: stale records, offers, records that need an owner."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.innovations.keeping.dates import STALE_DAYS
from portal.innovations.models import Innovation, InnovationPerson, OwnershipOffer
from portal.records import AnySelect
from portal.visibility import TAKEN_AWAY, Status

# Nobody has to look after a record that is out of use; drafts are for their owners alone.
LOOKED_AFTER = (Status.SUBMITTED, Status.IN_REVIEW, Status.CHANGES_REQUESTED, Status.PUBLISHED)
_Backup = aliased(User)


def leavers(innovation: Innovation) -> frozenset[int]:
    """The owners who do not look after the record any more."""
    if innovation.ownerless_at is not None:
        return innovation.owner_ids
    query = select(User.id).where(User.id.in_(innovation.owner_ids), User.disabled_at.is_not(None))
    return frozenset(db.session.scalars(query))


def leaving(innovation: Innovation, giver: User) -> frozenset[int]:
    """Whose place it is that the giver may offer: an owner's own, or that of owners who left."""
    if giver.id in innovation.owner_ids:
        return frozenset({giver.id})
    return leavers(innovation)


def offer(offer_id: int) -> OwnershipOffer | None:
    """The offer with its two people."""
    return db.session.scalar(_with_people().where(OwnershipOffer.id == offer_id))


def open_offer(innovation_id: int) -> OwnershipOffer | None:
    """The offer of a record that waits for an answer."""
    return db.session.scalar(
        _with_people().where(
            OwnershipOffer.innovation_id == innovation_id, OwnershipOffer.answer.is_(None)
        )
    )


def offers_to(person: User) -> AnySelect:
    """Offers that wait for the person, those first that end first: with the record's title."""
    giver = aliased(User)
    return (
        select(
            OwnershipOffer.id,
            OwnershipOffer.expires_on,
            Innovation.title,
            Innovation.summary,
            Innovation.identifier,
            giver.name.label("giver"),
        )
        .join(Innovation, Innovation.id == OwnershipOffer.innovation_id)
        .join(giver, giver.id == OwnershipOffer.from_id)
        .where(
            OwnershipOffer.to_id == person.id,
            OwnershipOffer.answer.is_(None),
            OwnershipOffer.expires_on >= today(),
            Innovation.status.not_in(TAKEN_AWAY),
        )
        .order_by(OwnershipOffer.expires_on, OwnershipOffer.id)
    )


def offer_count(person: User) -> int:
    """How many offers wait for the person."""
    return db.session.scalar(select(func.count()).select_from(offers_to(person).subquery())) or 0


def stale(reader: User) -> AnySelect:
    """Published records that nobody has confirmed for long, the longest first."""
    return (
        select(
            Innovation.id,
            Innovation.title,
            Innovation.identifier,
            Innovation.review_on,
            Innovation.last_reminder,
            Innovation.reviewed_at,
            User.name.label("owner"),
            User.disabled_at.label("owner_left_at"),
            _Backup.name.label("backup"),
        )
        .join(User, User.id == Innovation.author_id)
        .outerjoin(_Backup, _Backup.id == Innovation.backup_owner_id)
        .where(_is_stale(today()), Innovation.visible_to(reader))
        .order_by(Innovation.review_on, Innovation.id)
    )


def ownerless(reader: User) -> AnySelect:
    """Records that need an owner, the longest without one first, and to whom they are offered."""
    waiting = aliased(OwnershipOffer)
    taker = aliased(User)
    return (
        select(
            Innovation.id,
            Innovation.title,
            Innovation.identifier,
            Innovation.status,
            Innovation.ownerless_at,
            User.name.label("owner"),
            User.disabled_at.label("owner_left_at"),
            taker.name.label("taker"),
            waiting.id.label("offer_id"),
            waiting.expires_on,
        )
        .join(User, User.id == Innovation.author_id)
        .outerjoin(waiting, and_(waiting.innovation_id == Innovation.id, waiting.answer.is_(None)))
        .outerjoin(taker, taker.id == waiting.to_id)
        .where(_needs_owner(), Innovation.visible_to(reader))
        .order_by(Innovation.ownerless_at, Innovation.id)
    )


def care_counts() -> tuple[int, int]:
    """How many records are stale, and how many need an owner, for moderators: one statement."""
    stale_count = select(func.count()).where(_is_stale(today())).scalar_subquery()
    ownerless_count = select(func.count()).where(_needs_owner()).scalar_subquery()
    row = db.session.execute(select(stale_count, ownerless_count)).one()
    return row[0], row[1]


def name_of(person_id: int | None) -> str:
    """The name of a person; empty for nobody."""
    return (person_id and db.session.scalar(select(User.name).where(User.id == person_id))) or ""


def has_left() -> ColumnElement[bool]:
    """That no owner of the record can sign in any more."""
    author = select(User.id).where(User.id == Innovation.author_id, User.disabled_at.is_(None))
    named = (
        select(InnovationPerson.id)
        .join(User, User.id == InnovationPerson.user_id)
        .where(
            InnovationPerson.innovation_id == Innovation.id,
            InnovationPerson.role == "owner",
            User.disabled_at.is_(None),
        )
    )
    return ~or_(author.exists(), named.exists())


def _is_stale(day: date) -> Any:
    last = day - timedelta(days=STALE_DAYS)
    return and_(Innovation.status == Status.PUBLISHED, Innovation.review_on <= last)


def _needs_owner() -> Any:
    return and_(Innovation.ownerless_at.is_not(None), Innovation.status.in_(LOOKED_AFTER))


def _with_people() -> Select[OwnershipOffer]:
    return (
        select(OwnershipOffer)
        .options(joinedload(OwnershipOffer.giver), joinedload(OwnershipOffer.taker))
        .execution_options(populate_existing=True)
    )
