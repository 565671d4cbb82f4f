"""The box "Where we are" of a thread: its newest text, and those before it."""

from typing import Any

from sqlalchemy import bindparam, func, select

from portal.accounts.models import User
from portal.extensions import db, read_rows
from portal.forum.models import ThreadSummary
from portal.records import AnyRow, AnySelect

_NEWEST: AnySelect = (
    select(
        ThreadSummary.number,
        ThreadSummary.html,
        ThreadSummary.at,
        ThreadSummary.editor_id,
        User.name.label("editor"),
    )
    .join(User, User.id == ThreadSummary.editor_id)
    .where(ThreadSummary.thread_id == bindparam("thread_id"))
    .order_by(ThreadSummary.number.desc())
    .limit(1)
)


def newest(thread_id: int) -> AnyRow | None:
    """Number, html, at, editor_id and editor of what the box says; the HTML of an emptied one is
    empty. None for a thread without a box."""
    return read_rows(_NEWEST, {"thread_id": thread_id}).one_or_none()


def newest_text(thread_id: int) -> tuple[int, str]:
    """The number and the Markdown of what the box says; 0 and nothing without a box."""
    row: Any = db.session.execute(
        select(ThreadSummary.number, ThreadSummary.text)
        .where(ThreadSummary.thread_id == thread_id)
        .order_by(ThreadSummary.number.desc())
        .limit(1)
    ).one_or_none()
    return (row.number, row.text) if row else (0, "")


def versions(thread_id: int) -> AnySelect:
    """All that the box said, the newest first: number, text, before (the text that it replaced,
    if any), at, editor_id, editor."""
    before = func.lag(ThreadSummary.text).over(order_by=ThreadSummary.number)
    return (
        select(
            ThreadSummary.number,
            ThreadSummary.text,
            before.label("before"),
            ThreadSummary.at,
            ThreadSummary.editor_id,
            User.name.label("editor"),
        )
        .join(User, User.id == ThreadSummary.editor_id)
        .where(ThreadSummary.thread_id == thread_id)
        .order_by(ThreadSummary.number.desc())
    )
