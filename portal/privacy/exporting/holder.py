"""Whose data it is."""

from dataclasses import dataclass

from portal.accounts.models import User
from portal.permissions import Role


@dataclass(frozen=True)
class Holder:
    """The person as a reader of the portal, also once their account is closed: what is theirs
    stays theirs, and a closed account is taken for a visitor elsewhere.
    """

    id: int
    name: str
    email: str
    organisation_id: int | None
    role: str
    is_authenticated: bool = True

    @classmethod
    def of(cls, person: User) -> "Holder":
        """The holder of what the portal has about a person."""
        return cls(
            person.id, person.own_name, person.email or "", person.organisation_id, person.role
        )

    def has_role(self, role: Role) -> bool:
        """Whether they hold ``role`` or one above it."""
        return Role(self.role).rank >= role.rank
