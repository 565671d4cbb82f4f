"""What happens after a change of the forum is committed: the index follows, people are told.

Messages hold ids only. ``portal.forum.notices`` decides who is told, when it handles them.
"""

from portal.forum.models import Post, Thread, ThreadEvent
from portal.outbox import put
from portal.records import ref

INDEX = "search.sync"
POSTED = "forum.posted"
ACTED = "forum.acted"


def announce_thread(thread: Thread) -> None:
    """The thread changed: what it is found by, or who may see it."""
    put(INDEX, thread.ref)


def announce_post(post: Post) -> None:
    """The post changed: what it is found by, or who may see it."""
    put(INDEX, post.ref)


def tell_posted(post: Post) -> None:
    """The post is new: its followers and whom it mentions are told."""
    put(POSTED, post.ref)


def tell_acted(event: ThreadEvent) -> None:
    """Something was done to a thread or a post: its author is told, with the reason."""
    put(ACTED, ref("event", event.id))
