"""What the pages of the vocabulary show: the tree, one branch, a search in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.extensions import db
from portal.records import AnySelect
from portal.topics.models import Topic, TopicSynonym
from portal.topics.queries import has, plain

# Narrower topics that the tree shows under each of its roots; the rest are on the root's page.
MOST_CHILDREN = 30
_Parent = aliased(Topic)


def roots() -> AnySelect:
    """The topics at the top, by label."""
    return (
        _rows()
        .where(Topic.parent_id.is_(None), ~Topic.is_retired)
        .order_by(func.lower(Topic.label), Topic.id)
    )


def children_of(parent_ids: Sequence[int]) -> Mapping[int, Sequence[Row[Any]]]:
    """The first narrower topics of each parent; ``total`` in each row is how many it has."""
    place = func.row_number().over(
        partition_by=Topic.parent_id, order_by=(func.lower(Topic.label), Topic.id)
    )
    numbered = (
        select(
            Topic.id,
            Topic.slug,
            Topic.label,
            Topic.parent_id,
            place.label("place"),
            func.count().over(partition_by=Topic.parent_id).label("total"),
        )
        .where(Topic.parent_id.in_(parent_ids), ~Topic.is_retired)
        .subquery()
    )
    found: dict[int, list[Row[Any]]] = {}
    query = select(numbered).where(numbered.c.place <= MOST_CHILDREN)
    for row in db.session.execute(query.order_by(numbered.c.parent_id, numbered.c.place)):
        found.setdefault(row.parent_id, []).append(row)
    return found


def narrower(topic_id: int) -> AnySelect:
    """The topics right under this one, by label."""
    return (
        _rows()
        .where(Topic.parent_id == topic_id, ~Topic.is_retired)
        .order_by(func.lower(Topic.label), Topic.id)
    )


def found(words: str) -> AnySelect:
    """Topics with every word in their label or in one synonym; labels that start so come first."""
    start = plain(words)
    by_synonym = exists().where(TopicSynonym.topic_id == Topic.id, has(TopicSynonym.label, start))
    rank = case(
        (Topic.label.istartswith(start, autoescape=True), 0),
        (has(Topic.label, start), 1),
        else_=2,
    )
    return (
        _rows()
        .where(~Topic.is_retired, or_(has(Topic.label, start), by_synonym))
        .order_by(rank, func.lower(Topic.label), Topic.id)
    )


def names_found(topic_ids: Sequence[int], words: str) -> Mapping[int, Sequence[str]]:
    """The synonyms of these topics that have every word."""
    query = select(TopicSynonym.topic_id, TopicSynonym.label).where(
        TopicSynonym.topic_id.in_(topic_ids), has(TopicSynonym.label, words)
    )
    names: dict[int, list[str]] = {}
    for key, label in db.session.execute(query.order_by(TopicSynonym.label)):
        names.setdefault(key, []).append(label)
    return names


def with_names(slug: str) -> Topic | None:
    """The topic with its synonyms and the one above it."""
    return db.session.scalar(
        select(Topic)
        .where(Topic.slug == plain(slug))
        .options(selectinload(Topic.synonyms), joinedload(Topic.parent))
    )


def _rows() -> AnySelect:
    return select(
        Topic.id,
        Topic.slug,
        Topic.label,
        Topic.scope_note,
        _Parent.label.label("parent"),
    ).outerjoin(_Parent, Topic.parent_id == _Parent.id)
