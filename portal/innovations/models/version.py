"""What a record said at each time, and what its owners want it to say."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.innovations import vocabulary as v
from portal.records import UTCDateTime, one_of
from portal.visibility import Status


class Version(Base):
    """All that a record said after one change. Never changed."""

    __tablename__ = "innovation_version"
    __table_args__ = (
        UniqueConstraint("innovation_id", "number"),
        one_of("act", v.VERSION_ACTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    innovation_id: Mapped[int] = mapped_column(ForeignKey("innovation.id", ondelete="CASCADE"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(12))
    # The version that came back, where ``act`` is "restored".
    restored_from: Mapped[int | None]
    # Every field by its name, as ``actions.save`` takes it, in values of JSON.
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    # The names of those that differ from the version before.
    changed: Mapped[list[str]] = mapped_column(JSON, default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    by: Mapped[User] = relationship(lazy="raise_on_sql")


class PendingVersion(Base):
    """What the owners of a published record want to change in it; readers do not see it."""

    __tablename__ = "innovation_pending"
    __table_args__ = (
        one_of(
            "status",
            (Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.CHANGES_REQUESTED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # One at a time: owners work on it together.
    innovation_id: Mapped[int] = mapped_column(
        ForeignKey("innovation.id", ondelete="CASCADE"), unique=True
    )
    # Counts the saves, as that of the record does.
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(String(20), default=Status.DRAFT)
    # Only what differs from the record, by name, as in ``Version.fields``.
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The version of the record that it was begun on.
    based_on: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    author: Mapped[User] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id], lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}
