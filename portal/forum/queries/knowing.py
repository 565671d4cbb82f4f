"""People who know about a question: they answered questions like it, and may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.mentions import may_be_named
from portal.forum.models import (
    Answer,
    Community,
    ForumReader,
    HelpRequest,
    Post,
    Thread,
    ThreadTopic,
)
from portal.forum.seeing import visible_threads
from portal.forum.vocabulary import Resolution, State
from portal.markdown import plain
from portal.organisations.models import Organisation
from portal.records import AnyRow, AnySelect, parse_ref
from portal.search.similar import similar
from portal.topics.models import Topic

MOST_ASKED: Final = 3
"""People whom a question is put to."""
MOST_OPEN: Final = 2
"""Questions that one person is asked to help with at a time."""
_MOST_SHOWN: Final = 6
_LIKE: Final = 15
# An answer that got the credit says more than a reply.
_CREDITED: Final = 3


@dataclass(frozen=True)
class Knower:
    """Someone who may know, and what shows it."""

    id: int
    name: str
    organisation: str
    answers: int
    replies: int


def knowers(thread: Thread, asker: Any) -> list[Knower]:
    """People who replied in threads like this one that the asker may see, the best first."""
    like = _like(thread, asker)
    credited = exists().where(Answer.post_id == Post.id)
    score = func.sum(case((credited, _CREDITED), else_=1))
    query = (
        select(
            User.id,
            User.name,
            Organisation.name.label("organisation"),
            func.sum(case((credited, 1), else_=0)).label("answers"),
            func.count().label("replies"),
        )
        .select_from(Post)
        .join(User, User.id == Post.author_id)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(
            Post.thread_id.in_(like),
            Post.state == State.PUBLISHED,
            # Who writes without a name is not given away by being asked.
            Post.is_anonymous.is_(False),
            Post.author_id != Thread.author_id,
            _may_be_asked(thread),
        )
        .group_by(User.id, User.name, Organisation.name)
        .order_by(score.desc(), User.id)
        .limit(_MOST_SHOWN)
    )
    return [
        Knower(row.id, row.name, row.organisation or "", row.answers, row.replies)
        for row in db.session.execute(query)
    ]


def askable(thread: Thread, ids: Sequence[int]) -> list[int]:
    """Those of the people who may be asked about the thread now."""
    query = select(User.id).where(User.id.in_(ids), _may_be_asked(thread))
    return list(db.session.scalars(query.order_by(User.id)))


def asked(thread_id: int) -> Sequence[AnyRow]:
    """Whom the asker chose: name, organisation, asked_at and answer."""
    query = (
        select(
            User.id,
            User.name,
            Organisation.name.label("organisation"),
            HelpRequest.asked_at,
            HelpRequest.answer,
        )
        .select_from(HelpRequest)
        .join(User, User.id == HelpRequest.person_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(HelpRequest.thread_id == thread_id)
    )
    return db.session.execute(query.order_by(HelpRequest.chosen_at, User.name)).all()


def asked_of(reader: Any) -> AnySelect:
    """The open questions that the reader was asked to help with: id, title and asked_at."""
    return (
        select(Thread.id, Thread.title, HelpRequest.asked_at)
        .select_from(HelpRequest)
        .join(Thread, Thread.id == HelpRequest.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .where(
            HelpRequest.person_id == reader.id,
            HelpRequest.asked_at.is_not(None),
            HelpRequest.answer.is_(None),
            waiting(),
            visible_threads(reader),
        )
        .order_by(HelpRequest.asked_at.desc(), Thread.id)
    )


def request_to(reader: Any, thread_id: int) -> HelpRequest | None:
    """What the reader was asked about a thread that they may see."""
    query = (
        select(HelpRequest)
        .join(Thread, Thread.id == HelpRequest.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .where(
            HelpRequest.thread_id == thread_id,
            HelpRequest.person_id == reader.id,
            HelpRequest.asked_at.is_not(None),
            visible_threads(reader),
        )
    )
    return db.session.scalar(query)


def is_askable(person_id: int) -> bool:
    """Whether a person may be asked to help; everyone may until they say otherwise."""
    query = select(ForumReader.is_askable).where(ForumReader.person_id == person_id)
    return db.session.scalar(query) is not False


def waiting() -> ColumnElement[bool]:
    """The questions that wait for their first reply by somebody else."""
    # Not Post and Community themselves, which the statements around it ask as well.
    reply, place = aliased(Post), aliased(Community)
    replied = exists().where(
        reply.thread_id == Thread.id,
        reply.state == State.PUBLISHED,
        reply.author_id != Thread.author_id,
    )
    closed = exists().where(place.id == Thread.community_id, place.closed_at.is_not(None))
    return and_(
        Thread.resolution == Resolution.OPEN,
        Thread.state == State.PUBLISHED,
        Thread.locked_at.is_(None),
        ~replied,
        ~closed,
    )


def _may_be_asked(thread: Thread) -> ColumnElement[bool]:
    """Listed people who may read the thread, want to be asked and are not asked too much."""
    this = aliased(Thread)
    still = select(this.id).where(
        this.id == HelpRequest.thread_id, this.resolution == Resolution.OPEN
    )
    open_requests = (
        select(func.count())
        .select_from(HelpRequest)
        .where(
            HelpRequest.person_id == User.id,
            HelpRequest.answer.is_(None),
            HelpRequest.thread_id != thread.id,
            still.exists(),
        )
        .scalar_subquery()
    )
    opted_out = exists().where(ForumReader.person_id == User.id, ForumReader.is_askable.is_(False))
    return and_(
        may_be_named(thread.community),
        User.id != thread.author_id,
        ~opted_out,
        open_requests < MOST_OPEN,
    )


def _like(thread: Thread, asker: Any) -> list[int]:
    """Threads like this one that the asker may see; by their topics where the index has none."""
    opening = select(Post.html).where(Post.thread_id == thread.id).order_by(Post.no).limit(1)
    labels = (
        select(Topic.label)
        .join(ThreadTopic, ThreadTopic.topic_id == Topic.id)
        .where(ThreadTopic.thread_id == thread.id)
    )
    texts = {
        "title": thread.title,
        "body": plain(db.session.scalar(opening) or ""),
        "topics": " ".join(db.session.scalars(labels)),
    }
    cards = similar(texts, asker, kinds=("thread",), excluded=(thread.ref,), limit=_LIKE)
    found = [parse_ref(card.ref)[1] for card in cards]
    same = select(ThreadTopic.topic_id).where(ThreadTopic.thread_id == thread.id)
    by_topic = (
        select(Thread.id)
        .join(Community, Community.id == Thread.community_id)
        .join(ThreadTopic, ThreadTopic.thread_id == Thread.id)
        .where(ThreadTopic.topic_id.in_(same), Thread.id != thread.id, visible_threads(asker))
        .distinct()
        .order_by(Thread.id.desc())
        .limit(_LIKE)
    )
    return found or list(db.session.scalars(by_topic))
