"""The files of a record. What is in them is in the store, under a hash of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime, one_of


class InnovationFile(Base):
    """A file that was uploaded to a record; never changed, and kept as long as the record.

    ``Innovation.attachments`` says which files the record shows, and under which titles, so that
    a version of a record has its attachments like any other field.
    """

    __tablename__ = "innovation_file"
    __table_args__ = (
        UniqueConstraint("innovation_id", "digest"),
        one_of("text_state", ("waiting", "read", "none", "failed")),
        Index("ix_innovation_file_digest", "digest"),
        Index("ix_innovation_file_thumbnail_digest", "thumbnail_digest"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    innovation_id: Mapped[int] = mapped_column(ForeignKey("innovation.id", ondelete="CASCADE"))
    # SHA-256 of what is stored, in hexadecimal digits.
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    # Bytes.
    size: Mapped[int]
    # Of a picture, in pixels.
    width: Mapped[int | None]
    height: Mapped[int | None]
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    # The words in it, for search; a job reads them after the upload.
    text: Mapped[str] = mapped_column(Text, default="", deferred=True)
    text_state: Mapped[str] = mapped_column(String(10), default="waiting")
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
