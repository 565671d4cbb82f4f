"""Who is told of a new post, and why. Asked when the post is told of, and before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, literal, or_, select, union_all

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import Community, CommunityReader, Post, ThreadReader, TopicReader
from portal.forum.seeing import can_read
from portal.forum.vocabulary import Level
from portal.records import MAX_ID, AnySelect

TOLD = (Level.FOLLOWING, Level.EVERY_POST)
_CHUNK = 500


@dataclass(frozen=True)
class Told:
    """How one person is told."""

    reason: str
    """Why: one of ``notice_lines.REASONS``."""
    each: bool
    """Whether they want to be told of each post by itself."""


def of_post(
    community: Community,
    author_id: int,
    *,
    thread_id: int | None = None,
    no: int = 1,
    topic_ids: Iterable[int] = (),
    mentioned: Iterable[int] = (),
    answered_id: int | None = None,
) -> dict[int, Told]:
    """Who is told of a post, by id; without a ``thread_id`` of one that would open a thread.

    ``mentioned`` are ids of people; ``answered_id`` is who wrote the post that this one replies
    to. The first reason that holds counts: mentioned, replied to, follows the thread, the
    community, a topic. Nobody is told who may not read it, has muted it, or has read ``no``.
    """
    reasons: dict[int, str] = dict.fromkeys(mentioned, "mentioned")
    if answered_id is not None:
        reasons.setdefault(answered_id, "replied_to")
    for person_id, reason in db.session.execute(
        _followers(community.id, thread_id, topic_ids, opens=no == 1)
    ):
        reasons.setdefault(person_id, reason)
    reasons.pop(author_id, None)
    allowed = _allowed(community, thread_id, no, list(reasons))
    return {
        person_id: Told(reason, allowed[person_id])
        for person_id, reason in reasons.items()
        if person_id in allowed
    }


def would_tell(
    community: Community,
    author_id: int,
    *,
    thread_id: int | None = None,
    topic_ids: Iterable[int] = (),
    mentioned: Iterable[int] = (),
    answered_id: int | None = None,
) -> int:
    """How many people a post will tell that is about to be sent: a reply, or without a
    ``thread_id`` a new thread.
    """
    no = 1 if thread_id is None else MAX_ID
    told = of_post(
        community,
        author_id,
        thread_id=thread_id,
        no=no,
        topic_ids=topic_ids,
        mentioned=mentioned,
        answered_id=answered_id,
    )
    # Whoever asked without a name is one of those who are told: naming them counts like naming
    # anybody else, or the number would say who it was.
    nameless = _nameless(thread_id) if mentioned and thread_id else frozenset()
    return len(told) + len(nameless.intersection(mentioned, told))


def _nameless(thread_id: int) -> frozenset[int]:
    """The ids of those who wrote in a thread without their name."""
    query = select(Post.author_id).where(Post.thread_id == thread_id, Post.is_anonymous)
    return frozenset(db.session.scalars(query))


def _followers(
    community_id: int, thread_id: int | None, topic_ids: Iterable[int], *, opens: bool
) -> AnySelect:
    """Ids and reasons, those of the thread first.

    Who follows a community or a topic is told of new threads; of every post, who chose that.
    """
    parts: list[AnySelect] = []
    wanted = TOLD if opens else (Level.EVERY_POST,)
    if thread_id is not None:
        followed = select(
            ThreadReader.person_id, func.coalesce(ThreadReader.reason, "chose"), literal(1)
        ).where(ThreadReader.thread_id == thread_id, ThreadReader.level.in_(TOLD))
        parts.append(followed)
    parts.append(
        select(CommunityReader.person_id, literal("community"), literal(2)).where(
            CommunityReader.community_id == community_id, CommunityReader.level.in_(wanted)
        )
    )
    parts.append(
        select(TopicReader.person_id, literal("topic"), literal(3)).where(
            TopicReader.topic_id.in_(list(topic_ids)), TopicReader.level.in_(wanted)
        )
    )
    found = union_all(*parts).subquery()
    columns = list(found.c)
    return select(columns[0], columns[1]).order_by(columns[2], columns[0])


def _allowed(
    community: Community, thread_id: int | None, no: int, person_ids: list[int]
) -> dict[int, bool]:
    """Those who may be told, and whether of each post by itself.

    They can sign in, may read it, did not mute it, and have not read it.
    """
    level = func.coalesce(ThreadReader.level, Level.NORMAL)
    around = func.coalesce(CommunityReader.level, Level.NORMAL)
    query = (
        select(User.id, or_(level == Level.EVERY_POST, around == Level.EVERY_POST))
        .outerjoin(
            CommunityReader,
            (CommunityReader.person_id == User.id) & (CommunityReader.community_id == community.id),
        )
        .outerjoin(
            ThreadReader,
            (ThreadReader.person_id == User.id) & (ThreadReader.thread_id == (thread_id or 0)),
        )
        .where(
            User.disabled_at.is_(None),
            User.email.is_not(None),
            can_read(community, User.id),
            level != Level.MUTED,
            or_(around != Level.MUTED, level.in_(TOLD)),
            func.coalesce(ThreadReader.last_read_no, 0) < no,
        )
    )
    allowed: dict[int, bool] = {}
    for start in range(0, len(person_ids), _CHUNK):
        some = query.where(User.id.in_(person_ids[start : start + _CHUNK]))
        allowed.update((row[0], bool(row[1])) for row in db.session.execute(some))
    return allowed
