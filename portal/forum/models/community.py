"""Communities, who is in them, who wants in, and who was asked in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.forum import vocabulary as v
from portal.organisations.models import Organisation
from portal.records import UTCDateTime, one_of, ref


class Community(Base):
    """A place for conversation. Who may read it: ``portal.forum.seeing``."""

    __tablename__ = "community"
    __table_args__ = (
        one_of("kind", v.COMMUNITY_KINDS),
        one_of("privacy", v.Privacy),
        # Only what everyone who signs in may read can be read by visitors as well.
        CheckConstraint("NOT is_public OR privacy = 'open'", name="public_is_open"),
        Index("uq_community_name_lower", text("lower(name)"), unique=True),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # In its address; never changed.
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(24))
    privacy: Mapped[str] = mapped_column(String(14))
    # Visitors who are not signed in may read it too.
    is_public: Mapped[bool] = mapped_column(default=False)
    summary: Mapped[str] = mapped_column(String(300), default="")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    # Markdown and its safe HTML: shown to who has just joined, and on the page of the community.
    welcome: Mapped[str] = mapped_column(Text, default="")
    welcome_html: Mapped[str] = mapped_column(Text, default="")
    # What a new thread starts with.
    posting_template: Mapped[str] = mapped_column(Text, default="")
    allows_anonymous: Mapped[bool] = mapped_column(default=False)
    # Of a working group: terms of reference, the day it ends, what it leaves behind.
    terms: Mapped[str] = mapped_column(Text, default="")
    terms_html: Mapped[str] = mapped_column(Text, default="")
    ends_on: Mapped[date | None]
    closing_report: Mapped[str] = mapped_column(Text, default="")
    closing_report_html: Mapped[str] = mapped_column(Text, default="")
    # From then on it is read, and nobody posts.
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    region: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def ref(self) -> str:
        return ref("community", self.id)

    @property
    def path(self) -> str:
        return f"/communities/{self.slug}"


class Membership(Base):
    """A person in a community."""

    __tablename__ = "membership"
    __table_args__ = (
        one_of("role", v.MemberRole),
        Index("ix_membership_person", "person_id", "community_id", "role"),
    )

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(10), default=v.MemberRole.MEMBER)
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    person: Mapped[User] = relationship(lazy="raise_on_sql")


class JoinRequest(Base):
    """A person asks to be let into a community; one open request each."""

    __tablename__ = "join_request"
    __table_args__ = (
        one_of("answer", ("accepted", "declined", "withdrawn")),
        Index(
            "uq_join_request_open",
            "community_id",
            "person_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")

    person: Mapped[User] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class Invitation(Base):
    """Somebody was asked into a community, by the email they sign in with or will sign in with."""

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("answer", ("accepted", "declined", "withdrawn")),
        one_of("role", v.MemberRole),
        Index(
            "uq_invitation_open",
            "community_id",
            "email",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
        Index("ix_invitation_email", "email"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    # In lower case.
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10), default=v.MemberRole.MEMBER)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    invited_by: Mapped[User] = relationship(lazy="raise_on_sql")
