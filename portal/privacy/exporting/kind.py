"""One kind of what is held of a person: how it is called, and how its rows are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.privacy.exporting.holder import Holder
from portal.records import AnySelect

Column = InstrumentedAttribute[Any]
Refine = Callable[[AnySelect, Holder], AnySelect]
Mine = Callable[[Holder], ColumnElement[bool]]


@dataclass(frozen=True)
class Kind:
    """Rows that are a person's, all read by one statement.

    A column with the label "link" holds a path of the portal. Where ``has_files`` is set, the
    columns ``id``, ``name`` and ``digest`` say which file of the store belongs to a row.
    """

    key: str
    """Its name in data.json, and of its own file."""
    title: str
    """What it is, in plain words."""
    whose: tuple[Column, ...]
    """The columns that name the person; one of them makes a row theirs."""
    columns: tuple[Any, ...]
    """What is told of a row; each by its label."""
    refine: Refine | None = None
    """Adds what the columns need, and leaves out what the person may not see."""
    mine: Mine | None = None
    """Which rows are theirs, where a column alone does not say it."""
    order: tuple[Any, ...] = ()
    """The order of the rows; by their key if left out."""
    has_files: bool = False

    def query(self, holder: Holder) -> AnySelect:
        """The rows of one person."""
        model = self.whose[0].class_
        query: AnySelect = select(*self.columns).select_from(model)
        if self.refine:
            query = self.refine(query, holder)
        named = or_(*(column == holder.id for column in self.whose))
        mine = self.mine(holder) if self.mine else named
        return query.where(mine).order_by(*(self.order or model.__table__.primary_key))

    def number(self, holder: Holder) -> Any:
        """How many rows there are, as a part of a statement."""
        rows = (
            self.query(holder)
            .order_by(None)
            .with_only_columns(literal(1), maintain_column_froms=True)
        )
        return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def link(before: str, key: Any) -> Any:
    """Where a record is, by its id or its short name."""
    return (literal(before) + cast(key, String)).label("link")


def shown_name(person: Any) -> ColumnElement[str]:
    """The name of somebody else, as everyone sees it: nothing of who is not listed."""
    return case((person.is_listed & person.disabled_at.is_(None), person.name), else_="")
