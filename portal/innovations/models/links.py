"""What a record points at, and the numbers that identifiers are made of."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.innovations import vocabulary as v
from portal.records import one_of


class InnovationTopic(Base):
    __tablename__ = "innovation_topic"

    innovation_id: Mapped[int] = mapped_column(
        ForeignKey("innovation.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)


class InnovationPartner(Base):
    __tablename__ = "innovation_partner"

    innovation_id: Mapped[int] = mapped_column(
        ForeignKey("innovation.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )


class InnovationPerson(Base):
    """Someone with a part in the record: a person of the portal, or a name."""

    __tablename__ = "innovation_person"
    __table_args__ = (one_of("role", v.PERSON_ROLES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    innovation_id: Mapped[int] = mapped_column(
        ForeignKey("innovation.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    is_shown: Mapped[bool] = mapped_column(default=True)


class RelatedInnovation(Base):
    """One record says how it stands to another."""

    __tablename__ = "innovation_related"
    __table_args__ = (
        one_of("relation", v.RELATIONS),
        CheckConstraint("target_id <> innovation_id", name="not_itself"),
    )

    innovation_id: Mapped[int] = mapped_column(
        ForeignKey("innovation.id", ondelete="CASCADE"), primary_key=True
    )
    target_id: Mapped[int] = mapped_column(
        ForeignKey("innovation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    relation: Mapped[str] = mapped_column(String(12))


class InnovationCounter(Base):
    """The last number given to an identifier in a year."""

    __tablename__ = "innovation_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(default=0)
