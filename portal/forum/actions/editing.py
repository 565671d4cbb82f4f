"""Changing, withdrawing, hiding and restoring a post, and changing the title of a thread."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from portal import audit
from portal.clock import now
from portal.extensions import db
from portal.files import Taken
from portal.files.forgetting import forget_files
from portal.forum import events, texts
from portal.forum.actions.answering import drop_credit
from portal.forum.actions.attaching import set_files
from portal.forum.actions.curating import announce_all
from portal.forum.actions.turns import take_turn
from portal.forum.counting import recount
from portal.forum.errors import NotPossibleError, StaleTextError
from portal.forum.models import Post, PostFile, PostRevision, Thread, ThreadTopic
from portal.forum.queries.posts import is_answered, is_opening, is_unseen, mentioned
from portal.forum.telling import announce_post, announce_thread, tell_mentioned
from portal.forum.vocabulary import State
from portal.notifications.actions import take_back
from portal.records import Actor
from portal.topics.models import Topic


def edit(
    post: Post,
    editor: Actor,
    prepared: texts.Prepared,
    *,
    version: int,
    reason: str = "",
    files: Sequence[tuple[Taken, str]] = (),
    grace: timedelta = timedelta(),
) -> None:
    """Give the post a new text and these files; the text before is kept as a revision.

    Within the ``grace`` after it was written nothing is kept of what nobody has seen. Raises
    StaleTextError when ``version`` is not the newest, and NotPossibleError.
    """
    if post.version != version:
        raise StaleTextError
    is_quiet = post.edited_at is None and post.created_at > now() - grace and is_unseen(post)
    has_new_text = post.text != prepared.text
    has_other_files = set_files(post, files)
    if not (has_new_text or has_other_files):
        return
    if not is_quiet:
        if has_new_text:
            _keep_revision(post, reason)
        post.edited_at = now()
    # Counted as a save, even if only its files are others: another window then knows of it.
    flag_modified(post, "html")
    tell_mentioned(post, set(prepared.mentioned) - mentioned(post.id))
    texts.keep(post, prepared)
    audit.record(editor, "post:edit", post.ref, files=has_other_files)
    announce(post)


def _keep_revision(post: Post, reason: str) -> None:
    last = select(func.max(PostRevision.number)).where(PostRevision.post_id == post.id)
    db.session.add(
        PostRevision(
            post_id=post.id,
            number=(db.session.scalar(last) or 0) + 1,
            text=post.text,
            editor_id=post.author_id,
            at=post.edited_at or post.created_at,
            reason=reason,
        )
    )


def withdraw(post: Post, person: Actor) -> bool:
    """Take a post back; True when nothing is left of it.

    One that was answered leaves a place that says so. The opening post takes its thread with it
    while nothing stands after it. Raises NotPossibleError when it is gone already.
    """
    _take_turn(post)
    audit.record(person, "post:withdraw", post.ref)
    # What is taken back answers nothing any more.
    drop_credit(post, None)
    thread = post.thread
    if post.state == State.HIDDEN:
        # It stays hidden: whoever restores it finds it withdrawn.
        post.state_before = State.WITHDRAWN
        return False
    announce(post)
    take_back("thread", thread.id, gone=post.ref, instead=thread.ref)
    gone = not is_answered(post)
    if gone and not is_opening(post):
        forget_files(PostFile, PostFile.post_id, post.id)
        db.session.delete(post)
    else:
        post.state = State.WITHDRAWN
        if gone:
            thread.state = State.WITHDRAWN
    recount(thread)
    return gone


def hide(post: Post, moderator: Actor, *, reason: str) -> None:
    """Let only its author and those who may restore it read a post. Raises NotPossibleError."""
    _take_turn(post)
    if post.state != State.PUBLISHED:
        raise NotPossibleError("This post is hidden already.")
    post.state, post.state_before, post.hide_reason = State.HIDDEN, post.state, reason
    events.note(post.thread, moderator, "post_hidden", post=post, reason=reason)
    recount(post.thread)
    announce(post)


def restore(post: Post, moderator: Actor) -> None:
    """Show a hidden post again, or that it was withdrawn. Raises NotPossibleError."""
    _take_turn(post)
    if post.state != State.HIDDEN:
        raise NotPossibleError("This post is not hidden.")
    post.state = post.state_before or State.PUBLISHED
    post.state_before, post.hide_reason = None, ""
    events.note(post.thread, moderator, "post_restored", post=post)
    recount(post.thread)
    announce(post)


def _take_turn(post: Post) -> None:
    """Wait for other writers of the thread, then see what became of the post."""
    take_turn(post.thread)
    thread_id = db.session.scalar(select(Post.thread_id).where(Post.id == post.id))
    if thread_id is None:
        raise NotPossibleError("This post is not there any more.")
    if thread_id != post.thread_id:
        raise NotPossibleError("Someone else has just moved this post. Look at it again.")
    # Who saves another text of it at this moment waits, and is told that it has changed.
    db.session.refresh(post, ["state", "state_before", "version"], with_for_update=True)
    if post.state == State.WITHDRAWN:
        raise NotPossibleError("Its author has withdrawn this post.")


def edit_thread(
    thread: Thread, editor: Actor, *, title: str, topic_ids: Sequence[int], seen: str
) -> None:
    """Give a thread another title and other topics.

    ``seen`` is what ``stamp`` said when they were read. Raises StaleTextError when they were
    changed since.
    """
    thread = _in_turn(thread)
    if stamp(thread) != seen:
        raise StaleTextError
    topics = list(db.session.scalars(select(Topic).where(Topic.id.in_(topic_ids))))
    changed = ["title"] if title != thread.title else []
    changed += ["topics"] if set(topics) != set(thread.topics) else []
    if not changed:
        return
    thread.title, thread.topics, thread.edited_at = title, topics, now()
    events.note(thread, editor, "edited", data={"changed": changed})
    # The replies are found by the title and the topics of their thread.
    announce_all(thread)


def stamp(thread: Thread) -> str:
    """When title and topics were last changed, as a text for a form."""
    return thread.edited_at.isoformat() if thread.edited_at else "never"


def topic_ids_of(thread_id: int) -> list[int]:
    """The topics of a thread."""
    query = select(ThreadTopic.topic_id).where(ThreadTopic.thread_id == thread_id)
    return list(db.session.scalars(query.order_by(ThreadTopic.topic_id)))


def _in_turn(thread: Thread) -> Thread:
    """The thread with its topics as they are now; who saves it at the same moment waits."""
    query = select(Thread).where(Thread.id == thread.id).options(selectinload(Thread.topics))
    fresh = query.with_for_update(of=Thread).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()


def announce(post: Post) -> None:
    """What a post says is found by itself, and with its thread."""
    announce_post(post)
    announce_thread(post.thread)
