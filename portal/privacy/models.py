"""The log of erasures: it holds no words and no name."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.privacy import vocabulary as v
from portal.records import UTCDateTime, one_of, ref


class Erasure(Base):
    """That a person asked to be erased, how much of them, and what was done."""

    __tablename__ = "erasure"
    __table_args__ = (
        one_of("extent", v.Extent),
        one_of("left_name", v.LeftName),
        CheckConstraint("extent <> 'everything' OR left_name = 'former'", name="name_with_texts"),
        Index(
            "uq_erasure_open",
            "person_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_erasure_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What is left of them: a row without email and password.
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    extent: Mapped[str] = mapped_column(String(10))
    left_name: Mapped[str] = mapped_column(String(6))
    # Asked for by letter and begun at the machine, not by the person on a page.
    is_by_command: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How many were erased, by their kind.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    person: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        return ref("erasure", self.id)
