"""What was done to a thread: a line in the thread, a line in the audit log, and its author told."""

from typing import Any

from portal import audit
from portal.extensions import db
from portal.forum.models import Post, Thread, ThreadEvent
from portal.forum.telling import tell_acted
from portal.records import Actor


def note(
    thread: Thread,
    actor: Actor | None,
    kind: str,
    *,
    post: Post | None = None,
    reason: str = "",
    **details: Any,
) -> ThreadEvent:
    """Write down one of ``vocabulary.EVENTS``; ``details`` are columns of ThreadEvent."""
    event = ThreadEvent(
        thread_id=thread.id,
        after_no=thread.next_no,
        kind=kind,
        actor_id=actor.id if actor else None,
        post_id=post.id if post else None,
        reason=reason,
        **details,
    )
    db.session.add(event)
    db.session.flush()
    audit.record(actor, f"thread:{kind}", (post or thread).ref, event=event.id)
    tell_acted(event)
    return event
