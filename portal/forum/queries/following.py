"""What a person follows or has muted: their own choices, of what they may still see."""

from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.extensions import db
from portal.forum.models import (
    Community,
    CommunityReader,
    Thread,
    ThreadReader,
    TopicReader,
)
from portal.forum.seeing import readable_communities, visible_threads
from portal.forum.vocabulary import Level
from portal.records import AnySelect
from portal.topics.models import Topic


def threads(reader: Any) -> AnySelect:
    """Id, title, level and reason of the threads, those with the newest posts first."""
    return (
        _chosen(Thread.id, Thread.title, ThreadReader.level, ThreadReader.reason)
        .join(Thread, Thread.id == ThreadReader.thread_id)
        .join(Community)
        .where(ThreadReader.person_id == reader.id, ThreadReader.level != Level.NORMAL)
        .where(visible_threads(reader))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
    )


def communities(reader: Any) -> AnySelect:
    """Slug, name and level of the communities, by name."""
    return (
        _chosen(Community.slug, Community.name, CommunityReader.level, literal(""))
        .join(Community, Community.id == CommunityReader.community_id)
        .where(CommunityReader.person_id == reader.id, CommunityReader.level != Level.NORMAL)
        .where(readable_communities(reader))
        .order_by(Community.name)
    )


def topics(reader: Any) -> AnySelect:
    """Slug, label and level of the topics, by label."""
    return (
        _chosen(Topic.slug, Topic.label, TopicReader.level, literal(""))
        .join(Topic, Topic.id == TopicReader.topic_id)
        .where(TopicReader.person_id == reader.id, TopicReader.level != Level.NORMAL)
        .order_by(Topic.label)
    )


def topic_level(reader: Any, topic_id: int) -> str:
    """How much the reader is told of a topic."""
    found = db.session.get(TopicReader, (reader.id, topic_id))
    return found.level if found else Level.NORMAL


def _chosen(
    key: InstrumentedAttribute[Any], name: InstrumentedAttribute[str], level: Any, reason: Any
) -> AnySelect:
    return select(
        key.label("key"), name.label("name"), level.label("level"), reason.label("reason")
    )
