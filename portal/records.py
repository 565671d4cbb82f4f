"""What all records share: typed columns, closed lists, the ``ref`` of one, who acts on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import CheckConstraint, DateTime, Row, Select, TypeDecorator
from sqlalchemy.engine import Dialect

# A query whose columns the reader of the code need not know, and a row of it.
AnySelect = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Listing:
    """A list that many people read: statements built once, and the values of one reader.

    Building a statement costs as much as running it, so ``rows`` and ``total``
    (what counts the rows) are kept and only the values change. ``rows`` takes
    two more values, ``limit`` and ``offset``; ``total`` one, ``most``, where it stops.
    """

    rows: AnySelect
    total: AnySelect
    values: Mapping[str, Any]


# PostgreSQL's integer; a larger number in a URL can belong to no record.
MAX_ID = 2**31 - 1


class Actor(Protocol):
    """Whoever acts on a record: all that is needed is the id."""

    @property
    def id(self) -> int: ...


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """That the column holds one of the values, or nothing."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC by databases that keep no zone (SQLite) as well."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def bounded_int(text: str) -> int | None:
    """The number that ``text`` is, if a database column can hold it; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return number if (number := int(text)) <= MAX_ID else None


def ref(kind: str, record_id: int) -> str:
    """The universal pointer to a record, such as ``innovation:12``."""
    return f"{kind}:{record_id}"


def parse_ref(text: str) -> tuple[str, int]:
    """The kind and the id of a ref.

    Raises ValueError when the text is not a ref.
    """
    kind, _, key = text.partition(":")
    number = bounded_int(key)
    if not kind or number is None:
        raise ValueError(f"not a ref: {text!r}")
    return kind, number
