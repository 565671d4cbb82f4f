"""What happens after a change of the forum is committed: the index follows, people are told.

Messages hold ids only. ``portal.forum.notices`` decides who is told, when it handles them.
"""

from collections.abc import Iterable

from portal.forum.models import Community, Post, Thread, ThreadEvent
from portal.outbox import put
from portal.records import Actor, ref

INDEX = "search.sync"
POSTED = "forum.posted"
ACTED = "forum.acted"
JOINING = "forum.joining"
NUDGE = "forum.nudge"
HELP = "forum.help"
PLACE = "forum.place"


def announce_thread(thread: Thread) -> None:
    """The thread changed: what it is found by, or who may see it."""
    put(INDEX, thread.ref)


def announce_post(post: Post) -> None:
    """The post changed: what it is found by, or who may see it."""
    put(INDEX, post.ref)


def announce_community(community: Community) -> None:
    """The community has another name: what is in it is found by other words."""
    put(PLACE, community.ref)


def tell_posted(post: Post) -> None:
    """The post is new: its followers and whom it mentions are told."""
    put(POSTED, post.ref)


def tell_mentioned(post: Post, person_ids: Iterable[int]) -> None:
    """A change of the post mentions these people for the first time: only they are told."""
    if only := sorted(set(person_ids)):
        put(POSTED, post.ref, only=only)


def tell_acted(event: ThreadEvent) -> None:
    """Something was done to a thread or a post: its author is told, with the reason."""
    put(ACTED, ref("event", event.id))


def tell_joining(
    community: Community, kind: str, person_ids: Iterable[int], actor: Actor | None = None
) -> None:
    """Tell people about who is in a community: one of ``notices.JOINING_KINDS``."""
    told = sorted(set(person_ids))
    if told:
        actor_id = actor.id if actor else None
        put(JOINING, community.ref, kind=kind, person_ids=told, actor_id=actor_id)


def tell_nudge(thread: Thread, step: int) -> None:
    """Ask who asked a question what became of it: the first, second or third time."""
    put(NUDGE, thread.ref, step=step)


def tell_help(thread: Thread, person_ids: Iterable[int], step: int) -> None:
    """Ask people for help with a question: those who know, or the moderators."""
    if told := sorted(set(person_ids)):
        put(HELP, thread.ref, person_ids=told, step=step)
