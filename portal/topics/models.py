"""The controlled vocabulary: a tree of topics, each with synonyms."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base


class Topic(Base):
    """A subject that records are about."""

    __tablename__ = "topic"
    __table_args__ = (
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        UniqueConstraint("source", "source_key"),
        Index("ix_topic_label_lower", text("lower(label)")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    scope_note: Mapped[str | None] = mapped_column(Text)
    # Where it comes from, such as "starter" or "MeSH", and its key there.
    source: Mapped[str] = mapped_column(String(40), default="starter")
    source_key: Mapped[str | None] = mapped_column(String(80))
    is_retired: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["Topic | None"] = relationship(remote_side=[id], lazy="raise_on_sql")
    synonyms: Mapped[list["TopicSynonym"]] = relationship(
        back_populates="topic",
        cascade="all, delete-orphan",
        lazy="raise_on_sql",
        order_by=lambda: func.lower(TopicSynonym.label),
    )


class TopicSynonym(Base):
    """Another name of a topic; one topic at most answers to a name."""

    __tablename__ = "topic_synonym"
    __table_args__ = (Index("uq_topic_synonym_label_lower", text("lower(label)"), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(200))

    topic: Mapped[Topic] = relationship(back_populates="synonyms", lazy="raise_on_sql")
