"""Replies as a source of the search, each by itself; an opening post is part of its thread."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, select

from portal.accounts.models import User
from portal.accounts.queries import listed_id, profile_url
from portal.extensions import db, places
from portal.forum.mentions import with_names
from portal.forum.models import Community, Post, PostFile, Thread
from portal.forum.search import reading
from portal.forum.search.words import KINDS, REPLY, SOMEONE
from portal.forum.seeing import threads_visible_by
from portal.forum.vocabulary import State
from portal.markdown import plain
from portal.records import AnySelect, ref
from portal.search import Card, Document, Named
from portal.visibility import Standing

kind = "post"


def documents(ids: Collection[int]) -> Iterator[Document]:
    """What is indexed of replies; nothing of other posts, nor of what is hidden or withdrawn.

    They have no title: a thread is found by its own, not once more by each reply in it.
    """
    rows = db.session.execute(_DOCUMENTS.where(Post.id.in_(ids))).all()
    of_threads, paths = reading.topics_of(row.thread_id for row in rows)
    for row, html in zip(rows, with_names([row.html for row in rows]), strict=True):
        yield reading.document(
            ref(kind, row.id),
            row,
            [paths[topic_id] for topic_id in of_threads.get(row.thread_id, ())],
            kind=(REPLY, KINDS[REPLY]),
            texts={"reply": plain(html)},
        )


def every() -> Iterator[Document]:
    """What is indexed of all replies."""
    return reading.pieces(Post.id, documents)


def count() -> int:
    """About how many there are."""
    return db.session.scalar(select(func.sum(Thread.reply_count)).where(*_IS_THERE[1:])) or 0


def cards(refs: Sequence[str], reader: Any) -> Iterable[Card]:
    """The cards of those replies that the reader may see."""
    rows = reading.rows_of(refs, reader, _cards)
    found = []
    for row, html in zip(rows, with_names([row.html for row in rows]), strict=True):
        text = plain(html)
        found.append(
            Card(
                ref=ref(kind, row.id),
                title=row.title,
                url=f"/posts/{row.id}",
                summary=reading.beginning(text),
                text=text,
                kind=KINDS[REPLY],
                community=row.community,
                author=SOMEONE if row.is_anonymous else row.author,
                author_url="" if row.is_anonymous else profile_url(row.author_listed, reader),
                published_on=reading.day(row.created_at),
                published_at=row.created_at,
                updated_at=row.edited_at or row.created_at,
            )
        )
    return found


def named(refs: Sequence[str], reader: Any) -> Iterable[Named]:
    """Those posts that the reader may see, by the titles of their threads."""
    rows = reading.rows_of(refs, reader, _titles)
    return [Named(ref(kind, row.id), row.title, f"/posts/{row.id}") for row in rows]


def moved(_identifier: str, _reader: Any) -> str | None:
    """Nothing: a post has no identifier but its address, which leads on by itself."""
    return None


def labels(_wanted: Mapping[str, Collection[str]], _reader: Any) -> Mapping[str, Mapping[str, str]]:
    """Nothing: threads have the words for both."""
    return {}


_IS_THERE: tuple[ColumnElement[bool], ...] = (
    Post.state == State.PUBLISHED,
    Thread.state == State.PUBLISHED,
)
_COLUMNS = (
    Post.id,
    Post.html,
    Post.created_at,
    Post.edited_at,
    Post.is_anonymous,
    Community.name.label("community"),
    User.name.label("author"),
    listed_id().label("author_listed"),
)
_DOCUMENTS = (
    select(
        *_COLUMNS,
        Post.author_id,
        Post.thread_id,
        Thread.community_id,
        Community.slug,
        exists().where(PostFile.post_id == Post.id).label("has_files"),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Community, Community.id == Thread.community_id)
    .join(User, User.id == Post.author_id)
    .where(*_IS_THERE, Post.no > reading.opening_no())
)


@lru_cache(maxsize=16)
def _cards(standing: Standing, size: int) -> AnySelect:
    return (
        select(*_COLUMNS, Thread.title)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .join(User, User.id == Post.author_id)
        .where(*_found(standing, size))
    )


@lru_cache(maxsize=16)
def _titles(standing: Standing, size: int) -> AnySelect:
    return (
        select(Post.id, Thread.title)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .where(*_found(standing, size))
    )


def _found(standing: Standing, size: int) -> tuple[ColumnElement[bool], ...]:
    """What admits a post to results."""
    readable = threads_visible_by(standing, bindparam("reader_id", type_=Integer))
    return Post.id.in_(places("id", size)), *_IS_THERE, readable
