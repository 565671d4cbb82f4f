"""Threads and what stands in them beside posts: topics, events, the box "Where we are"."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.forum import vocabulary as v
from portal.forum.models.community import Community
from portal.records import UTCDateTime, one_of, ref
from portal.topics.models import Topic


class Thread(Base):
    """A conversation. Who may see it: ``portal.forum.seeing``.

    ``next_no`` is the last number given to a post: it only grows, by one atomic update.
    ``last_no``, ``last_post_id``, ``last_post_at`` and ``reply_count`` are recomputed from the
    published posts, never added to (``portal.forum.counting``).
    """

    __tablename__ = "thread"
    __table_args__ = (
        one_of("kind", v.ThreadKind),
        one_of("state", v.State),
        one_of("state_before", (v.State.PUBLISHED, v.State.WITHDRAWN)),
        one_of("resolution", v.Resolution),
        CheckConstraint("(kind = 'question') = (resolution IS NOT NULL)", name="resolution_kind"),
        CheckConstraint(
            "resolution <> 'duplicate' OR duplicate_of_id IS NOT NULL", name="duplicate_target"
        ),
        CheckConstraint(
            "resolution <> 'resolved_elsewhere' OR outcome <> ''", name="outcome_in_words"
        ),
        CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("last_no <= next_no", name="numbers"),
        CheckConstraint("nudges BETWEEN 0 AND 3", name="nudges"),
        # What decides on a place in the lists, so that a page of them is read from an index.
        # By time and not by the id of the post: what is imported is older than its ids.
        Index("ix_thread_latest", "state", "last_post_at", "id"),
        # What is behind the mark of a reader.
        Index("ix_thread_posted", "state", "last_post_id"),
        Index("ix_thread_community_latest", "community_id", "state", "last_post_at", "id"),
        Index("ix_thread_created", "state", "created_at", "id"),
        Index("ix_thread_author", "author_id", "created_at"),
        Index(
            "ix_thread_open_questions",
            "created_at",
            sqlite_where=text("resolution = 'open'"),
            postgresql_where=text("resolution = 'open'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    kind: Mapped[str] = mapped_column(String(14))
    title: Mapped[str] = mapped_column(String(150))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    # Peers see "a member"; the moderators of the community see who.
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=v.State.PUBLISHED)
    # What a hidden thread goes back to when it is restored.
    state_before: Mapped[str | None] = mapped_column(String(10))

    next_no: Mapped[int] = mapped_column(default=0)
    last_no: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    reply_count: Mapped[int] = mapped_column(default=0)

    # Of a question; None of any other thread.
    resolution: Mapped[str | None] = mapped_column(String(20))
    # One line: what came of it.
    outcome: Mapped[str] = mapped_column(String(300), default="")
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Reminders to the asker that were written: at 3, 7 and 30 days.
    nudges: Mapped[int] = mapped_column(default=0)
    # How far the question has gone up: 1 the people who know, 2 the community's moderators,
    # 3 the portal's.
    escalation: Mapped[int] = mapped_column(default=0)

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lock_reason: Mapped[str] = mapped_column(String(500), default="")
    # The last day on which it stands on top of its community.
    pinned_until: Mapped[date | None]
    hide_reason: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # Of the title, the kind and the topics.
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Where an imported thread comes from.
    source_url: Mapped[str] = mapped_column(String(500), default="")

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(lazy="raise_on_sql")
    topics: Mapped[list[Topic]] = relationship(
        secondary="thread_topic", order_by=Topic.label, lazy="raise_on_sql"
    )

    @property
    def ref(self) -> str:
        return ref("thread", self.id)

    @property
    def path(self) -> str:
        return f"/threads/{self.id}"


class ThreadTopic(Base):
    __tablename__ = "thread_topic"

    thread_id: Mapped[int] = mapped_column(
        ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)


class ThreadEvent(Base):
    """Something that was done to a thread or to a post of it. It takes no post number."""

    __tablename__ = "thread_event"
    __table_args__ = (
        one_of("kind", v.EVENTS),
        Index("ix_thread_event_thread", "thread_id", "after_no"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    # It stands in the thread behind the post with this number.
    after_no: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    # None: the portal itself, or an import.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    # The post it was about, if it was about one.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    # The other thread of a move, a split, a merge or a duplicate.
    other_thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    # Of a move: where it was before.
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    # Numbers and keys only, such as the post numbers of a split.
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class ThreadSummary(Base):
    """One version of the box "Where we are", which the people of a thread write together."""

    __tablename__ = "thread_summary"

    thread_id: Mapped[int] = mapped_column(
        ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True
    )
    # From 1; the highest is shown.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
