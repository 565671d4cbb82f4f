"""What a person says of themself, and who may see each part of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.people import vocabulary as v
from portal.records import UTCDateTime, one_of


class Profile(Base):
    """The page about a person. There is none until they first save something."""

    __tablename__ = "profile"
    __table_args__ = (
        one_of("availability", v.AVAILABILITIES),
        CheckConstraint("backup_id <> person_id", name="not_their_own_backup"),
        Index("ix_profile_availability", "availability", "paused_until"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(default=1)
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    # Markdown, and what is shown of it.
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    # Sixteen digits in groups of four; the last may be X.
    orcid: Mapped[str | None] = mapped_column(String(19), unique=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    contact: Mapped[str] = mapped_column(String(300), default="")
    is_mentor: Mapped[bool] = mapped_column(default=False)
    availability: Mapped[str] = mapped_column(String(10), default=v.Availability.OPEN)
    # The last day of a pause; None: until they say otherwise.
    paused_until: Mapped[date | None]
    backup_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}


class ProfilePhoto(Base):
    """The photo of a person. What is in it is in the store, under a hash of it."""

    __tablename__ = "profile_photo"
    __table_args__ = (
        Index("ix_profile_photo_digest", "digest"),
        Index("ix_profile_photo_thumbnail_digest", "thumbnail_digest"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    # SHA-256 of what is stored, in hexadecimal digits.
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    alternative_text: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100))
    # Bytes.
    size: Mapped[int]
    # Pixels.
    width: Mapped[int | None]
    height: Mapped[int | None]
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class ProfileField(Base):
    """Who sees one field of a profile, where it is not what it would be without a choice."""

    __tablename__ = "profile_field"
    __table_args__ = (one_of("field", v.FIELDS), one_of("audience", v.AUDIENCES))

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(20), primary_key=True)
    audience: Mapped[str] = mapped_column(String(12))


class PersonLanguage(Base):
    """A language that a person can be asked in."""

    __tablename__ = "person_language"
    __table_args__ = (Index("ix_person_language_language", "language"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(8), primary_key=True)


class System(Base):
    """A product that services use, such as a library management system."""

    __tablename__ = "system"
    __table_args__ = (Index("uq_system_name_lower", text("lower(name)"), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class SystemKnown(Base):
    """How well a person knows a system."""

    __tablename__ = "system_known"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("last_used BETWEEN 1960 AND 2200", name="last_used"),
        Index("ix_system_known_system", "system_id", "level"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    system_id: Mapped[int] = mapped_column(
        ForeignKey("system.id", ondelete="CASCADE"), primary_key=True
    )
    level: Mapped[int]
    # A year.
    last_used: Mapped[int | None]


class RoleHeld(Base):
    """A role that a person holds or held, on a system if it is about one."""

    __tablename__ = "role_held"
    __table_args__ = (
        one_of("role", v.ROLES),
        CheckConstraint("until_month >= from_month", name="until_after_from"),
        Index("ix_role_held_person", "person_id"),
        Index("ix_role_held_role", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    # Where, or of what; in the person's own words.
    details: Mapped[str] = mapped_column(String(150), default="")
    system_id: Mapped[int | None] = mapped_column(
        ForeignKey("system.id", ondelete="SET NULL"), index=True
    )
    # The first day of a month; the day means nothing.
    from_month: Mapped[date | None]
    # None: they hold it now.
    until_month: Mapped[date | None]


class Expertise(Base):
    """A person's claim on a topic: that they can help with it, or want to learn about it."""

    __tablename__ = "expertise"
    __table_args__ = (
        one_of("kind", ("offers", "wants")),
        CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("(kind = 'offers') = (level IS NOT NULL)", name="level_of_offers"),
        Index("ix_expertise_topic", "topic_id", "kind", "level"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    level: Mapped[int | None]


class ExperienceStatement(Base):
    """One thing that a person did, in a sentence: “moved 12 services to one LMS”."""

    __tablename__ = "experience_statement"
    __table_args__ = (UniqueConstraint("person_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    # When it was done.
    year: Mapped[int | None]


class PinnedWork(Base):
    """A record that a person puts first on their profile."""

    __tablename__ = "pinned_work"
    __table_args__ = (
        UniqueConstraint("person_id", "ref"),
        CheckConstraint("position BETWEEN 1 AND 5", name="position"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Such as "innovation:12".
    ref: Mapped[str] = mapped_column(String(40))
