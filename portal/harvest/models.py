"""Which records other catalogues may have, and which of those they had are gone."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.records import UTCDateTime


class HarvestEntry(Base):
    """A record in one set, or in all of them; kept for good, whatever becomes of the record.

    One row for each set a record is or was in, and one with an empty ``set_spec`` for all: who
    harvests one set is told when a record leaves it (OAI-PMH 2.0, 2.5.1 and 2.6).
    """

    __tablename__ = "harvest_entry"
    __table_args__ = (
        # The order of a harvest.
        Index("ix_harvest_entry_order", "set_spec", "datestamp", "innovation_id"),
    )

    set_spec: Mapped[str] = mapped_column(String(160), primary_key=True)
    # No foreign key: the entry outlives a record that is purged.
    innovation_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    identifier: Mapped[str] = mapped_column(String(20))
    # Whole seconds: when it last changed as harvesters see it.
    datestamp: Mapped[datetime] = mapped_column(UTCDateTime)
    is_deleted: Mapped[bool] = mapped_column(default=False)
