"""Asking a person through the portal, and what nobody was found for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.people import vocabulary as v
from portal.records import UTCDateTime, one_of


class Enquiry(Base):
    """A question from one person to another, without an address on either side."""

    __tablename__ = "enquiry"
    __table_args__ = (
        one_of("state", v.ENQUIRY_STATES),
        CheckConstraint("asker_id <> person_id", name="not_to_oneself"),
        Index("ix_enquiry_person", "person_id", "state"),
        Index("ix_enquiry_asker", "asker_id", "asked_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(120))
    # What is asked, and why this person.
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The enquiry that was passed on to make this one.
    passed_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("enquiry.id", ondelete="SET NULL"), unique=True
    )


class Block(Base):
    """Someone from whom a person wants no more enquiries and endorsements."""

    __tablename__ = "person_block"
    __table_args__ = (CheckConstraint("blocked_id <> person_id", name="not_oneself"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    blocked_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class UnmetNeed(Base):
    """Words for which nobody was found; who looked for them is not kept."""

    __tablename__ = "unmet_need"
    __table_args__ = (
        Index("uq_unmet_need_words", "words", unique=True),
        Index("ix_unmet_need_settled_last", "settled_at", "last_at"),
        CheckConstraint("count > 0", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # In small letters, with single spaces.
    words: Mapped[str] = mapped_column(String(200))
    count: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    first_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # When a moderator dealt with it; looked for again, it is open again.
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    outcome: Mapped[str] = mapped_column(String(300), default="")
