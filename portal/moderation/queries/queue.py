"""The queue: what waits for a decision, as rows of one shape whatever kind of thing it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select

from portal.extensions import db
from portal.innovations.models import InnovationPerson
from portal.innovations.waiting import waiting
from portal.records import AnyRow, AnySelect
from portal.visibility import Status
from portal.working_days import age, older_than

FILTERS = {
    "all": "All",
    "unclaimed": "Unclaimed",
    "mine": "Mine",
    "changes": "Changes to published records",
    "overdue": "Overdue",
    "appeals": "Appeals",
    "topics": "With a suggested topic",
}
SORTS = {"oldest": "Longest wait", "newest": "Newest", "title": "Title"}


@dataclass(frozen=True)
class Targets:
    """Working days until something should be claimed, and until it should be decided."""

    listed: int
    due: int


@dataclass(frozen=True)
class Item:
    """One line of the queue."""

    id: int
    kind: str
    title: str
    url: str
    # Where claiming and putting back begin.
    act: str
    identifier: str
    raised_by: str
    organisation: str | None
    suggestion: str
    since: datetime
    days: int
    is_late: bool
    is_overdue: bool
    holder: str | None
    is_mine: bool
    # Why the reader cannot decide on it; empty when they can.
    barred: str


def items(filter_name: str, sort: str, reader: Any, targets: Targets, today: date) -> AnySelect:
    """The rows of the queue that fit the filter, in order."""
    rows = waiting()
    query: AnySelect = select(*rows.c)
    if filter_name != "all":
        query = query.where(_filter(rows, filter_name, reader, targets, today))
    if sort == "newest":
        return query.order_by(rows.c.submitted_at.desc(), rows.c.id.desc(), rows.c.is_pending)
    if sort == "title":
        return query.order_by(func.lower(rows.c.title), rows.c.id, rows.c.is_pending)
    return query.order_by(rows.c.submitted_at, rows.c.id, rows.c.is_pending)


def counts(reader: Any, targets: Targets, today: date) -> dict[str, int]:
    """How many rows each filter has: one statement."""
    rows = waiting()
    columns = [func.count().label("all")]
    columns += [
        func.count().filter(_filter(rows, name, reader, targets, today)).label(name)
        for name in FILTERS
        if name != "all"
    ]
    row = db.session.execute(select(*columns).select_from(rows)).one()
    return dict(row._mapping)


def lines(rows: Iterable[AnyRow], reader: Any, targets: Targets, today: date) -> list[Item]:
    """The rows as the page shows them; one statement more, whatever their number."""
    rows = list(rows)
    own = _involving(reader, [row.id for row in rows])
    return [_line(row, reader, targets, today, row.id in own) for row in rows]


def _line(row: AnyRow, reader: Any, targets: Targets, today: date, is_own: bool) -> Item:
    days = age(row.submitted_at, today)
    part = "changes/" if row.is_pending else ""
    return Item(
        id=row.id,
        kind=_kind(row),
        title=row.title,
        url=f"/innovations/{row.id}/{part}review",
        act=f"/moderation/innovations/{row.id}/{part}",
        identifier=row.identifier,
        raised_by=row.author,
        organisation=row.organisation,
        suggestion=row.topic_suggestion,
        since=row.submitted_at,
        days=days,
        is_late=row.status == Status.SUBMITTED and days > targets.listed,
        is_overdue=days > targets.due,
        holder=row.reviewer,
        is_mine=row.reviewer_id == reader.id,
        barred=_barred(row, reader, is_own),
    )


def _barred(row: AnyRow, reader: Any, is_own: bool) -> str:
    if is_own or row.author_id == reader.id:
        return "You have a part in this record, so another moderator decides."
    if row.appealed_at and row.declined_by_id == reader.id:
        return "You declined this record, so another moderator decides."
    return ""


def _kind(row: AnyRow) -> str:
    if row.is_pending:
        return "Changes to a published record"
    if row.appealed_at:
        return "Appeal"
    if row.claimed_at and row.claimed_at < row.submitted_at:
        return "Back with changes"
    return "Submission"


def _filter(
    rows: Subquery, name: str, reader: Any, targets: Targets, today: date
) -> ColumnElement[bool]:
    if name == "unclaimed":
        return rows.c.status == Status.SUBMITTED
    if name == "mine":
        mine: ColumnElement[bool] = rows.c.reviewer_id == reader.id
        return mine
    if name == "changes":
        changes: ColumnElement[bool] = rows.c.is_pending
        return changes
    if name == "overdue":
        return rows.c.submitted_at < older_than(targets.due, today)
    if name == "appeals":
        return rows.c.appealed_at.is_not(None)
    return rows.c.topic_suggestion != ""


def _involving(person: Any, ids: list[int]) -> frozenset[int]:
    """Those of the records in which the person is named: they cannot decide on them."""
    query = select(InnovationPerson.innovation_id).where(
        InnovationPerson.user_id == person.id, InnovationPerson.innovation_id.in_(ids)
    )
    return frozenset(db.session.scalars(query))
