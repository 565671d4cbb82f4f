"""An import of a file of records, and what there was to say about its rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.innovations.importing.findings import Level
from portal.records import UTCDateTime, ref


class State(StrEnum):
    """The life of an import."""

    # The file is there; its columns are not matched yet.
    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    # The file could not be read or mapped; ``problem`` says why.
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


BUSY = frozenset({State.CHECKING, State.RUNNING, State.UNDOING})


class ImportBatch(Base):
    """One import of a file, so that it can be followed, repeated after a crash, and undone."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint(
            "state IN ({})".format(", ".join(f"'{state}'" for state in State)), name="state"
        ),
        CheckConstraint("record_status IN ('draft', 'published')", name="record_status"),
        Index("ix_import_batch_person", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    # SHA-256 of the file; an uploaded one is kept under this name until it has been used.
    digest: Mapped[str] = mapped_column(String(64), index=True)
    sheet: Mapped[str] = mapped_column(String(100), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What the records become: drafts of the person, or published at once.
    record_status: Mapped[str] = mapped_column(String(10), default="draft")
    state: Mapped[str] = mapped_column(String(10), default=State.UPLOADED)
    problem: Mapped[str] = mapped_column(Text, default="")

    # What the file holds, so that no page has to read it: the names of the columns,
    # the different values of columns that have few, and words about the file as a whole.
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    samples: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    notices: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The first records as they would be: field -> words.
    preview: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)

    rows_total: Mapped[int] = mapped_column(default=0)
    # Rows dealt with so far, good or not: where to go on after a crash.
    rows_done: Mapped[int] = mapped_column(default=0)
    # Rows that became a record or, when the file was only checked, could become one.
    rows_good: Mapped[int] = mapped_column(default=0)
    rows_removed: Mapped[int] = mapped_column(default=0)
    # Who asked for the undo; None also where a command did.
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[User] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        return ref("import", self.id)

    @property
    def path(self) -> str:
        return f"/innovations/imports/{self.id}"

    @property
    def is_busy(self) -> bool:
        """Whether the worker is at it, or will be."""
        return self.state in BUSY

    @property
    def source(self) -> str:
        """What the mapping calls the collection; the file's name where it says nothing."""
        return str(self.mapping.get("name") or self.file_name)


class ImportFinding(Base):
    """A fault or a note about one row of a file, numbered as a spreadsheet shows the rows."""

    __tablename__ = "import_finding"
    __table_args__ = (
        CheckConstraint(
            "level IN ({})".format(", ".join(f"'{level}'" for level in Level)), name="level"
        ),
        Index("ix_import_finding_batch", "batch_id", "level", "row", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    row: Mapped[int]
    column: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(5), default=Level.FAULT)
