"""Threads as a source of the search: found by title, opening post, credited answers, outcome."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, select

from portal.accounts.models import User
from portal.accounts.queries import listed_id, profile_url
from portal.extensions import db, places
from portal.forum import vocabulary as v
from portal.forum.models import Community, Post, PostFile, Thread, ThreadTopic
from portal.forum.search import reading
from portal.forum.search.words import KINDS, SOMEONE, of_facets
from portal.forum.seeing import threads_visible_by
from portal.records import AnyRow, AnySelect, ref
from portal.search import Card, Document, Named
from portal.topics.models import Topic
from portal.visibility import Standing

kind = "thread"


def documents(ids: Collection[int]) -> Iterator[Document]:
    """What is indexed of threads; nothing of one that is hidden, withdrawn or merged."""
    of_threads, paths = reading.topics_of(ids)
    texts = reading.texts_of(list(ids))
    for row in db.session.execute(_DOCUMENTS.where(Thread.id.in_(ids))):
        said = texts.get(row.id, reading.Texts())
        yield reading.document(
            ref(kind, row.id),
            row,
            [paths[topic_id] for topic_id in of_threads.get(row.id, ())],
            kind=(row.kind, KINDS[row.kind]),
            state=(row.resolution, v.RESOLUTIONS[row.resolution]) if row.resolution else None,
            title=row.title,
            texts={"opening": said.opening, "answers": said.answers, "decided": row.outcome},
            asks=("opening", "topics"),
        )


def every() -> Iterator[Document]:
    """What is indexed of all threads."""
    return reading.pieces(Thread.id, documents)


def count() -> int:
    """How many threads there are."""
    return db.session.scalar(select(func.count()).where(_IS_PUBLISHED)) or 0


def cards(refs: Sequence[str], reader: Any) -> Iterable[Card]:
    """The cards of those threads that the reader may see."""
    rows = reading.rows_of(refs, reader, _cards)
    texts = reading.texts_of([row.id for row in rows]) if rows else {}
    return [_card(row, texts.get(row.id, reading.Texts()), reader) for row in rows]


def named(refs: Sequence[str], reader: Any) -> Iterable[Named]:
    """The titles of those threads that the reader may see."""
    rows = reading.rows_of(refs, reader, _titles)
    return [Named(ref(kind, row.id), row.title, f"/threads/{row.id}") for row in rows]


def moved(_identifier: str, _reader: Any) -> str | None:
    """Nothing: a thread has no identifier but its address, which leads on by itself."""
    return None


def labels(wanted: Mapping[str, Collection[str]], reader: Any) -> Mapping[str, Mapping[str, str]]:
    """The words for the keys of the facets of threads and posts."""
    return of_facets(wanted, reader)


def _card(row: AnyRow, texts: reading.Texts, reader: Any) -> Card:
    return Card(
        ref=ref(kind, row.id),
        title=row.title,
        url=f"/threads/{row.id}",
        summary=row.outcome or reading.beginning(texts.opening),
        text=f"{texts.opening} {texts.answers}".strip(),
        kind=KINDS[row.kind],
        tags=(v.RESOLUTIONS[row.resolution],) if row.resolution else (),
        community=row.community,
        author=SOMEONE if row.is_anonymous else row.author,
        author_url="" if row.is_anonymous else profile_url(row.author_listed, reader),
        published_on=reading.day(row.created_at),
        published_at=row.created_at,
        updated_at=row.edited_at or row.created_at,
        topics=sorted(filter(None, row.topics.split("\n"))),
    )


_IS_PUBLISHED: ColumnElement[bool] = Thread.state == v.State.PUBLISHED
_DOCUMENTS = (
    select(
        Thread.id,
        Thread.title,
        Thread.kind,
        Thread.resolution,
        Thread.outcome,
        Thread.created_at,
        Thread.edited_at,
        Thread.is_anonymous,
        Thread.author_id,
        Thread.community_id,
        Community.slug,
        Community.name.label("community"),
        User.name.label("author"),
        exists()
        .where(
            PostFile.post_id == Post.id,
            Post.thread_id == Thread.id,
            Post.no == reading.opening_no(),
            Post.state == v.State.PUBLISHED,
        )
        .label("has_files"),
    )
    .join(Community, Community.id == Thread.community_id)
    .join(User, User.id == Thread.author_id)
    .where(_IS_PUBLISHED)
)


@lru_cache(maxsize=16)
def _cards(standing: Standing, size: int) -> AnySelect:
    subjects = (
        select(func.coalesce(func.aggregate_strings(Topic.label, "\n"), ""))
        .join(ThreadTopic, ThreadTopic.topic_id == Topic.id)
        .where(ThreadTopic.thread_id == Thread.id)
        .correlate(Thread)
        .scalar_subquery()
    )
    return (
        select(
            Thread.id,
            Thread.title,
            Thread.kind,
            Thread.resolution,
            Thread.outcome,
            Thread.created_at,
            Thread.edited_at,
            Thread.is_anonymous,
            Community.name.label("community"),
            User.name.label("author"),
            listed_id().label("author_listed"),
            subjects.label("topics"),
        )
        .join(Community, Community.id == Thread.community_id)
        .join(User, User.id == Thread.author_id)
        .where(*_found(standing, size))
    )


@lru_cache(maxsize=16)
def _titles(standing: Standing, size: int) -> AnySelect:
    return (
        select(Thread.id, Thread.title)
        .join(Community, Community.id == Thread.community_id)
        .where(*_found(standing, size))
    )


def _found(standing: Standing, size: int) -> tuple[ColumnElement[bool], ...]:
    """What admits a thread to results."""
    readable = threads_visible_by(standing, bindparam("reader_id", type_=Integer))
    return Thread.id.in_(places("id", size)), _IS_PUBLISHED, readable
