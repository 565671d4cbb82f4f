"""Keeping knowledge: how important a topic or system is, what is done to keep it, who leaves."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.people import vocabulary as v
from portal.records import UTCDateTime, one_of


class Importance(Base):
    """How important it is to keep the knowledge of a topic or system; 1 where nobody said."""

    __tablename__ = "knowledge_importance"
    __table_args__ = (CheckConstraint("importance BETWEEN 1 AND 3", name="importance"),)

    # "topic:3" or "system:4".
    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    importance: Mapped[int]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Capture(Base):
    """Something that is done so that knowledge is not lost with one person."""

    __tablename__ = "knowledge_capture"
    __table_args__ = (
        one_of("kind", v.CAPTURE_KINDS),
        one_of("state", v.CAPTURE_STATES),
        Index("ix_knowledge_capture_ref", "ref", "state"),
        Index("ix_knowledge_capture_state", "state", "due_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    # Whose knowledge it is; None: of whoever is found.
    holder_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    # Who sees to it.
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The record that came of it, such as "innovation:12".
    result_ref: Mapped[str | None] = mapped_column(String(40))


class Leaving(Base):
    """That a person leaves, and who follows. Reasons for leaving are never kept."""

    __tablename__ = "leaving"
    __table_args__ = (
        CheckConstraint("successor_id <> person_id", name="not_their_own_successor"),
        Index("ix_leaving_on", "leaves_on"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    leaves_on: Mapped[date]
    successor_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    announced_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    announced_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # When ownership and follows were passed to the successor.
    handed_over_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class HandoverItem(Base):
    """A line of a leaver's checklist that is dealt with."""

    __tablename__ = "handover_item"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("leaving.person_id", ondelete="CASCADE"), primary_key=True
    )
    # Such as "innovation:12", "topic:3", or a prompt as "prompt:yearly-tasks".
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    note: Mapped[str] = mapped_column(String(1000), default="")
    is_done: Mapped[bool] = mapped_column(default=False)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)


class OrganisationManager(Base):
    """Someone who may look at what is known in an organisation and how it is kept."""

    __tablename__ = "organisation_manager"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    named_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
