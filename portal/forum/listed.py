"""Threads as a list shows them to one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.accounts.queries import profile_url
from portal.clock import LONDON, now
from portal.forum.queries.threads import topics_of
from portal.forum.shown import NOBODY
from portal.forum.vocabulary import RESOLUTIONS, THREAD_KINDS, Resolution, State
from portal.records import AnyRow


@dataclass(slots=True)
class ListedThread:
    """One line of a list."""

    id: int
    title: str
    url: str
    """Where the reader goes on reading."""
    kind: str
    state: str
    """What became of a question, in words; empty for what is not one."""
    is_open: bool
    author: str
    author_url: str
    community: str
    community_url: str
    reply_count: int
    created_at: datetime
    last_post_at: datetime
    is_unread: bool
    is_locked: bool
    is_pinned: bool
    is_hidden: bool
    topics: Sequence[AnyRow]


def listed(rows: Sequence[AnyRow], reader: Any) -> list[ListedThread]:
    """The lines of rows of ``queries.threads``; one statement for all."""
    topics = topics_of(row.id for row in rows) if rows else {}
    today = now().astimezone(LONDON).date()
    return [_line(row, topics.get(row.id, ()), today, reader) for row in rows]


def _line(row: AnyRow, topics: Sequence[AnyRow], today: date, reader: Any) -> ListedThread:
    goes_on = row.is_unread and row.is_begun
    nameless = row.is_anonymous and row.author_id != reader.id
    return ListedThread(
        id=row.id,
        title=row.title,
        url=f"/threads/{row.id}/unread" if goes_on else f"/threads/{row.id}",
        kind=THREAD_KINDS[row.kind],
        state=RESOLUTIONS[row.resolution] if row.resolution else "",
        is_open=row.resolution == Resolution.OPEN,
        author=NOBODY if nameless else row.author_name,
        author_url="" if row.is_anonymous else profile_url(row.author_listed, reader),
        community=row.community_name,
        community_url=f"/communities/{row.community_slug}",
        reply_count=row.reply_count,
        created_at=row.created_at,
        last_post_at=row.last_post_at,
        is_unread=bool(row.is_unread),
        is_locked=row.locked_at is not None,
        is_pinned=row.pinned_until is not None and row.pinned_until >= today,
        is_hidden=row.state == State.HIDDEN,
        topics=topics,
    )
