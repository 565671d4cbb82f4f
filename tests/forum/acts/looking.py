"""Looking at what is in the database now."""

from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.forum.models import Post, Thread, ThreadEvent
from portal.notifications.models import Notification
from portal.outbox import Message, drain
from portal.records import AnyRow


def now_in(thread: Thread | int) -> Thread:
    """The thread as it is stored."""
    key = thread if isinstance(thread, int) else thread.id
    db.session.remove()
    return db.session.get_one(Thread, key)


def posts_of(thread: Thread | int) -> list[AnyRow]:
    """Id and number of its posts, in order."""
    key = thread if isinstance(thread, int) else thread.id
    query = select(Post.id, Post.no).where(Post.thread_id == key)
    return list(db.session.execute(query.order_by(Post.no)))


def events_of(thread: Thread | int) -> list[str]:
    """What was done to it, in order."""
    key = thread if isinstance(thread, int) else thread.id
    query = select(ThreadEvent.kind).where(ThreadEvent.thread_id == key).order_by(ThreadEvent.id)
    return list(db.session.scalars(query))


def audited() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def told(person_id: int, kind: str) -> list[str]:
    """The words of the notices of a kind that a person has, when all work is done."""
    do_all()
    query = select(Notification.words).where(
        Notification.person_id == person_id, Notification.kind == kind
    )
    return list(db.session.scalars(query.order_by(Notification.id)))


def announced() -> set[str]:
    """What waits to be indexed."""
    return set(db.session.scalars(select(Message.subject).where(Message.topic == "search.sync")))


def do_all() -> None:
    """Do all work that waits."""
    db.session.remove()
    while drain():
        pass
    db.session.remove()
