"""Splitting a thread and merging two: posts keep their ids, and old links lead to them for ever."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from portal.extensions import db
from portal.forum import marks
from portal.forum.actions.answering import drop_credit, leads_to, open_again, take_credit
from portal.forum.actions.curating import announce_all
from portal.forum.actions.turns import take_turn
from portal.forum.counting import recount, take_numbers
from portal.forum.errors import NotPossibleError
from portal.forum.events import note
from portal.forum.models import (
    Answer,
    Community,
    Post,
    PostAlias,
    Thread,
    ThreadReader,
    ThreadTopic,
)
from portal.forum.telling import announce_thread
from portal.forum.vocabulary import MOST_ANSWERS, Level, Resolution, State, ThreadKind
from portal.records import Actor


def split(
    thread: Thread,
    person: Actor,
    community: Community,
    *,
    post_ids: Sequence[int],
    with_later: bool,
    title: str,
    kind: str,
    reason: str = "",
) -> Thread:
    """Give posts of a thread a thread of their own; it is of whoever wrote the first of them.

    The opening post stays. Raises NotPossibleError.
    """
    take_turn(thread)
    if thread.state != State.PUBLISHED:
        raise NotPossibleError("This thread is hidden. Restore it first.")
    posts = _chosen(thread, post_ids, with_later=with_later)
    first = next((post for post in posts if post.state == State.PUBLISHED), None)
    if first is None:
        raise NotPossibleError("Choose at least 1 post that everyone can read.")
    new = Thread(
        community=community,
        kind=kind,
        title=title,
        author_id=first.author_id,
        is_anonymous=first.is_anonymous,
        resolution=Resolution.OPEN if kind == ThreadKind.QUESTION else None,
        created_at=first.created_at,
        last_post_at=first.created_at,
    )
    db.session.add(new)
    db.session.flush()
    topics = select(ThreadTopic.topic_id).where(ThreadTopic.thread_id == thread.id)
    _insert(
        ThreadTopic, [{"thread_id": new.id, "topic_id": key} for key in db.session.scalars(topics)]
    )
    _lose_credit(thread, posts, person)
    numbers = _carry(posts, thread, new)
    _map_marks(thread, new, numbers)
    for author_id in sorted({post.author_id for post in posts}):
        is_starter = author_id == first.author_id
        marks.follow(db.session(), author_id, new.id, "started" if is_starter else "replied")
    data = {"post_ids": [post.id for post in posts]}
    note(thread, person, "split", reason=reason, other_thread_id=new.id, data=data)
    note(new, person, "split_from", reason=reason, other_thread_id=thread.id)
    announce_thread(thread)
    announce_all(new)
    return new


def merge(thread: Thread, person: Actor, target: Thread, *, reason: str = "") -> None:
    """Put all posts of a thread behind those of another, which it leads to for ever.

    Its followers come along. Raises NotPossibleError.
    """
    if thread.id == target.id:
        raise NotPossibleError("This is the same thread. Choose another.")
    take_turn(thread, target)
    if thread.state != State.PUBLISHED or target.state != State.PUBLISHED:
        raise NotPossibleError("One of the threads is hidden or merged. Look at them again.")
    posts = _chosen(thread, (), with_later=True)
    before = target.last_no
    numbers = _carry(posts, thread, target)
    thread.state, thread.merged_into_id = State.MERGED, target.id
    thread.pinned_until = None
    _bring_followers(thread, target, numbers, before)
    _bring_answers(thread, target, person)
    _lead_others_on(thread, target, person)
    data = {"post_ids": [post.id for post in posts]}
    note(thread, person, "merged", reason=reason, other_thread_id=target.id, data=data)
    note(target, person, "merged_from", reason=reason, other_thread_id=thread.id)
    announce_thread(thread)
    announce_all(target)


def _chosen(thread: Thread, post_ids: Sequence[int], *, with_later: bool) -> list[Any]:
    """The posts that go, in order; of a split not the opening post, of a merge all."""
    query = select(
        Post.id, Post.no, Post.author_id, Post.is_anonymous, Post.state, Post.created_at
    ).where(Post.thread_id == thread.id)
    rows = db.session.execute(query.order_by(Post.no)).all()
    if not post_ids and with_later:
        return list(rows)
    wanted = set(post_ids)
    last = max((row.no for row in rows if row.id in wanted), default=None)
    if last is None or rows[0].id in wanted or len(wanted.difference(row.id for row in rows)) > 0:
        raise NotPossibleError("Choose posts of this thread, but not the first one: it stays.")
    return [row for row in rows if row.id in wanted or (with_later and row.no > last)]


def _carry(posts: Sequence[Any], old: Thread, new: Thread) -> dict[int, int]:
    """Give the posts numbers in another thread; returns the new number for each old one.

    Beside the records, so that nobody's edit of a post conflicts.
    """
    numbers = dict(zip((post.no for post in posts), take_numbers(new, len(posts)), strict=True))
    _insert(
        PostAlias,
        [{"thread_id": old.id, "no": post.no, "post_id": post.id} for post in posts],
    )
    for post in posts:
        db.session.execute(
            update(Post).where(Post.id == post.id).values(thread_id=new.id, no=numbers[post.no])
        )
    recount(old)
    recount(new)
    return numbers


def _map_marks(old: Thread, new: Thread, numbers: dict[int, int]) -> None:
    """Who has read posts that went has read them where they are now."""
    marked = select(ThreadReader.person_id, ThreadReader.last_read_no).where(
        ThreadReader.thread_id == old.id, ThreadReader.last_read_no >= min(numbers)
    )
    _insert(
        ThreadReader,
        [
            {"person_id": row.person_id, "thread_id": new.id, "last_read_no": upto}
            for row in db.session.execute(marked).all()
            if (upto := _read_upto(numbers, row.last_read_no))
        ],
    )


def _bring_followers(old: Thread, new: Thread, numbers: dict[int, int], before: int) -> None:
    """Followers follow the other thread too; who had read both to the end has read this one.

    Of anyone else a mark stays where it is: what they may have missed is unread.
    """
    there = select(ThreadReader.person_id).where(
        ThreadReader.thread_id == new.id, ThreadReader.last_read_no >= before
    )
    up_to_date = set(db.session.scalars(there))
    here = select(ThreadReader).where(ThreadReader.thread_id == old.id)
    for mark in db.session.scalars(here.order_by(ThreadReader.person_id)).all():
        if mark.level in (Level.FOLLOWING, Level.EVERY_POST):
            marks.follow(db.session(), mark.person_id, new.id, "joined", level=mark.level)
        upto = _read_upto(numbers, mark.last_read_no)
        if upto and mark.person_id in up_to_date:
            marks.read_upto(db.session(), mark.person_id, new.id, upto)


def _read_upto(numbers: dict[int, int], last_read_no: int) -> int:
    return max((new for old, new in numbers.items() if old <= last_read_no), default=0)


def _lose_credit(thread: Thread, posts: Sequence[Any], person: Actor) -> None:
    """What is not in the thread answers nothing there."""
    gone = {post.id for post in posts}
    query = select(Post).join(Answer, Answer.post_id == Post.id)
    for post in db.session.scalars(query.where(Answer.thread_id == thread.id)).all():
        if post.id in gone:
            drop_credit(post, person)


def _bring_answers(old: Thread, new: Thread, person: Actor) -> None:
    """Credited answers answer the other question too, as far as there is room.

    Not one that was resolved elsewhere or is a duplicate: nothing in it has credit.
    """
    is_answered_here = new.resolution in (
        Resolution.OPEN,
        Resolution.NO_ANSWER,
        Resolution.ANSWERED,
    )
    taken = set(db.session.scalars(select(Answer.position).where(Answer.thread_id == new.id)))
    free = [n for n in range(1, MOST_ANSWERS + 1) if n not in taken]
    query = select(Answer.post_id).where(Answer.thread_id == old.id).order_by(Answer.position)
    for post_id in db.session.scalars(query).all():
        if not is_answered_here or not free:
            take_credit(new, db.session.get_one(Post, post_id), person)
            continue
        db.session.execute(
            update(Answer)
            .where(Answer.post_id == post_id)
            .values(thread_id=new.id, position=free.pop(0))
            .execution_options(synchronize_session=False)
        )
        if new.resolution != Resolution.ANSWERED:
            new.resolution, new.resolved_at = Resolution.ANSWERED, old.resolved_at
            new.outcome = old.outcome


def _lead_others_on(old: Thread, new: Thread, person: Actor) -> None:
    """What led to the merged thread leads to the other; which is no duplicate of itself."""
    if leads_to(new.duplicate_of_id, old.id):
        open_again(new, person)
    db.session.flush()
    for column in (Thread.merged_into_id, Thread.duplicate_of_id):
        db.session.execute(
            update(Thread)
            .where(column == old.id)
            .values({column: new.id})
            .execution_options(synchronize_session=False)
        )


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
