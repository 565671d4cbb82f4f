"""What those who run a community do with a thread: lock, pin, hide, move, and back again."""

from datetime import date

from sqlalchemy import select

from portal.clock import now, today
from portal.extensions import db
from portal.forum.actions.turns import take_turn
from portal.forum.errors import NotPossibleError
from portal.forum.events import note
from portal.forum.models import Community, Post, Thread
from portal.forum.telling import announce_post, announce_thread
from portal.forum.vocabulary import State
from portal.records import Actor


def lock(thread: Thread, person: Actor, *, reason: str) -> None:
    """Nobody but those who run the community can post in it. Raises NotPossibleError."""
    take_turn(thread)
    if thread.locked_at is not None:
        raise NotPossibleError("This thread is locked already.")
    thread.locked_at, thread.lock_reason = now(), reason
    note(thread, person, "locked", reason=reason)
    announce_thread(thread)


def unlock(thread: Thread, person: Actor) -> None:
    """Raises NotPossibleError."""
    take_turn(thread)
    if thread.locked_at is None:
        raise NotPossibleError("This thread is not locked.")
    thread.locked_at, thread.lock_reason = None, ""
    note(thread, person, "unlocked")
    announce_thread(thread)


def pin(thread: Thread, person: Actor, *, until: date) -> None:
    """Keep it on top of its community up to and including a day. Raises NotPossibleError."""
    take_turn(thread)
    if until < today():
        raise NotPossibleError("Enter today or a later day.")
    thread.pinned_until = until
    note(thread, person, "pinned", data={"until": until.isoformat()})


def unpin(thread: Thread, person: Actor) -> None:
    """Raises NotPossibleError."""
    take_turn(thread)
    if thread.pinned_until is None:
        raise NotPossibleError("This thread is not pinned.")
    thread.pinned_until = None
    note(thread, person, "unpinned")


def hide(thread: Thread, person: Actor, *, reason: str) -> None:
    """Let only its author and those who may restore it see it. Raises NotPossibleError."""
    take_turn(thread)
    if thread.state != State.PUBLISHED:
        raise NotPossibleError("This thread is hidden already.")
    thread.state, thread.state_before, thread.hide_reason = State.HIDDEN, thread.state, reason
    note(thread, person, "hidden", reason=reason)
    announce_all(thread)


def restore(thread: Thread, person: Actor) -> None:
    """Show a hidden thread again. Raises NotPossibleError."""
    take_turn(thread)
    if thread.state != State.HIDDEN:
        raise NotPossibleError("This thread is not hidden.")
    thread.state = thread.state_before or State.PUBLISHED
    thread.state_before, thread.hide_reason = None, ""
    note(thread, person, "restored")
    announce_all(thread)


def move(thread: Thread, person: Actor, community: Community, *, reason: str = "") -> None:
    """Put it into another community, whose readers see it from then on; it is not pinned there.

    Raises NotPossibleError.
    """
    take_turn(thread)
    if thread.community_id == community.id:
        raise NotPossibleError("The thread is in this community already.")
    if community.closed_at is not None:
        raise NotPossibleError("This community is closed. Nothing is moved into it any more.")
    before = thread.community_id
    thread.community, thread.pinned_until = community, None
    note(thread, person, "moved", reason=reason, community_id=before)
    announce_all(thread)


def announce_all(thread: Thread) -> None:
    """Who may see the thread changed, and with it who may find each of its posts."""
    announce_thread(thread)
    for post in db.session.scalars(select(Post).where(Post.thread_id == thread.id)):
        announce_post(post)
