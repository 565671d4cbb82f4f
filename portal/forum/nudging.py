"""Every day: remind those who asked, and let questions without a reply go up.

After two working days the people are asked whom the asker chose, after five those who run the
community, after ten the moderators of the portal. The first reply ends it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, select, update

from portal.accounts.models import User
from portal.clock import now, today
from portal.extensions import db
from portal.forum import marks
from portal.forum.models import Community, HelpRequest, Membership, Post, Thread
from portal.forum.queries.knowing import is_askable, waiting
from portal.forum.seeing import STEWARDS, can_read
from portal.forum.telling import tell_help, tell_nudge
from portal.forum.vocabulary import Resolution, State
from portal.outbox import Message, commit, daily
from portal.permissions import Role
from portal.working_days import older_than

NUDGE_DAYS: Final = (3, 7, 30)
"""Days after which who asked a question is asked what became of it."""
ASK_DAYS: Final = (2, 5, 10)
"""Working days without a reply, after which others are asked."""
_CHUNK: Final = 100


def go_through(_: Message) -> None:
    """Close the requests that are over, remind, and let questions go up."""
    close_requests()
    for step, days in enumerate(NUDGE_DAYS, 1):
        nudge(step, days)
    for step, days in enumerate(ASK_DAYS, 1):
        go_up(step, days)


daily("forum.nudge_daily", go_through)


def nudge(step: int, days: int) -> None:
    """Ask what became of questions that are so old: only for the latest step that has come."""
    later = [n for n in NUDGE_DAYS if n > days]
    too_old = now() - timedelta(days=later[0]) if later else None
    # Where nobody posts any more, the asker could not close the question.
    closed = select(Community.id).where(Community.closed_at.is_not(None))
    can_answer = (Thread.locked_at.is_(None), Thread.community_id.not_in(closed))
    age = Thread.created_at <= now() - timedelta(days=days)
    due = [*_ASKED_HERE, *can_answer, Thread.nudges < step, age]
    if too_old is not None:
        due.append(Thread.created_at > too_old)
    for thread in _in_chunks(due):
        if _takes(thread, Thread.nudges < step, nudges=step):
            tell_nudge(thread, step)


def go_up(step: int, days: int) -> None:
    """Ask for help with questions that have waited so many working days for a reply."""
    # "Older than" counts whole days behind the one on which it was asked.
    before = older_than(days - 1, today())
    due = [*_ASKED_HERE, waiting(), Thread.escalation == step - 1, Thread.created_at < before]
    for thread in _in_chunks(due):
        if _takes(thread, Thread.escalation == step - 1, escalation=step):
            community = db.session.get_one(Community, thread.community_id)
            people = _ASKS[step](thread, community)
            tell_help(thread, (key for key in people if key != thread.author_id), step)


def close_requests() -> None:
    """Note how requests for help ended: by a reply of the person, or without them."""
    replied = exists().where(
        Post.thread_id == HelpRequest.thread_id,
        Post.author_id == HelpRequest.person_id,
        Post.state == State.PUBLISHED,
    )
    still = select(Thread.id).where(waiting())
    answered = HelpRequest.answer.is_(None)
    for answer, condition in (
        ("replied", replied),
        ("not_needed", HelpRequest.thread_id.not_in(still)),
    ):
        db.session.execute(
            update(HelpRequest)
            .where(answered, condition)
            .values(answer=answer, answered_at=now())
            .execution_options(synchronize_session=False)
        )
    commit()


# Nobody waits any more for an answer to what was asked elsewhere and imported.
_ASKED_HERE: Sequence[ColumnElement[bool]] = (
    Thread.resolution == Resolution.OPEN,
    Thread.state == State.PUBLISHED,
    Thread.source_url == "",
)


def _in_chunks(due: Iterable[ColumnElement[bool]]) -> Iterator[Thread]:
    """The threads, oldest first; what was done with a chunk is committed with it."""
    last = 0
    query = select(Thread).where(*due).order_by(Thread.id).limit(_CHUNK)
    while threads := db.session.scalars(query.where(Thread.id > last)).all():
        last = threads[-1].id
        yield from threads
        commit()


def _takes(thread: Thread, condition: ColumnElement[bool], **values: int) -> bool:
    """Whether this worker is the one to do it; beside the record, so nobody's edit conflicts."""
    written = (
        update(Thread)
        .where(Thread.id == thread.id, condition)
        .values(**values)
        .returning(Thread.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(written) is not None


def _chosen(thread: Thread, _: Community) -> list[int]:
    """Those whom the asker chose and who still want to be asked; from now on they follow it."""
    query = (
        select(HelpRequest)
        .join(User, User.id == HelpRequest.person_id)
        .where(
            HelpRequest.thread_id == thread.id,
            HelpRequest.answer.is_(None),
            HelpRequest.asked_at.is_(None),
            User.disabled_at.is_(None),
        )
    )
    people = []
    for request in db.session.scalars(query.order_by(HelpRequest.person_id)).all():
        if is_askable(request.person_id):
            request.asked_at = now()
            marks.follow(db.session(), request.person_id, thread.id, "asked")
            people.append(request.person_id)
    return people


def _stewards(_: Thread, community: Community) -> list[int]:
    query = (
        select(User.id)
        .join(Membership, Membership.person_id == User.id)
        .where(
            Membership.community_id == community.id,
            Membership.role.in_(STEWARDS),
            User.disabled_at.is_(None),
        )
    )
    return list(db.session.scalars(query))


def _moderators(_: Thread, community: Community) -> list[int]:
    """Those of the portal, where they may read it."""
    query = select(User.id).where(
        User.role.in_((Role.MODERATOR, Role.ADMINISTRATOR)),
        User.disabled_at.is_(None),
        can_read(community, User.id),
    )
    return list(db.session.scalars(query))


_ASKS: dict[int, Any] = {1: _chosen, 2: _stewards, 3: _moderators}
