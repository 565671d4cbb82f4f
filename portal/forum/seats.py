"""Where a reader stands in a community: what the rules of portal/permissions/ look at."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.forum.models import Community, Membership
from portal.forum.seeing import SHARED


@dataclass(frozen=True)
class Seat:
    """One reader in one community; at one thread or post of it, if it was asked for that."""

    privacy: str
    role: str | None = None
    """What the reader is in the community: one of MemberRole, or None."""
    is_closed: bool = False
    allows_anonymous: bool = False
    author_id: int | None = None
    """Who wrote the thread or post that it is about."""
    is_locked: bool = False
    is_helper: bool = False
    """Whether the reader has replied in the thread."""

    @property
    def is_shared(self) -> bool:
        """Whether everyone who signs in may read the community."""
        return self.privacy in SHARED

    def at(self, *, author_id: int | None, is_locked: bool, is_helper: bool = False) -> "Seat":
        """The same seat at a thread or a post."""
        return replace(self, author_id=author_id, is_locked=is_locked, is_helper=is_helper)


def seat_in(community: Community, reader: Any) -> Seat:
    """The seat of a reader in a community."""
    return seat_from(community, role_in(community.id, reader))


def seat_from(community: Any, role: str | None) -> Seat:
    """The same where the role is known; ``community`` is a Community or a row like one."""
    return Seat(
        privacy=community.privacy,
        role=role,
        is_closed=community.closed_at is not None,
        allows_anonymous=community.allows_anonymous,
    )


def role_in(community_id: int, reader: Any) -> str | None:
    """What a reader is in a community; None for who is not in it."""
    if not reader.is_authenticated:
        return None
    return db.session.scalar(
        select(Membership.role).where(
            Membership.community_id == community_id, Membership.person_id == reader.id
        )
    )
