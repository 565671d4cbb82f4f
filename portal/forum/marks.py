"""How far people have read, and the threads they follow: one statement each, safe to repeat.

Every function takes the session, because most marks are written beside the request.
"""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.clock import now
from portal.forum.models import CommunityReader, ForumReader, Post, Thread, ThreadReader
from portal.forum.vocabulary import Level

_READER: Any = ThreadReader.__table__
_AROUND: Any = CommunityReader.__table__
_FORUM: Any = ForumReader.__table__


def read_upto(session: Session, person_id: int, thread_id: int, no: int) -> None:
    """The person was shown the posts up to ``no``. The mark only grows."""
    values = {"person_id": person_id, "thread_id": thread_id, "last_read_no": no}
    session.execute(_reading_on(_dialect(session)), values)


def keep_unread(session: Session, person_id: int, thread_id: int, no: int) -> None:
    """The person wants the thread to be unread from the post ``no`` on."""
    new = _insert(
        session,
        _READER,
        person_id=person_id,
        thread_id=thread_id,
        last_read_no=max(no - 1, 0),
        is_kept_unread=True,
    )
    session.execute(
        new.on_conflict_do_update(
            index_elements=["person_id", "thread_id"],
            set_={"last_read_no": new.excluded.last_read_no, "is_kept_unread": True},
        )
    )


def read_all(session: Session, person_id: int, community_id: int | None = None) -> None:
    """Everything there is now counts as read: in the whole forum, or in one community."""
    upto = select(func.coalesce(func.max(Post.id), 0)).scalar_subquery()
    if community_id is None:
        new = _insert(
            session, _FORUM, person_id=person_id, read_upto_post_id=upto, changed_at=now()
        )
        keys = ["person_id"]
    else:
        new = _insert(
            session,
            _AROUND,
            person_id=person_id,
            community_id=community_id,
            read_upto_post_id=upto,
        )
        keys = ["person_id", "community_id"]
    session.execute(
        new.on_conflict_do_update(
            index_elements=keys, set_={"read_upto_post_id": new.excluded.read_upto_post_id}
        )
    )
    # What was marked unread before is read too: seldom anything.
    kept = update(_READER).where(_READER.c.person_id == person_id, _READER.c.is_kept_unread)
    if community_id is not None:
        here = select(Thread.id).where(Thread.community_id == community_id)
        kept = kept.where(_READER.c.thread_id.in_(here))
    session.execute(kept.values(is_kept_unread=False))


def follow(
    session: Session,
    person_id: int,
    thread_id: int,
    reason: str,
    *,
    level: str = Level.FOLLOWING,
) -> None:
    """The person follows the thread from now on, unless they have chosen a level themselves.

    ``reason`` is one of ``vocabulary.FOLLOW_REASONS``; the first one stays.
    """
    _set_level(session, person_id, thread_id, level, reason, chosen=False)


def choose(session: Session, person_id: int, thread_id: int, level: str) -> None:
    """The person is told so much of the thread; nothing but they themselves changes it again."""
    _set_level(session, person_id, thread_id, level, "chose", chosen=True)


def follow_community(session: Session, person_id: int, community_id: int, level: str) -> None:
    """The person is told so much of the community; their "all read" mark stays."""
    new = _insert(session, _AROUND, person_id=person_id, community_id=community_id, level=level)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["person_id", "community_id"], set_={"level": new.excluded.level}
        )
    )


def set_askable(session: Session, person_id: int, *, is_askable: bool) -> None:
    """Whether the person may be asked to help; their "all read" mark stays."""
    new = _insert(session, _FORUM, person_id=person_id, is_askable=is_askable, changed_at=now())
    values = {"is_askable": new.excluded.is_askable, "changed_at": new.excluded.changed_at}
    session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))


def _set_level(
    session: Session, person_id: int, thread_id: int, level: str, reason: str, *, chosen: bool
) -> None:
    values = {"person_id": person_id, "thread_id": thread_id, "level": level, "reason": reason}
    session.execute(_setting_level(_dialect(session), chosen=chosen), values)


@cache
def _reading_on(dialect: str) -> Any:
    """Built once, as is the next: each page that is read and each reply runs them."""
    new = _insert_of(dialect, _READER, "person_id", "thread_id", "last_read_no")
    return new.on_conflict_do_update(
        index_elements=["person_id", "thread_id"],
        set_={"last_read_no": new.excluded.last_read_no, "is_kept_unread": False},
        where=_READER.c.last_read_no < new.excluded.last_read_no,
    )


@cache
def _setting_level(dialect: str, *, chosen: bool) -> Any:
    new = _insert_of(dialect, _READER, "person_id", "thread_id", "level", "reason")
    untouched = (_READER.c.level == Level.NORMAL) & _READER.c.reason.is_(None)
    return new.on_conflict_do_update(
        index_elements=["person_id", "thread_id"],
        set_={"level": new.excluded.level, "reason": new.excluded.reason},
        where=None if chosen else untouched,
    )


def _insert_of(dialect: str, table: Any, *names: str) -> Any:
    """An INSERT of these columns that may say what happens where the row is there already."""
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    return insert.values({name: bindparam(name) for name in names}) if names else insert


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _insert(session: Session, table: Any, **values: Any) -> Any:
    """The same with the values in it."""
    return _insert_of(_dialect(session), table).values(**values)
