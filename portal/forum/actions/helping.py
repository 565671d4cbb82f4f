"""Choosing who is asked about a question, saying no, and not wanting to be asked at all."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from portal import audit
from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.forum import marks
from portal.forum.actions.turns import take_turn
from portal.forum.errors import NotPossibleError
from portal.forum.models import HelpRequest, Thread, ThreadReader
from portal.forum.queries.knowing import MOST_ASKED, askable
from portal.forum.vocabulary import Level, Resolution, State
from portal.records import Actor


def choose(thread: Thread, asker: Actor, person_ids: Sequence[int]) -> None:
    """Let these people be asked when nobody replies; those who were asked already stay.

    Raises NotPossibleError.
    """
    take_turn(thread)
    if thread.resolution != Resolution.OPEN or thread.state != State.PUBLISHED:
        raise NotPossibleError("This question is closed. Nobody is asked any more.")
    wanted = set(person_ids)
    # Two who choose the same person wait for each other: nobody is asked too much.
    db.session.execute(
        select(User.id).where(User.id.in_(wanted)).order_by(User.id).with_for_update()
    ).all()
    db.session.execute(
        delete(HelpRequest).where(
            HelpRequest.thread_id == thread.id,
            HelpRequest.asked_at.is_(None),
            HelpRequest.person_id.not_in(wanted),
        )
    )
    there = select(HelpRequest.person_id).where(HelpRequest.thread_id == thread.id)
    kept = set(db.session.scalars(there))
    new = wanted - kept
    if len(kept) + len(new) > MOST_ASKED:
        raise NotPossibleError(f"Choose {MOST_ASKED} people or fewer.")
    if set(askable(thread, sorted(new))) != new:
        raise NotPossibleError("Someone you chose cannot be asked now. Choose again.")
    db.session.add_all(HelpRequest(thread_id=thread.id, person_id=key) for key in sorted(new))
    audit.record(asker, "thread:choose_helpers", thread.ref, people=sorted(wanted))


def decline(request: HelpRequest) -> None:
    """The person cannot help, and is not told of the thread any more because of it."""
    if request.answer is not None:
        raise NotPossibleError("You have said so already, or your help is not needed any more.")
    request.answer, request.answered_at = "declined", now()
    db.session.execute(
        update(ThreadReader)
        .where(
            ThreadReader.person_id == request.person_id,
            ThreadReader.thread_id == request.thread_id,
            ThreadReader.reason == "asked",
        )
        .values(level=Level.NORMAL, reason=None)
        .execution_options(synchronize_session=False)
    )


def set_askable(person: Actor, *, is_askable: bool) -> None:
    """Whether the person may be asked to help with questions."""
    marks.set_askable(db.session(), person.id, is_askable=is_askable)
