"""What is done every day to keep records true; each step can be repeated, and stopped anywhere."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Update, or_, select, update

from portal.accounts.models import User
from portal.clock import now, today
from portal.extensions import db
from portal.innovations.actions.telling import announce
from portal.innovations.errors import NotPossibleError
from portal.innovations.keeping import queries
from portal.innovations.keeping.dates import due_on
from portal.innovations.keeping.offering import close
from portal.innovations.models import Innovation, OwnershipOffer
from portal.innovations.vocabulary import REMINDER_DAYS
from portal.outbox import Message, commit, daily, put
from portal.permissions import Role
from portal.visibility import Status

_CHUNK = 100


def keep_true(_: Message) -> None:
    """Give review dates where there are none, remind, close offers, find who has no owner."""
    date_records()
    remind()
    expire_offers()
    find_ownerless()


daily("innovations.keep_true", keep_true)


def date_records() -> None:
    """Give a review date to every published record that has none."""
    last = 0
    while rows := db.session.execute(
        select(Innovation.id, Innovation.updated_at)
        .where(
            Innovation.id > last,
            Innovation.status == Status.PUBLISHED,
            Innovation.review_on.is_(None),
        )
        .order_by(Innovation.id)
        .limit(_CHUNK)
    ).all():
        for row in rows:
            due = due_on(None, row.updated_at)
            db.session.execute(_write(row.id, Innovation.review_on.is_(None), review_on=due))
            announce(f"innovation:{row.id}")
        last = rows[-1].id
        commit()


def remind() -> None:
    """Put a mail for each owner and backup owner of what is due: only for the latest day of all
    that have come, and only one for each.
    """
    for days in sorted(REMINDER_DAYS):
        _remind_at(days)


def expire_offers() -> None:
    """Close the offers that nobody answered in time; the record then needs an owner."""
    query = select(OwnershipOffer).where(
        OwnershipOffer.answer.is_(None), OwnershipOffer.expires_on < today()
    )
    for made in db.session.scalars(query.order_by(OwnershipOffer.id)).all():
        try:
            close(made, "expired")
        except NotPossibleError:
            continue
        ref = f"innovation:{made.innovation_id}"
        db.session.execute(
            _write(made.innovation_id, Innovation.ownerless_at.is_(None), ownerless_at=now())
        )
        for person_id in sorted({made.from_id, *_moderators()}):
            put("innovations.offer_expired", ref, person_id=person_id, offer_id=made.id)
        commit()


def find_ownerless() -> None:
    """Note since when records have no owner who can sign in."""
    query = select(Innovation.id).where(
        Innovation.ownerless_at.is_(None),
        Innovation.status.in_(queries.LOOKED_AFTER),
        queries.has_left(),
    )
    for innovation_id in db.session.scalars(query.order_by(Innovation.id)).all():
        db.session.execute(
            _write(innovation_id, Innovation.ownerless_at.is_(None), ownerless_at=now())
        )
    commit()


def _remind_at(days: int) -> None:
    """Remind of the records for which this is the latest reminder that has come."""
    is_due = (
        Innovation.status == Status.PUBLISHED,
        Innovation.review_on <= today() + timedelta(days=days),
        or_(Innovation.last_reminder.is_(None), Innovation.last_reminder > days),
    )
    last = 0
    while rows := db.session.scalars(
        select(Innovation)
        .where(*is_due, Innovation.id > last)
        .order_by(Innovation.id)
        .limit(_CHUNK)
        .execution_options(populate_existing=True)
    ).all():
        for record in rows:
            _remind_of(record, days)
        last = rows[-1].id
        commit()


def _remind_of(record: Innovation, days: int) -> None:
    unsent = or_(Innovation.last_reminder.is_(None), Innovation.last_reminder > days)
    still_due = unsent & (Innovation.review_on == record.review_on)
    written = _write(record.id, still_due, last_reminder=days).returning(Innovation.id)
    if db.session.scalar(written) is None:
        return
    asked = set(record.owner_ids)
    if record.backup_owner_id:
        asked.add(record.backup_owner_id)
    for person_id in sorted(asked):
        put(
            "innovations.review_due",
            record.ref,
            person_id=person_id,
            review_on=record.review_on.isoformat() if record.review_on else "",
            days=days,
        )


def _write(innovation_id: int, condition: Any, **values: Any) -> Update:
    """Write beside the record, so that nobody's edit of it conflicts."""
    return update(Innovation).where(Innovation.id == innovation_id, condition).values(**values)


def _moderators() -> list[int]:
    query = select(User.id).where(
        User.role.in_([Role.MODERATOR, Role.ADMINISTRATOR]), User.disabled_at.is_(None)
    )
    return list(db.session.scalars(query))
