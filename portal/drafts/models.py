"""Text that a person is typing into a form, and the forms that were sent."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime


class Draft(Base):
    """What one person typed in one place, in one of the tabs that are open there."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "place", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # The path of the form's page.
    place: Mapped[str] = mapped_column(String(200))
    # Made anew for each form that is opened, so that each tab has a draft of its own.
    key: Mapped[str] = mapped_column(String(24))
    # Counts the times it was saved: a tab that holds an older number has older text.
    sequence: Mapped[int] = mapped_column(default=1)
    # The raw fields of the form: name -> values.
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class SentForm(Base):
    """A form that was sent and done: sending it again leads to what it made the first time."""

    __tablename__ = "sent_form"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(24), primary_key=True)
    # Of what was typed into it, in hexadecimal digits: changed and sent again, it is another form.
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # The path of what it made.
    result: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
