"""Who is told of what happens in the forum: decided when it is told, by what they may see then.

These handlers write the notices in the transaction that deletes their messages.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.extensions import db
from portal.forum import audience
from portal.forum.models import (
    Community,
    JoinRequest,
    Post,
    PostMention,
    Thread,
    ThreadEvent,
    ThreadTopic,
)
from portal.forum.seeing import can_read
from portal.forum.telling import ACTED, HELP, JOINING, NUDGE, POSTED
from portal.forum.vocabulary import State
from portal.notifications.actions import Notice, tell
from portal.outbox import Message, handles_batch
from portal.records import parse_ref

# Which reason stands for the line when several posts of a thread join in one.
_RANKS = {"mentioned": 3, "replied_to": 2}
# Of these the people who write in the thread are not told: they see them there.
_SILENT_EVENTS = frozenset({"summarised", "split_from", "merged_from"})


@handles_batch(POSTED, writes=True)
def tell_of_posts(messages: list[Message]) -> None:
    """Tell of new posts, all of one thread in one line."""
    posts = _found(Post, messages, joinedload(Post.thread).joinedload(Thread.community))
    for message in messages:
        post = posts.get(message.subject)
        if post is not None and post.state == post.thread.state == State.PUBLISHED:
            tell(_of_post(post, message.payload.get("only")))


@handles_batch(ACTED, writes=True)
def tell_of_acts(messages: list[Message]) -> None:
    """Tell authors what was done to their threads and posts, with the reason."""
    events = _found(ThreadEvent, messages)
    for message in messages:
        event = events.get(message.subject)
        if event is not None and event.kind not in _SILENT_EVENTS:
            tell(_of_event(event))


@handles_batch(JOINING, writes=True)
def tell_of_joining(messages: list[Message]) -> None:
    """Tell those who run a community who wants in, and others what became of it."""
    for message in messages:
        community = db.session.get(Community, parse_ref(message.subject)[1])
        if community is not None:
            tell(_of_joining(community, **message.payload))


@handles_batch(NUDGE, writes=True)
def tell_askers(messages: list[Message]) -> None:
    """Ask those who asked a question what became of it."""
    for message in messages:
        thread = db.session.get(Thread, parse_ref(message.subject)[1])
        if thread is not None and thread.resolution == "open":
            tell([_about(thread, thread.author_id, "nudge", "started")])


@handles_batch(HELP, writes=True)
def tell_helpers(messages: list[Message]) -> None:
    """Ask people for help with a question, if they may read it."""
    for message in messages:
        thread = db.session.get(
            Thread, parse_ref(message.subject)[1], options=[joinedload(Thread.community)]
        )
        if thread is None or thread.resolution != "open" or thread.state != State.PUBLISHED:
            continue
        asked = User.id.in_(message.payload["person_ids"])
        reading = can_read(thread.community, User.id)
        reason = "asked" if message.payload["step"] == 1 else "runs"
        people = db.session.scalars(
            select(User.id).where(asked, reading, User.disabled_at.is_(None))
        )
        tell([_about(thread, person_id, "help", reason) for person_id in people])


def _found(model: Any, messages: list[Message], *options: Any) -> dict[str, Any]:
    """The records of the messages that are still there, by the subject of the message."""
    subjects = {parse_ref(message.subject)[1]: message.subject for message in messages}
    query = select(model).where(model.id.in_(subjects)).options(*options)
    return {subjects[record.id]: record for record in db.session.scalars(query)}


def _of_post(post: Post, only: list[int] | None) -> list[Notice]:
    """``only``: the people whom a change of the post mentions for the first time."""
    thread = post.thread
    told = audience.of_post(
        thread.community,
        post.author_id,
        thread_id=thread.id,
        no=post.no,
        topic_ids=_ids(select(ThreadTopic.topic_id).where(ThreadTopic.thread_id == thread.id)),
        mentioned=_ids(select(PostMention.person_id).where(PostMention.post_id == post.id)),
        answered_id=_author_of(post.reply_to_id),
    )
    return [
        Notice(
            person_id=person_id,
            kind="mention" if how.reason == "mentioned" else "thread" if post.no == 1 else "reply",
            group_key=post.ref if how.each else thread.ref,
            about="thread",
            about_id=thread.id,
            ref=post.ref,
            reason=how.reason,
            actor_id=None if post.is_anonymous else post.author_id,
            data={"no": post.no},
            rank=_RANKS.get(how.reason, 1),
        )
        for person_id, how in told.items()
        if only is None or person_id in only
    ]


def _of_event(event: ThreadEvent) -> list[Notice]:
    """To the author of the post it was about, or of the thread; and of all posts that moved."""
    thread = db.session.get_one(Thread, event.thread_id)
    posts = [event.post_id] if event.post_id else event.data.get("post_ids", [])
    authors = set(_ids(select(Post.author_id).where(Post.id.in_(posts))))
    if event.post_id is None or event.kind == "answered":
        authors.add(thread.author_id)
    named = event.actor_id != thread.author_id or not thread.is_anonymous
    return [
        Notice(
            person_id=person_id,
            kind=event.kind,
            group_key=f"event:{event.id}",
            about="decision",
            # A merged thread is seen by nobody: its notice is of the one that it went into.
            about_id=(event.kind == "merged" and event.other_thread_id) or thread.id,
            ref=f"post:{event.post_id}" if event.post_id else thread.ref,
            reason="decision",
            actor_id=event.actor_id if named else None,
            words=event.reason,
        )
        for person_id in sorted(authors - {event.actor_id})
    ]


def _of_joining(
    community: Community, *, kind: str, person_ids: list[int], actor_id: int | None
) -> list[Notice]:
    """Who wants in is told to those who decide; all else to the person it is about."""
    for_stewards = kind == "requested"
    return [
        Notice(
            person_id=person_id,
            kind=kind,
            group_key=f"{community.ref}:{kind}",
            about="community" if for_stewards else "membership",
            about_id=community.id,
            ref=community.ref,
            reason="runs" if for_stewards else "membership",
            actor_id=actor_id,
            words=_reason_of_answer(community.id, person_id) if kind == "declined" else "",
        )
        for person_id in person_ids
    ]


def _reason_of_answer(community_id: int, person_id: int) -> str:
    query = select(JoinRequest.reason).where(
        JoinRequest.community_id == community_id, JoinRequest.person_id == person_id
    )
    return db.session.scalar(query.order_by(JoinRequest.id.desc()).limit(1)) or ""


def _about(thread: Thread, person_id: int, kind: str, reason: str) -> Notice:
    return Notice(
        person_id=person_id,
        kind=kind,
        group_key=f"{thread.ref}:{kind}",
        about="thread",
        about_id=thread.id,
        ref=thread.ref,
        reason=reason,
    )


def _author_of(post_id: int | None) -> int | None:
    return db.session.scalar(select(Post.author_id).where(Post.id == post_id)) if post_id else None


def _ids(query: Any) -> Iterable[int]:
    return db.session.scalars(query).all()
