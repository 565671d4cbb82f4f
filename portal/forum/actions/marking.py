"""Marking what is read, and choosing how much to be told of a thread."""

from portal.extensions import db
from portal.forum import marks
from portal.records import Actor


def mark_unread(person: Actor, thread_id: int, no: int) -> None:
    """The thread is unread for the person from the post with this number on."""
    marks.keep_unread(db.session(), person.id, thread_id, no)


def mark_all_read(person: Actor, community_id: int | None = None) -> None:
    """Everything that is there now is read: in one community, or in all."""
    marks.read_all(db.session(), person.id, community_id)


def follow_thread(person: Actor, thread_id: int, level: str) -> None:
    """Tell the person so much of a thread from now on."""
    marks.choose(db.session(), person.id, thread_id, level)
