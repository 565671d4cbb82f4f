"""What the tables of the records share: closed lists, and who has a part in a record."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """That the column holds one of the values, or nothing."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def owners_among(author_id: int, people: Iterable[Any]) -> frozenset[int]:
    """The author, and who is named as an owner."""
    return involved_among(author_id, (p for p in people if p.role == "owner"))


def involved_among(author_id: int, people: Iterable[Any]) -> frozenset[int]:
    """The author, and all who are named."""
    return frozenset({author_id, *(p.user_id for p in people if p.user_id is not None)})
