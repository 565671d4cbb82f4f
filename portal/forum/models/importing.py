"""What was imported from where, so that an import is safe to run twice and can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime, one_of


class ForumImport(Base):
    """One forum that was read in, into one community."""

    __tablename__ = "forum_import"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The name of the forum it comes from, as the command was told it.
    source: Mapped[str] = mapped_column(String(80), unique=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    # Whether the import made the community, so that undoing it takes the community away too.
    made_community: Mapped[bool] = mapped_column(default=False)
    # How many there were of each kind in the source.
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class ForumImportItem(Base):
    """What one thing of the source became."""

    __tablename__ = "forum_import_item"
    __table_args__ = (
        one_of("kind", ("user", "thread", "post", "comment")),
        Index("ix_forum_import_item_record", "kind", "record_id"),
    )

    import_id: Mapped[int] = mapped_column(
        ForeignKey("forum_import.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    # Its id in the source.
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    # The user of a "user", the thread of a "thread", the post of a "post" or a "comment".
    record_id: Mapped[int]
