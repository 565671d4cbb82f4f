"""What a question has beside its posts: credited answers, and the people who are asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime, one_of


class Answer(Base):
    """A post that is credited with having answered; three at most in a thread."""

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 3", name="position"),)

    thread_id: Mapped[int] = mapped_column(
        ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), unique=True)
    # None: it was credited where it was imported from.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class HelpRequest(Base):
    """A person whom the asker chose to be asked, when a question stays without a reply."""

    __tablename__ = "help_request"
    __table_args__ = (
        one_of("answer", ("replied", "declined", "not_needed")),
        Index("ix_help_request_person", "person_id", "answer"),
    )

    thread_id: Mapped[int] = mapped_column(
        ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # When the person was asked; None while the question may still find a reply by itself.
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How it ended; None while it is open.
    answer: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
