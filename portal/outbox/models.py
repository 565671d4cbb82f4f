"""The outbox row: work to do once its transaction is committed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime


class Message(Base):
    """One piece of work: deleted when done, kept with its error when it failed.

    It holds ids only, never text or an address of a person, so that what is
    purged from the records is not left behind here.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "due_at", "id"),
        Index("ix_outbox_topic_subject", "topic", "subject"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # When it is next tried. A worker that takes it moves this on: the lease of that worker.
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
