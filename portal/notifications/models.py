"""What people are told inside the portal."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime


class Notification(Base):
    """One thing that one person is told. Later news of the same group joins an unread one.

    It holds refs and numbers, never the text or the title of a record: both are read when it is
    shown, by what the person may see then. ``words`` are those of a decision about their own work.
    """

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint("times > 0", name="times"),
        Index(
            "uq_notification_unread",
            "person_id",
            "group_key",
            unique=True,
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_notification_newest", "person_id", "updated_at"),
        Index("ix_notification_about", "about", "about_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # Such as "reply" or "mention"; whoever sends it has the words (``notifications.senders``).
    kind: Mapped[str] = mapped_column(String(20))
    # Such as "thread:12": news with the same key are one line while it is unread.
    group_key: Mapped[str] = mapped_column(String(60))
    # The record that decides who may see it, such as ("thread", 12): who may not see that one any
    # more is not shown the notice either, nor is it counted.
    about: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[int]
    # What it leads to, such as "post:45": the first of the group that the person has not seen.
    ref: Mapped[str] = mapped_column(String(40))
    # Why the person is told, as a key of the sender's own list.
    reason: Mapped[str] = mapped_column(String(20), default="")
    times: Mapped[int] = mapped_column(default=1)
    # The ids of those who did it, the newest first, a few at most.
    actor_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    words: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
