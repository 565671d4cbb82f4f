"""Regions, integrated care boards, trusts and other bodies, and their library services."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base


class OrganisationKind(StrEnum):
    REGION = "region"
    ICB = "icb"
    TRUST = "trust"
    OTHER = "other"


class Organisation(Base):
    """A body with an ODS code. It closes or merges into another; it is never deleted."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("kind IN ('region', 'icb', 'trust', 'other')", name="kind"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ods_code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    # An ICB stands under its region, a trust under its ICB.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    town: Mapped[str | None] = mapped_column(String(100))
    postcode: Mapped[str | None] = mapped_column(String(10))
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    parent: Mapped["Organisation | None"] = relationship(
        remote_side=[id], foreign_keys=[parent_id], lazy="raise_on_sql"
    )
    region: Mapped["Organisation | None"] = relationship(
        remote_side=[id], foreign_keys=[region_id], lazy="raise_on_sql"
    )
    merged_into: Mapped["Organisation | None"] = relationship(
        remote_side=[id], foreign_keys=[merged_into_id], lazy="raise_on_sql"
    )


class LibraryService(Base):
    """The knowledge and library service (KLS) of one or more organisations."""

    __tablename__ = "library_service"
    __table_args__ = (CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    closed_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("library_service.id"))

    organisation: Mapped[Organisation] = relationship(
        foreign_keys=[organisation_id], lazy="raise_on_sql"
    )
