"""Offers to look after a record."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.innovations import vocabulary as v
from portal.records import UTCDateTime, one_of


class OwnershipOffer(Base):
    """A record that is offered to a person; they have some days to answer."""

    __tablename__ = "ownership_offer"
    __table_args__ = (
        one_of("answer", v.OFFER_ANSWERS),
        CheckConstraint("from_id <> to_id", name="another_person"),
        # One open offer a record.
        Index(
            "uq_ownership_offer_open",
            "innovation_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
        Index("ix_ownership_offer_innovation_id", "innovation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    innovation_id: Mapped[int] = mapped_column(ForeignKey("innovation.id", ondelete="CASCADE"))
    # Who offers it: an owner, or a moderator for an owner who has left.
    from_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    words: Mapped[str] = mapped_column(String(2000), default="")
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # The last day on which it can be accepted.
    expires_on: Mapped[date] = mapped_column(index=True)
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    giver: Mapped[User] = relationship(foreign_keys=[from_id], lazy="raise_on_sql")
    taker: Mapped[User] = relationship(foreign_keys=[to_id], lazy="raise_on_sql")
