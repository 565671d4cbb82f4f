"""Text that a person is typing into a form and has not sent."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime


class Draft(Base):
    """What one person typed in one place, in one of the tabs that are open there."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "place", "copy"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # The path of the form's page.
    place: Mapped[str] = mapped_column(String(200))
    # 0 for the first tab; another tab that typed at the same time has a copy of its own.
    copy: Mapped[int] = mapped_column(default=0)
    # Counts the times it was saved: a tab that holds an older number has older text.
    sequence: Mapped[int] = mapped_column(default=1)
    # The raw fields of the form: name -> values.
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
