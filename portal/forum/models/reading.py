"""How far people have read, and what they want to be told of. Nothing here is a counter."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.forum import vocabulary as v
from portal.records import UTCDateTime, one_of


class ThreadReader(Base):
    """A person and a thread: how far they read, and whether they follow it."""

    __tablename__ = "thread_reader"
    __table_args__ = (
        one_of("level", v.Level),
        one_of("reason", v.FOLLOW_REASONS),
        Index("ix_thread_reader_followers", "thread_id", "level", "person_id"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(
        ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True
    )
    # The highest post number that was shown to them. It only grows, but for "mark unread".
    last_read_no: Mapped[int] = mapped_column(default=0)
    # They marked it unread: their "all read" marks do not count for it.
    is_kept_unread: Mapped[bool] = mapped_column(default=False)
    level: Mapped[str] = mapped_column(String(10), default=v.Level.NORMAL)
    # Why they are told; None while nothing but the level "normal" was ever set.
    reason: Mapped[str | None] = mapped_column(String(10))


class CommunityReader(Base):
    """A person and a community: their "all read" mark in it, and whether they follow it."""

    __tablename__ = "community_reader"
    __table_args__ = (
        one_of("level", v.Level),
        Index("ix_community_reader_followers", "community_id", "level", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True
    )
    # Threads whose last post has this id or a lower one are read.
    read_upto_post_id: Mapped[int] = mapped_column(default=0)
    level: Mapped[str] = mapped_column(String(10), default=v.Level.NORMAL)


class TopicReader(Base):
    """A person and a topic: whether they follow what is said about it."""

    __tablename__ = "topic_reader"
    __table_args__ = (
        one_of("level", v.Level),
        Index("ix_topic_reader_followers", "topic_id", "level", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True
    )
    level: Mapped[str] = mapped_column(String(10), default=v.Level.FOLLOWING)


class ForumReader(Base):
    """A person and the whole forum: the "all read" mark, and whether they may be asked to help."""

    __tablename__ = "forum_reader"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    read_upto_post_id: Mapped[int] = mapped_column(default=0)
    is_askable: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
