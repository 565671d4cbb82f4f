"""People who can sign in, their sessions, and the attempts to sign in."""

from datetime import datetime
from typing import Final

from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.clock import now
from portal.extensions import Base
from portal.organisations.models import LibraryService, Organisation
from portal.permissions import Role
from portal.records import UTCDateTime

FORMER_MEMBER: Final = "Former member"
"""What stands in the place of a name that its owner does not want shown."""


class User(UserMixin, Base):
    """Someone who can sign in. In the interface: a person."""

    __tablename__ = "user"
    __table_args__ = (
        Index("uq_user_email_lower", text("lower(email)"), unique=True),
        CheckConstraint(
            "role IN ('member', 'librarian', 'moderator', 'administrator')", name="role"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # None: someone who wrote elsewhere and was imported. They cannot sign in or be written to.
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(100), index=True)
    # Where ``name`` is FORMER_MEMBER because they want it so: the one that only they see.
    hidden_name: Mapped[str | None] = mapped_column(String(100))
    job_title: Mapped[str | None] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20), default=Role.MEMBER)
    # Whether they can be found as a person: picked, mentioned, suggested.
    is_listed: Mapped[bool] = mapped_column(default=True, server_default=true())
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    library_service_id: Mapped[int | None] = mapped_column(ForeignKey("library_service.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    library_service: Mapped[LibraryService | None] = relationship(lazy="raise_on_sql")

    # The key of the session by which this person is signed in; set by the loader.
    session_key: str = ""

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def own_name(self) -> str:
        """What the person themself is called by the portal."""
        return self.hidden_name or self.name

    def get_id(self) -> str:
        """What flask-login keeps in the cookie: the key of a session, never the person's id."""
        return self.session_key

    def has_role(self, role: Role) -> bool:
        """Whether the person holds ``role`` or one above it."""
        return Role(self.role).rank >= role.rank


class Visitor(AnonymousUserMixin):
    """Whoever is not signed in: the same attributes as a person, and no rights."""

    id: int | None = None
    organisation_id: int | None = None

    def has_role(self, role: Role) -> bool:
        return False


class SignInSession(Base):
    """One sign-in on one browser. Signing out deletes it, so a copied cookie is worth nothing."""

    __tablename__ = "sign_in_session"

    # SHA-256 of the key in the cookie: who reads the table cannot sign in with it.
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class SignInAttempt(Base):
    """One attempt to sign in, kept for an hour to count; addresses only as keyed hashes."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_client", "client", "at"),
        Index("ix_sign_in_attempt_account", "account", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    client: Mapped[str] = mapped_column(String(64))
    account: Mapped[str] = mapped_column(String(64))
    succeeded: Mapped[bool] = mapped_column(default=False)
