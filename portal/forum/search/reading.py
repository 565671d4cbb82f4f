"""What threads and posts have in common when they are read to be indexed or shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from portal.clock import LONDON
from portal.extensions import db, filled, numbered, places, read_rows, room_for
from portal.forum.mentions import with_names
from portal.forum.models import Answer, Post, Thread, ThreadTopic
from portal.forum.seeing import label_of
from portal.forum.vocabulary import State
from portal.markdown import plain
from portal.records import AnyRow, AnySelect, parse_ref
from portal.search import Document
from portal.topics import queries as topics
from portal.topics.models import Topic
from portal.visibility import Standing, standing_of

CHUNK: Final = 200
FRESH: Final = timedelta(days=180)
"""So long a thread and a reply stand slightly higher than others."""
LONGEST_SUMMARY: Final = 240


@dataclass
class Texts:
    """What is said in a thread that its title stands for; plain text."""

    opening: str = ""
    answers: str = ""


def texts_of(thread_ids: Sequence[int]) -> dict[int, Texts]:
    """The opening posts and credited answers of threads, as far as everyone may read them.

    Two statements, however many there are.
    """
    size = room_for(len(thread_ids))
    values = numbered("id", filled(thread_ids, size, -1))
    rows = read_rows(_texts(size), values).all()
    found: dict[int, Texts] = {}
    for row, html in zip(rows, with_names([row.html for row in rows]), strict=True):
        texts = found.setdefault(row.thread_id, Texts())
        if row.is_opening:
            texts.opening = plain(html)
        else:
            texts.answers += f"{plain(html)} "
    return found


def topics_of(thread_ids: Iterable[int]) -> tuple[dict[int, list[int]], dict[int, list[AnyRow]]]:
    """The ids of the topics of each thread, and the path to each topic from the top."""
    query = (
        select(ThreadTopic.thread_id, ThreadTopic.topic_id)
        .join(Topic, Topic.id == ThreadTopic.topic_id)
        .where(ThreadTopic.thread_id.in_(set(thread_ids)))
        .order_by(Topic.label)
    )
    found: dict[int, list[int]] = {}
    for thread_id, topic_id in db.session.execute(query):
        found.setdefault(thread_id, []).append(topic_id)
    return found, topics.paths_of({topic_id for ids in found.values() for topic_id in ids})


def document(
    ref: str,
    row: AnyRow,
    subjects: Sequence[Sequence[AnyRow]],
    *,
    kind: tuple[str, str],
    texts: Mapping[str, str],
    title: str = "",
    state: tuple[str, str] | None = None,
    asks: Sequence[str] = (),
) -> Document:
    """What is indexed of a thread or a post.

    ``row`` says who wrote it, when, where and whether with files; ``subjects`` are the paths to
    its topics; ``kind`` and ``state`` are a key and the words for it.
    """
    steps = {step.slug: step.label for path in subjects for step in path}
    authors = () if row.is_anonymous else (row.author,)
    facets: dict[str, Sequence[str]] = {
        "kind": kind[:1],
        "community": (row.slug,),
        "topic": sorted(steps),
        "state": state[:1] if state else (),
        "author": () if row.is_anonymous else (str(row.author_id),),
        "year": (str(day(row.created_at).year),),
    }
    named: dict[str, Sequence[str]] = {
        "author": authors,
        "topic": list(steps.values()),
        "community": (row.community, row.slug),
        "kind": kind,
        "state": state or (),
        "has": ("attachment",) if row.has_files else (),
    }
    own = ", ".join(sorted({path[0].label for path in subjects}))
    words = {**texts, "topics": own, "people": ", ".join(authors)}
    return Document(
        ref=ref,
        labels=frozenset({label_of(row.community_id)}),
        title=title,
        texts={name: text for name, text in words.items() if text.strip()},
        facets={name: keys for name, keys in facets.items() if keys},
        named={name: words for name, words in named.items() if words},
        asks=asks,
        sorts={
            "published": row.created_at.timestamp(),
            "updated": (row.edited_at or row.created_at).timestamp(),
            "fresh_until": (row.created_at + FRESH).timestamp(),
        },
    )


def pieces(
    column: Any, documents: Callable[[Sequence[int]], Iterable[Document]]
) -> Iterator[Document]:
    """The documents of all rows of a table, some hundreds at a time."""
    last = 0
    while ids := db.session.scalars(
        select(column).where(column > last).order_by(column).limit(CHUNK)
    ).all():
        yield from documents(ids)
        last = ids[-1]
        db.session.expunge_all()


def rows_of(
    refs: Sequence[str], reader: Any, query: Callable[[Standing, int], AnySelect]
) -> Sequence[AnyRow]:
    """The rows of records that a reader may see."""
    size = room_for(len(refs))
    ids = filled([parse_ref(ref)[1] for ref in refs], size, -1)
    values = {"reader_id": reader.id, **numbered("id", ids)}
    return read_rows(query(standing_of(reader), size), values).all()


def beginning(text: str) -> str:
    """The first words of a text."""
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rpartition(" ")[0].rstrip(",;:") + "…"


def day(moment: datetime) -> date:
    """The date of a moment, in London."""
    return moment.astimezone(LONDON).date()


def opening_no() -> Any:
    """The number of the first post of the thread of the statement around it."""
    first = aliased(Post)
    return (
        select(func.min(first.no))
        .where(first.thread_id == Thread.id)
        .correlate(Thread)
        .scalar_subquery()
    )


@lru_cache(maxsize=8)
def _texts(size: int) -> AnySelect:
    is_opening: ColumnElement[bool] = Post.no == opening_no()
    return (
        select(Post.thread_id, Post.html, is_opening.label("is_opening"))
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(Answer, Answer.post_id == Post.id)
        .where(
            Thread.id.in_(places("id", size)),
            Post.state == State.PUBLISHED,
            or_(Answer.post_id.is_not(None), is_opening),
        )
        .order_by(Post.thread_id, Answer.position, Post.no)
    )
