"""People who may be asked about a question: who knows is said by a feature above the forum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.mentions import may_be_named
from portal.forum.models import (
    Community,
    ForumReader,
    HelpRequest,
    Post,
    Thread,
    ThreadTopic,
)
from portal.forum.seeing import visible_threads
from portal.forum.vocabulary import Resolution, State
from portal.organisations.models import Organisation
from portal.records import AnyRow, AnySelect

MOST_ASKED: Final = 3
"""People whom a question is put to."""
MOST_OPEN: Final = 2
"""Questions that one person is asked to help with at a time."""


class Suggestion(NamedTuple):
    """Someone who knows about a question, and why in a few words."""

    person_id: int
    why: str


@dataclass(frozen=True)
class Knower:
    """Someone who may know and may be asked, and what shows it."""

    id: int
    name: str
    organisation: str
    why: str


Suggester = Callable[[str, Sequence[int], Any], Sequence[Suggestion]]
"""From the title and the topics of a question and its asker to people, the best first."""
_suggesters: list[Suggester] = []


def suggests(suggester: Suggester) -> None:
    """Let a feature that knows who knows what say who could be asked."""
    if suggester not in _suggesters:
        _suggesters.append(suggester)


def knowers(thread: Thread, asker: Any) -> list[Knower]:
    """People who know about what a thread asks, as far as the asker sees it, the best first."""
    topic_ids = db.session.scalars(
        select(ThreadTopic.topic_id).where(ThreadTopic.thread_id == thread.id)
    ).all()
    why: dict[int, str] = {}
    for suggester in _suggesters:
        for found in suggester(thread.title, topic_ids, asker):
            why.setdefault(found.person_id, found.why)
    rows = db.session.execute(
        select(User.id, User.name, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(User.id.in_(why), _may_be_asked(thread))
    )
    known = {row.id: Knower(row.id, row.name, row.organisation or "", why[row.id]) for row in rows}
    return [known[person_id] for person_id in why if person_id in known][:MOST_ASKED]


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
