"""Erasing what somebody wrote in the forum, wherever it stands: in their posts and the versions
of them, in quotations and drafts of others, in titles and in the boxes "Where we are".

Each function erases some and returns how many; 0 means that nothing is left.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Text, cast, delete, exists, func, inspect, or_, select, update
from sqlalchemy.orm import joinedload, undefer

from portal.accounts.models import User
from portal.drafts.models import Draft
from portal.extensions import db
from portal.files.forgetting import forget_files
from portal.forum import texts
from portal.forum.actions.curating import announce_all
from portal.forum.actions.editing import announce, withdraw
from portal.forum.errors import NotPossibleError
from portal.forum.importing.finishing import titled
from portal.forum.models import (
    Post,
    PostFile,
    PostLink,
    PostMention,
    PostRevision,
    Thread,
    ThreadEvent,
    ThreadSummary,
)
from portal.forum.queries.posts import mentioned
from portal.privacy.erasing.passages import (
    ERASED,
    Passages,
    lines_of,
    without_lines,
)
from portal.privacy.erasing.typed import change_typed, forget_typed, forget_typed_lines
from portal.privacy.erasing.words import forget_in_notices

AT_ONCE: Final = 100
"""Posts in one transaction: half a second or so, in which others wait who write."""


def posts(person: User, base_url: str) -> int:
    """Posts, the newest first, with their versions, their files and what others quoted of them.

    What somebody answered leaves a place that says that it was withdrawn.
    """
    query = (
        select(Post)
        .where(Post.author_id == person.id, Post.text != "")
        .order_by(Post.id.desc())
        .limit(AT_ONCE)
        .options(undefer(Post.text), joinedload(Post.thread).joinedload(Thread.community))
    )
    found = db.session.scalars(query).all()
    if found:
        ids = [post.id for post in found]
        before = db.session.scalars(select(PostRevision.text).where(PostRevision.post_id.in_(ids)))
        passages = Passages(ids, [post.text for post in found] + list(before))
        _unquote(passages, person, {post.thread_id for post in found}, base_url)
    for post in found:
        _erase(post, person)
    return len(found)


def threads(person: User, base_url: str) -> int:
    """Titles of threads; nobody sees a thread any more in which nobody else has a post."""
    query = (
        select(Thread)
        .where(Thread.author_id == person.id, Thread.title != ERASED)
        .order_by(Thread.id)
        .limit(AT_ONCE)
    )
    found = db.session.scalars(query).all()
    _forget_in_links([thread for thread in found if thread.source_url], base_url)
    for thread in found:
        forget_typed_lines(person.id, thread.path, {thread.title}, ("title",))
        thread.title, thread.source_url = ERASED, ""
        announce_all(thread)
    return len(found)


def _forget_in_links(threads: Sequence[Thread], base_url: str) -> None:
    """Take the titles out of posts where the import of a forum made them the words of links."""
    if not threads:
        return
    links = [f"{titled(thread.title)}(/" for thread in threads]
    models: tuple[Any, ...] = (Post, PostRevision)
    for model in models:
        query = select(model).where(model.text.contains("](/")).options(undefer(model.text))
        for row in db.session.scalars(query.execution_options(yield_per=500)):
            text = row.text
            for link in links:
                text = text.replace(link, f"{titled(ERASED)}(/")
            if text == row.text:
                continue
            if isinstance(row, Post):
                texts.keep(row, texts.read_stored(text, mentioned(row.id), base_url=base_url))
            else:
                row.text = text


def outcomes(person: User, _base_url: str) -> int:
    """The line that says what came of a question, where they were the last to write it."""
    newest = (
        select(func.max(ThreadEvent.id))
        .where(ThreadEvent.thread_id == Thread.id, ThreadEvent.kind == "resolved")
        .correlate(Thread)
        .scalar_subquery()
    )
    by_them = exists().where(ThreadEvent.id == newest, ThreadEvent.actor_id == person.id)
    query = select(Thread).where(Thread.outcome.not_in(("", ERASED)), by_them.correlate(Thread))
    found = db.session.scalars(query.limit(AT_ONCE)).all()
    forget_typed(person.id, {thread.outcome for thread in found})
    for thread in found:
        thread.outcome = ERASED
        announce_all(thread)
    return len(found)


def summaries(person: User, _base_url: str) -> int:
    """Their lines of the boxes "Where we are", in all versions."""
    edited = select(ThreadSummary.thread_id).where(ThreadSummary.editor_id == person.id)
    query = select(ThreadSummary).where(ThreadSummary.thread_id.in_(edited))
    of_threads: dict[int, list[ThreadSummary]] = {}
    for row in db.session.scalars(query.order_by(ThreadSummary.thread_id, ThreadSummary.number)):
        of_threads.setdefault(row.thread_id, []).append(row)
    done = 0
    for thread_id, rows in of_threads.items():
        theirs = lines_of(person.id, [(row.editor_id, [row.text]) for row in rows])
        for row in rows:
            done += _set_summary(row, without_lines(row.text, theirs))
        done += forget_typed_lines(person.id, f"/threads/{thread_id}", theirs, ("text",))
    return done


def reasons(person: User, _base_url: str) -> int:
    """The reasons that they gave when they curated threads."""
    events = select(ThreadEvent).where(ThreadEvent.actor_id == person.id, ThreadEvent.reason != "")
    found = db.session.scalars(events.limit(AT_ONCE)).all()
    if found:
        forget_in_notices(person.id, {event.reason for event in found})
    for event in found:
        # Somebody else may have locked or hidden it again since, with a reason of their own.
        if event.kind == "locked":
            same = Thread.lock_reason == event.reason
            _blank(Thread, Thread.id == event.thread_id, same, lock_reason="")
        elif event.kind == "hidden":
            same = Thread.hide_reason == event.reason
            _blank(Thread, Thread.id == event.thread_id, same, hide_reason="")
        elif event.kind == "post_hidden":
            same = Post.hide_reason == event.reason
            _blank(Post, Post.id == event.post_id, same, hide_reason="")
        event.reason = ""
    return len(found)


def _blank(model: Any, *conditions: Any, **values: str) -> None:
    db.session.execute(update(model).where(*conditions).values(**values))


def _erase(post: Post, person: User) -> None:
    # It was withdrawn before, or somebody has just moved it: its words go all the same.
    with suppress(NotPossibleError):
        withdraw(post, person)
    if inspect(post).deleted:
        return
    forget_files(PostFile, PostFile.post_id, post.id)
    for model in (PostFile, PostRevision, PostLink, PostMention):
        db.session.execute(delete(model).where(model.post_id == post.id))
    post.text = post.html = post.source_url = ""
    db.session.flush()


def _unquote(passages: Passages, person: User, thread_ids: Collection[int], base_url: str) -> None:
    """Take what others quoted out of their posts, what these said before, and what they type."""
    quoting = Post.text.contains(">"), _may_quote(Post.text, thread_ids)
    posts = select(Post.id, Post.text).where(Post.author_id != person.id, *quoting)
    for number, text in _changed(posts, passages):
        post = db.session.get_one(
            Post, number, options=[undefer(Post.text), joinedload(Post.thread)]
        )
        texts.keep(post, texts.read_stored(text, mentioned(number), base_url=base_url))
        announce(post)
    revisions = (
        select(PostRevision.post_id, PostRevision.number, PostRevision.text)
        .join(Post, Post.id == PostRevision.post_id)
        .where(PostRevision.text.contains(">"), _may_quote(PostRevision.text, thread_ids))
    )
    for post_id, number, text in _changed(revisions, passages):
        revision = PostRevision.post_id == post_id, PostRevision.number == number
        _blank(PostRevision, *revision, text=text)
    linked = ThreadSummary.text.contains("/posts/")
    summaries = select(ThreadSummary).where(
        ThreadSummary.text.contains(">"), or_(ThreadSummary.thread_id.in_(thread_ids), linked)
    )
    for row in db.session.scalars(summaries):
        _set_summary(row, passages.without(row.text))
    change_typed(person.id, passages.without, cast(Draft.fields, Text).contains(">"))


def _may_quote(text: Any, thread_ids: Collection[int]) -> Any:
    """In the same thread, or with a link to some post."""
    return or_(Post.thread_id.in_(thread_ids), text.contains("/posts/"))


def _changed(query: Any, passages: Passages) -> Sequence[Iterable[Any]]:
    """The rows of which the last column, a text, says less without the passages."""
    rows = db.session.execute(query.execution_options(yield_per=500))
    found = ((*row[:-1], row[-1], passages.without(row[-1])) for row in rows)
    return [(*keys, new) for *keys, old, new in found if new != old]


def _set_summary(row: ThreadSummary, text: str) -> int:
    if text == row.text:
        return 0
    row.text, row.html = text, texts.read_stored(text).html if text else ""
    return 1
