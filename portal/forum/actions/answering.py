"""What becomes of a question: credited answers, how it was closed, and open again."""

from sqlalchemy import delete, select

from portal.clock import now
from portal.extensions import db
from portal.forum.actions.turns import take_turn
from portal.forum.errors import NotPossibleError
from portal.forum.events import note
from portal.forum.models import Answer, Post, Thread
from portal.forum.queries.posts import is_opening
from portal.forum.telling import announce_post, announce_thread
from portal.forum.vocabulary import MOST_ANSWERS, Resolution, State, ThreadKind
from portal.records import Actor

_NOT_A_QUESTION = "This thread is not a question."


def credit(post: Post, person: Actor) -> None:
    """Say that the post answered the question, which is answered from now on.

    Raises NotPossibleError.
    """
    thread = post.thread
    take_turn(thread)
    db.session.refresh(post, ["thread_id", "state"])
    if thread.kind != ThreadKind.QUESTION:
        raise NotPossibleError(_NOT_A_QUESTION)
    if thread.state != State.PUBLISHED or post.thread_id != thread.id:
        raise NotPossibleError("The thread has changed. Look at it again.")
    if post.state != State.PUBLISHED or is_opening(post):
        raise NotPossibleError("Only a reply that everyone can read can be credited.")
    answers = _answers(thread)
    if post.id in answers.values():
        raise NotPossibleError("This post is credited already.")
    free = sorted(set(range(1, MOST_ANSWERS + 1)).difference(answers))
    if not free:
        raise NotPossibleError(f"At most {MOST_ANSWERS} posts of a question can be credited.")
    db.session.add(
        Answer(thread_id=thread.id, position=free[0], post_id=post.id, by_id=person.id, at=now())
    )
    if thread.resolution != Resolution.ANSWERED:
        _close(thread, Resolution.ANSWERED)
    note(thread, person, "answered", post=post)
    _announce(thread, post)


def uncredit(post: Post, person: Actor) -> None:
    """Take the credit of a post back; with the last one the question is open again.

    Raises NotPossibleError.
    """
    take_turn(post.thread)
    if not drop_credit(post, person):
        raise NotPossibleError("This post is not credited.")


def drop_credit(post: Post, person: Actor | None) -> bool:
    """Take the credit of a post back, if it has any, in the turn of its thread.

    A question of which nothing but its credited posts said that it was answered is open then.
    """
    thread = post.thread
    if post.id not in _answers(thread).values():
        return False
    take_credit(thread, post, person)
    if thread.resolution == Resolution.ANSWERED and not _answers(thread) and not thread.outcome:
        open_again(thread, person)
    return True


def resolve(
    thread: Thread,
    person: Actor,
    *,
    resolution: str,
    outcome: str = "",
    target: Thread | None = None,
) -> None:
    """Close a question, or change how it was closed. ``target`` is what it is a duplicate of.

    Posts keep their credit only in a question that was answered. Raises NotPossibleError.
    """
    take_turn(thread)
    if thread.kind != ThreadKind.QUESTION:
        raise NotPossibleError(_NOT_A_QUESTION)
    if thread.state != State.PUBLISHED:
        raise NotPossibleError("This thread is hidden. Restore it first.")
    if resolution == Resolution.DUPLICATE:
        _must_not_come_back(thread, target)
    else:
        target = None
        if resolution == Resolution.ANSWERED and not outcome and not _answers(thread):
            raise NotPossibleError("Say in one line what came of it, or credit a post first.")
    if resolution != Resolution.ANSWERED:
        _take_all_credit(thread, person)
    _close(thread, resolution, outcome=outcome, target=target)
    note(thread, person, "resolved", other_thread_id=target.id if target else None)
    _announce(thread)


def reopen(thread: Thread, person: Actor) -> None:
    """Let a question be open again, without credited answers. Raises NotPossibleError."""
    take_turn(thread)
    if thread.resolution is None:
        raise NotPossibleError(_NOT_A_QUESTION)
    if thread.resolution == Resolution.OPEN:
        raise NotPossibleError("This question is open.")
    _take_all_credit(thread, person)
    open_again(thread, person)


def take_credit(thread: Thread, post: Post, person: Actor | None) -> None:
    """Delete the credit of one post, whatever becomes of the question."""
    db.session.execute(delete(Answer).where(Answer.post_id == post.id))
    note(thread, person, "uncredited", post=post)
    _announce(thread, post)


def open_again(thread: Thread, person: Actor | None) -> None:
    """Let the question be open, in the turn of its thread; credit stays where it is."""
    thread.resolution, thread.resolved_at = Resolution.OPEN, None
    thread.outcome, thread.duplicate_of_id = "", None
    note(thread, person, "reopened")
    _announce(thread)


def _close(
    thread: Thread, resolution: str, *, outcome: str = "", target: Thread | None = None
) -> None:
    thread.resolution, thread.outcome = resolution, outcome
    thread.duplicate_of_id = target.id if target else None
    thread.resolved_at = now()


def _take_all_credit(thread: Thread, person: Actor) -> None:
    credited = select(Post).where(Post.id.in_(_answers(thread).values())).order_by(Post.no)
    for post in db.session.scalars(credited).all():
        take_credit(thread, post, person)


def _must_not_come_back(thread: Thread, target: Thread | None) -> None:
    """A question may not be a duplicate of its own duplicate, however far away."""
    if target is None or target.state != State.PUBLISHED:
        raise NotPossibleError("Choose the thread that this is a duplicate of.")
    if target.id == thread.id or leads_to(target.duplicate_of_id, thread.id):
        raise NotPossibleError(
            "This is the same thread, or one that is itself a duplicate of this thread."
        )


def leads_to(thread_id: int | None, target_id: int) -> bool:
    """Whether the thread is the target, or a duplicate of it, however far away."""
    seen: set[int] = set()
    while thread_id is not None and thread_id not in seen:
        if thread_id == target_id:
            return True
        seen.add(thread_id)
        query = select(Thread.duplicate_of_id).where(Thread.id == thread_id)
        thread_id = db.session.scalar(query)
    return False


def _answers(thread: Thread) -> dict[int, int]:
    """The ids of the credited posts by their positions."""
    query = select(Answer.position, Answer.post_id).where(Answer.thread_id == thread.id)
    return {row.position: row.post_id for row in db.session.execute(query)}


def _announce(thread: Thread, *posts: Post) -> None:
    announce_thread(thread)
    for post in posts:
        announce_post(post)
