"""What people say about evidence, and what others say for them.

Evidence itself is in no table: it is read from what people did, so that it is never out of date.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.people import vocabulary as v
from portal.records import UTCDateTime, one_of


class EvidenceExclusion(Base):
    """A record that does not count for a person, because they do not want it to."""

    __tablename__ = "evidence_exclusion"
    __table_args__ = (Index("ix_evidence_exclusion_ref", "ref"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    # Such as "post:12".
    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class EvidenceDispute(Base):
    """A person says that a record is wrongly shown as theirs; a moderator decides.

    It does not count while the dispute is open.
    """

    __tablename__ = "evidence_dispute"
    __table_args__ = (
        one_of("state", v.DISPUTE_STATES),
        Index("ix_evidence_dispute_state", "state", "at"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10), default="open")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision_words: Mapped[str] = mapped_column(String(500), default="")


class Endorsement(Base):
    """A person says that another knows about a topic. Shown once that person accepts it."""

    __tablename__ = "endorsement"
    __table_args__ = (
        one_of("reason", v.ENDORSEMENT_REASONS),
        one_of("state", v.ENDORSEMENT_STATES),
        CheckConstraint("endorser_id <> person_id", name="not_of_oneself"),
        # Once per pair and topic, until it lapses or is taken back.
        Index(
            "uq_endorsement_live",
            "endorser_id",
            "person_id",
            "topic_id",
            unique=True,
            sqlite_where=text("state IN ('offered', 'accepted', 'declined')"),
            postgresql_where=text("state IN ('offered', 'accepted', 'declined')"),
        ),
        Index("ix_endorsement_person", "person_id", "state"),
        Index("ix_endorsement_topic", "topic_id", "state"),
        Index("ix_endorsement_lapses", "state", "lapses_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    endorser_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10), default="offered")
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Three years after it was offered or renewed.
    lapses_on: Mapped[date]
