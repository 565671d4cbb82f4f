"""The use of a record's practice by other organisations."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.innovations import vocabulary as v
from portal.organisations.models import Organisation
from portal.records import UTCDateTime, one_of


class Adoption(Base):
    """One organisation's use of what a record describes."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("innovation_id", "organisation_id"),
        one_of("stage", v.ADOPTION_STAGES),
        one_of("result", v.ADOPTION_RESULTS),
        one_of("state", v.ADOPTION_STATES),
        Index("ix_adoption_waiting", "state", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    innovation_id: Mapped[int] = mapped_column(ForeignKey("innovation.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    # Who says so for the organisation.
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    stage: Mapped[str] = mapped_column(String(12))
    stopped_why: Mapped[str] = mapped_column(String(500), default="")
    # The first day of a month; the day means nothing.
    since: Mapped[date | None]
    changed: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(String(10), default="unknown")
    may_contact: Mapped[bool] = mapped_column(default=False)
    # What the owners of the record say to it.
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_words: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    person: Mapped[User] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class AdoptionMessage(Base):
    """What a reader wrote to who adopted a practice."""

    __tablename__ = "adoption_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    adoption_id: Mapped[int] = mapped_column(
        ForeignKey("adoption.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    person: Mapped[User] = relationship(lazy="raise_on_sql")
