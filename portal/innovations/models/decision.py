"""What was decided on a record."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.innovations import vocabulary as v
from portal.records import UTCDateTime, one_of


class Decision(Base):
    """What a moderator, or an owner who retires a record, decided, and why. Never changed."""

    __tablename__ = "innovation_decision"
    __table_args__ = (
        one_of("kind", v.DECISIONS),
        one_of("reason", sorted({*v.DECLINE_REASONS, *v.RETIRE_REASONS, *v.HIDE_REASONS})),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    innovation_id: Mapped[int] = mapped_column(
        ForeignKey("innovation.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    # A value of DECLINE_REASONS, RETIRE_REASONS or HIDE_REASONS.
    reason: Mapped[str | None] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    # Field -> what should change there.
    comments: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Whether it was on a pending version of a published record.
    is_on_pending: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The version of the record that they saw; what has changed since is compared with it.
    version_number: Mapped[int | None]
    # The changes to it that they saw, as in ``PendingVersion.fields``.
    proposed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    decided_by: Mapped[User] = relationship(lazy="raise_on_sql")
