"""The innovation record and what belongs to it.

Measures, evidence, lessons and attachments are values of the record, read and changed
only with it, so they are JSON columns (docs/adr/0006); what points at other records
(people, topics, organisations, related records) is in tables with foreign keys.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.innovations import vocabulary as v
from portal.innovations.models.checks import involved_among, owners_among
from portal.innovations.models.links import InnovationPerson, RelatedInnovation
from portal.innovations.models.ownership import OwnershipOffer
from portal.organisations.models import LibraryService, Organisation
from portal.records import UTCDateTime, one_of, ref
from portal.topics.models import Topic
from portal.visibility import OPEN, Audience, Status, Visible

Row = dict[str, Any]


class Innovation(Visible, Base):
    """A posted piece of practice: innovation, initiative, project, attempt, case study or tool."""

    __tablename__ = "innovation"
    __table_args__ = (
        one_of("kind", v.KINDS),
        one_of("status", Status),
        one_of("audience", Audience),
        one_of("stage", v.STAGES),
        one_of("outcome", v.OUTCOMES),
        one_of("licence", v.LICENCES),
        one_of("evidence_rating", v.RATINGS),
        one_of("cost_setup_basis", v.BASES),
        one_of("cost_yearly_basis", v.BASES),
        one_of("staff_time_basis", v.BASES),
        one_of("savings_basis", v.BASES),
        one_of("setting", v.SETTINGS),
        one_of("contact", v.CONTACTS),
        one_of("retire_reason", v.RETIRE_REASONS),
        one_of("status_before", sorted(OPEN)),
        CheckConstraint("ended_on >= started_on", name="period"),
        # All that decides on a place in the list and on who may see it: records are counted
        # without reading one of them.
        Index(
            "ix_innovation_published",
            *("status", "published_at", "id", "audience", "organisation_id", "author_id"),
        ),
        Index("ix_innovation_queue", "status", "submitted_at"),
        Index("ix_innovation_author", "author_id", "updated_at"),
        # An import that is started again after a crash cannot make a row's record twice.
        Index("uq_innovation_import", "import_batch_id", "import_row", unique=True),
        # A deleted draft must not lend its id, which the audit log names, to another record.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(20), unique=True)
    # Counts the saves: who saves with an older number is shown both texts.
    version: Mapped[int] = mapped_column(default=1)

    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    # The lead organisation.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    library_service_id: Mapped[int | None] = mapped_column(ForeignKey("library_service.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str] = mapped_column(String(300), default="")
    topic_suggestion: Mapped[str] = mapped_column(String(200), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    what_we_did: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str | None] = mapped_column(String(20))
    # The first day of a month; the day means nothing.
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]

    outcome: Mapped[str | None] = mapped_column(String(20))
    results: Mapped[str] = mapped_column(Text, default="")
    # name, unit, baseline, after, n, period, method
    measures: Mapped[list[Row]] = mapped_column(JSON, default=list)
    # Pounds.
    cost_setup: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    cost_setup_basis: Mapped[str | None] = mapped_column(String(10))
    cost_yearly: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    cost_yearly_basis: Mapped[str | None] = mapped_column(String(10))
    staff_time: Mapped[str] = mapped_column(String(200), default="")
    staff_time_basis: Mapped[str | None] = mapped_column(String(10))
    savings: Mapped[str] = mapped_column(String(200), default="")
    savings_basis: Mapped[str | None] = mapped_column(String(10))
    # kind, citation, link, file_id
    evidence: Mapped[list[Row]] = mapped_column(JSON, default=list)
    evidence_rating: Mapped[str | None] = mapped_column(String(12))
    rating_reason: Mapped[str] = mapped_column(String(500), default="")
    rated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    rated_on: Mapped[date | None]
    # The number of the version that the rating speaks of.
    rated_version: Mapped[int | None]
    # text, advice, audience, step
    lessons: Mapped[list[Row]] = mapped_column(JSON, default=list)
    would_do_differently: Mapped[str] = mapped_column(Text, default="")
    starting_advice: Mapped[str] = mapped_column(Text, default="")
    sustaining_advice: Mapped[str] = mapped_column(Text, default="")
    risks: Mapped[str] = mapped_column(Text, default="")

    # What someone who gained from it says, and who they are.
    champion_quote: Mapped[str] = mapped_column(String(600), default="", server_default="")
    champion_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    champion_role: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # file_id, title, alternative_text, licence
    attachments: Mapped[list[Row]] = mapped_column(JSON, default=list, server_default="[]")

    setting: Mapped[str | None] = mapped_column(String(24))
    consortium: Mapped[str] = mapped_column(String(120), default="")
    product: Mapped[str] = mapped_column(String(120), default="")
    supplier: Mapped[str] = mapped_column(String(120), default="")
    competing_interest: Mapped[str] = mapped_column(String(500), default="")
    source_url: Mapped[str] = mapped_column(String(500), default="")

    agreed_by_organisation: Mapped[bool] = mapped_column(default=False)
    agreed_by_people: Mapped[bool] = mapped_column(default=False)
    no_patient_data: Mapped[bool] = mapped_column(default=False)
    licence: Mapped[str | None] = mapped_column(String(20))
    contact: Mapped[str] = mapped_column(String(10), default="portal")
    # Who chose to show their address; nobody can choose it for another.
    contact_person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    # Markdown field -> safe HTML, made when the record is saved.
    html: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    render_version: Mapped[int] = mapped_column(default=0)
    # The words of the record, made when it is saved (see ``texts``). Only search reads it.
    plain_text: Mapped[str] = mapped_column(Text, default="", server_default="", deferred=True)

    # How many versions are kept: the number of the newest one.
    versions_kept: Mapped[int] = mapped_column(default=0, server_default="0")
    # When it should be looked at again, and for which of the reminders its owners were written to.
    review_on: Mapped[date | None] = mapped_column(index=True)
    last_reminder: Mapped[int | None]
    # Who last said that it is still true: a moderator who published it, or an owner.
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    backup_owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    # Since when nobody looks after it, so that a moderator has to.
    ownerless_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The moderator who claimed it; a resubmitted record goes back to them.
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    appealed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    appeal_words: Mapped[str] = mapped_column(Text, default="")
    retire_reason: Mapped[str | None] = mapped_column(String(20))
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("innovation.id"), index=True)
    # What a hidden record goes back to when it is restored.
    status_before: Mapped[str | None] = mapped_column(String(20))
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    import_row: Mapped[int | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id], lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(
        foreign_keys=[organisation_id], lazy="raise_on_sql"
    )
    region: Mapped[Organisation | None] = relationship(
        foreign_keys=[region_id], lazy="raise_on_sql"
    )
    library_service: Mapped[LibraryService | None] = relationship(lazy="raise_on_sql")
    superseded_by: Mapped["Innovation | None"] = relationship(remote_side=[id], lazy="raise_on_sql")
    topics: Mapped[list[Topic]] = relationship(
        secondary="innovation_topic", order_by=Topic.label, lazy="selectin"
    )
    partners: Mapped[list[Organisation]] = relationship(
        secondary="innovation_partner", order_by=Organisation.name, lazy="selectin"
    )
    people: Mapped[list[InnovationPerson]] = relationship(
        cascade="all, delete-orphan",
        order_by="InnovationPerson.position",
        lazy="selectin",
    )
    related: Mapped[list[RelatedInnovation]] = relationship(
        cascade="all, delete-orphan",
        foreign_keys="RelatedInnovation.innovation_id",
        lazy="selectin",
    )
    # None, or the one that waits for an answer.
    open_offers: Mapped[list[OwnershipOffer]] = relationship(
        primaryjoin=lambda: and_(
            OwnershipOffer.innovation_id == Innovation.id, OwnershipOffer.answer.is_(None)
        ),
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def ref(self) -> str:
        return ref("innovation", self.id)

    @property
    def path(self) -> str:
        return f"/innovations/{self.id}"

    @property
    def owner_ids(self) -> frozenset[int]:
        return owners_among(self.author_id, self.people)

    @property
    def involved_ids(self) -> frozenset[int]:
        """Everyone with a part in the record, who may not decide on it."""
        return involved_among(self.author_id, self.people, self.backup_owner_id)

    @property
    def minder_ids(self) -> frozenset[int]:
        """The backup owner, and whom it is offered to."""
        asked = (self.backup_owner_id, *(offer.to_id for offer in self.open_offers))
        return frozenset(person_id for person_id in asked if person_id is not None)

    @classmethod
    def minded_by(cls, person_id: int) -> ColumnElement[bool]:
        # By id, and not by the column: records are counted by an index that does not have it.
        other = cls.__table__.alias()
        backed = select(other.c.id).where(other.c.backup_owner_id == person_id)
        offered = select(OwnershipOffer.innovation_id).where(
            OwnershipOffer.to_id == person_id, OwnershipOffer.answer.is_(None)
        )
        return cls.id.in_(backed.union_all(offered))

    @classmethod
    def owned_by(cls, person_id: int) -> ColumnElement[bool]:
        named = select(InnovationPerson.innovation_id).where(
            InnovationPerson.user_id == person_id, InnovationPerson.role == "owner"
        )
        return or_(cls.author_id == person_id, cls.id.in_(named))
