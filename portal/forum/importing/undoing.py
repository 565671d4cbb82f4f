"""Taking an import back: what it made goes, what people have added to it stays.

A thread stays as it is when somebody replied in it, changed it or acted on it since, or when a
thread that stays leads to it. What a person, a topic or the community is still needed for stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, delete, exists, func, or_, select, update

from portal import audit
from portal.accounts.models import User
from portal.extensions import Base, db
from portal.forum.importing.finishing import reindex
from portal.forum.importing.tagging import LONGEST_SOURCE
from portal.forum.models import (
    Answer,
    Community,
    ForumImport,
    ForumImportItem,
    HelpRequest,
    Membership,
    Post,
    PostFile,
    PostRevision,
    Thread,
    ThreadEvent,
    ThreadSummary,
)
from portal.forum.vocabulary import Resolution, State
from portal.outbox import commit
from portal.records import ref
from portal.topics.models import Topic

BATCH: Final = 200


@dataclass(frozen=True)
class Undone:
    """What went and what stayed."""

    threads: int
    posts: int
    people: int
    keeps_community: bool


def undo(record: ForumImport) -> Undone:
    """Delete what the import made and nobody has added to. Commits after each batch."""
    kept = kept_threads(record)
    threads = posts = 0
    for batch in _batches(key for key in _all(_ids(record, "thread")) if key not in kept):
        posts += _delete_threads(record, batch)
        threads += len(batch)
        commit()
    people = _delete_people(record)
    _delete_topics(record)
    audit.record(None, "forum:undo-import", ref("community", record.community_id))
    if not kept:
        db.session.delete(record)
        db.session.flush()
    keeps_community = not record.made_community or bool(kept) or _is_used(record.community_id)
    if not keeps_community:
        db.session.execute(delete(Community).where(Community.id == record.community_id))
    commit()
    return Undone(threads, posts, people, keeps_community)


def kept_threads(record: ForumImport) -> dict[int, str]:
    """The threads that an undoing leaves: their titles by their ids."""
    ours = Thread.id.in_(_ids(record, "thread"))
    kept = _titles(ours, _added_to(record))
    # A duplicate that stays needs the thread that it leads to, and that one its own.
    while True:
        leads = _targets(kept, record)
        more = _titles(ours, Thread.id.in_(leads))
        if more.keys() <= kept.keys():
            return kept
        kept |= more


def _targets(kept: Iterable[int], record: ForumImport) -> Select[Any]:
    """What threads that stay lead to: kept ones of the import, and all that are not of it."""
    stays = or_(Thread.id.in_(list(kept)), Thread.id.not_in(_ids(record, "thread")))
    target = func.coalesce(Thread.duplicate_of_id, Thread.merged_into_id)
    return select(target).where(stays, target.is_not(None))


def _titles(*clauses: ColumnElement[bool]) -> dict[int, str]:
    rows = db.session.execute(select(Thread.id, Thread.title).where(*clauses))
    return {row.id: row.title for row in rows}


def _ids(record: ForumImport, *kinds: str) -> Select[int]:
    return select(ForumImportItem.record_id).where(
        ForumImportItem.import_id == record.id, ForumImportItem.kind.in_(kinds)
    )


def _added_to(record: ForumImport) -> ColumnElement[bool]:
    """Threads that are no longer just what the import made of them."""
    posts = _ids(record, "post", "comment")
    in_thread = Post.thread_id == Thread.id
    left = select(Post.id).where(Post.id.in_(posts), Post.thread_id.not_in(_ids(record, "thread")))
    return or_(
        Thread.state != State.PUBLISHED,
        Thread.edited_at.is_not(None),
        Thread.locked_at.is_not(None),
        exists().where(in_thread, or_(Post.id.not_in(posts), Post.version > 1)),
        exists().where(in_thread, Post.id == PostRevision.post_id),
        exists().where(in_thread, Post.id == PostFile.post_id),
        exists().where(ThreadEvent.thread_id == Thread.id),
        exists().where(ThreadSummary.thread_id == Thread.id),
        exists().where(HelpRequest.thread_id == Thread.id),
        exists().where(Answer.thread_id == Thread.id, Answer.by_id.is_not(None)),
        exists().where(in_thread, Post.reply_to_id.in_(left)),
    )


def _delete_threads(record: ForumImport, ids: Sequence[int]) -> int:
    """Delete threads with their posts; returns how many posts."""
    found = _all(select(Post.id).where(Post.thread_id.in_(ids)))
    reindex([ref("thread", key) for key in ids] + [ref("post", key) for key in found])
    db.session.execute(
        update(Thread)
        .where(Thread.duplicate_of_id.in_(ids))
        .values(duplicate_of_id=None, resolution=Resolution.OPEN)
        .execution_options(synchronize_session=False)
    )
    _forget(record, ("post", "comment"), found)
    _forget(record, ("thread",), ids)
    for batch in _batches(found):
        db.session.execute(delete(Post).where(Post.id.in_(batch)))
    db.session.execute(delete(Thread).where(Thread.id.in_(ids)))
    return len(found)


def _forget(record: ForumImport, kinds: Sequence[str], ids: Sequence[int]) -> None:
    for batch in _batches(ids):
        db.session.execute(
            delete(ForumImportItem).where(
                ForumImportItem.import_id == record.id,
                ForumImportItem.kind.in_(kinds),
                ForumImportItem.record_id.in_(batch),
            )
        )


def _delete_people(record: ForumImport) -> int:
    """Delete the people of the import to whom nothing points any more."""
    gone = _all(select(User.id).where(User.id.in_(_ids(record, "user")), ~_is_needed(User)))
    for batch in _batches(gone):
        _forget(record, ("user",), batch)
        db.session.execute(delete(User).where(User.id.in_(batch)))
        commit()
    return len(gone)


def _delete_topics(record: ForumImport) -> None:
    """Delete the topics that were made of its tags, from the leaves up, but for those in use."""
    made = (Topic.source == record.source[:LONGEST_SOURCE]) & ~_is_needed(Topic)
    while gone := _all(select(Topic.id).where(made)):
        for batch in _batches(gone):
            db.session.execute(delete(Topic).where(Topic.id.in_(batch)))


def _is_needed(model: type[User] | type[Topic]) -> ColumnElement[bool]:
    """Whether a row of any table points to it, but for its own synonyms."""
    own: Any = model.__table__
    columns = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column is own.c.id for key in column.foreign_keys) and not _is_part(table)
    ]
    return or_(*(own.c.id.in_(select(c).where(c.is_not(None))) for c in columns))


def _is_part(table: Table) -> bool:
    return table.name == "topic_synonym"


def _is_used(community_id: int) -> bool:
    """Whether the community has threads, or people beside its manager."""
    thread = select(Thread.id).where(Thread.community_id == community_id).limit(1)
    people = select(func.count()).select_from(Membership)
    members = db.session.scalar(people.where(Membership.community_id == community_id)) or 0
    return members > 1 or db.session.scalar(thread) is not None


def _all(query: Select[int]) -> Sequence[int]:
    return db.session.scalars(query).all()


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    source = iter(ids)
    while batch := list(islice(source, BATCH)):
        yield batch
