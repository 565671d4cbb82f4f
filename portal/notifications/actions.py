"""Telling people, and marking what they have read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from portal.clock import now
from portal.extensions import db
from portal.notifications.models import Notification
from portal.records import Actor
from portal.turns import take_turns

# Names in one line; who did it before them is only counted.
MOST_ACTORS = 5
READ_KEPT = timedelta(days=60)
UNREAD_KEPT = timedelta(days=365)
_CHUNK = 500


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person. The names are those of ``Notification``."""

    person_id: int
    kind: str
    group_key: str
    about: str
    about_id: int
    ref: str
    reason: str = ""
    actor_id: int | None = None
    words: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    rank: int = 0
    """Which kind stands for the line when several join: the highest."""


def tell(notices: Iterable[Notice]) -> None:
    """Write the notices down; those of a group that is still unread become one line of it."""
    wanted = list(notices)
    take_turns(*(f"notification-{notice.group_key}" for notice in wanted))
    for start in range(0, len(wanted), _CHUNK):
        _tell(wanted[start : start + _CHUNK])
        db.session.flush()


def _tell(notices: list[Notice]) -> None:
    query = select(Notification).where(
        Notification.person_id.in_({notice.person_id for notice in notices}),
        Notification.group_key.in_({notice.group_key for notice in notices}),
        Notification.read_at.is_(None),
    )
    unread = {(row.person_id, row.group_key): row for row in db.session.scalars(query)}
    for notice in notices:
        key = (notice.person_id, notice.group_key)
        if key in unread:
            _join(unread[key], notice)
        else:
            unread[key] = _first(notice)
            db.session.add(unread[key])


def _first(notice: Notice) -> Notification:
    moment = now()
    return Notification(
        person_id=notice.person_id,
        kind=notice.kind,
        group_key=notice.group_key,
        about=notice.about,
        about_id=notice.about_id,
        ref=notice.ref,
        reason=notice.reason,
        times=1,
        actor_ids=_actors([], notice),
        data=notice.data | {"rank": notice.rank},
        words=notice.words,
        created_at=moment,
        updated_at=moment,
    )


def _join(row: Notification, notice: Notice) -> None:
    """It goes on leading to the first that was not read."""
    row.times += 1
    row.actor_ids = _actors(row.actor_ids, notice)
    row.updated_at = now()
    if notice.rank > row.data.get("rank", 0):
        row.kind, row.reason = notice.kind, notice.reason
    row.data = row.data | notice.data | {"rank": max(notice.rank, row.data.get("rank", 0))}


def _actors(before: list[int], notice: Notice) -> list[int]:
    """0 stands for someone who is not named."""
    newest = notice.actor_id or 0
    return [newest, *(actor for actor in before if actor != newest)][:MOST_ACTORS]


def read(person: Actor, notification_id: int) -> bool:
    """Mark one notice as read; whether there is one of that person."""
    query = select(Notification.id).where(
        Notification.id == notification_id, Notification.person_id == person.id
    )
    if db.session.scalar(query) is None:
        return False
    _mark(db.session(), person.id, Notification.id == notification_id)
    return True


def read_all(person: Actor) -> None:
    """Mark all notices of a person as read."""
    _mark(db.session(), person.id)


def read_about(
    session: Session, person_id: int, about: str, about_id: int, upto: int | None = None
) -> None:
    """Mark what was told about a record as read, because the person has it before them.

    ``upto`` is the highest number that they were shown: what was told of a later one stays.
    """
    query = select(Notification).where(
        Notification.person_id == person_id,
        Notification.about == about,
        Notification.about_id == about_id,
        Notification.read_at.is_(None),
    )
    shown = [
        notice.id
        for notice in session.scalars(query)
        if upto is None or notice.data.get("no", 0) <= upto
    ]
    if shown:
        _mark(session, person_id, Notification.id.in_(shown))


def take_back(about: str, about_id: int, gone: str, instead: str) -> None:
    """What was told of ``gone``, a ref, is not news any more; a line with more in it stays, and
    leads to ``instead``.
    """
    query = select(Notification).where(
        Notification.about == about, Notification.about_id == about_id, Notification.ref == gone
    )
    for notice in db.session.scalars(query):
        if notice.times == 1:
            db.session.delete(notice)
        else:
            notice.times -= 1
            notice.ref = instead


def forget_old() -> None:
    """Delete what was read long ago, and what nobody will read any more."""
    moment = now()
    db.session.execute(
        delete(Notification).where(
            (Notification.read_at < moment - READ_KEPT)
            | (Notification.updated_at < moment - UNREAD_KEPT)
        )
    )


def _mark(session: Session, person_id: int, *conditions: ColumnElement[bool]) -> None:
    session.execute(
        update(Notification)
        .where(Notification.person_id == person_id, Notification.read_at.is_(None), *conditions)
        .values(read_at=now())
    )
