"""Who has a part in a record."""

from collections.abc import Iterable
from typing import Any


def owners_among(author_id: int, people: Iterable[Any]) -> frozenset[int]:
    """The author, and who is named as an owner."""
    return involved_among(author_id, (p for p in people if p.role == "owner"))


def involved_among(
    author_id: int, people: Iterable[Any], backup_owner_id: int | None = None
) -> frozenset[int]:
    """The author, all who are named, and who stands in for the owners."""
    named = (backup_owner_id, *(person.user_id for person in people))
    return frozenset({author_id, *(person_id for person_id in named if person_id is not None)})
