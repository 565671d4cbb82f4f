"""What a list shows of each record, made of the rows of ``queries``."""

from collections.abc import Sequence

from portal.clock import LONDON
from portal.innovations import queries
from portal.innovations import vocabulary as v
from portal.records import AnyRow
from portal.search import Card
from portal.visibility import Status


def cards_of(rows: Sequence[AnyRow]) -> list[Card]:
    """The cards of rows with ``queries.CARD_COLUMNS``, in their order; one statement for all."""
    topics = queries.topics_of([row.id for row in rows])
    return [card_of(row, topics.get(row.id, ())) for row in rows]


def card_of(row: AnyRow, topics: Sequence[str], text: str = "") -> Card:
    """The card of one row; ``text`` is what a search result takes its passage from."""
    published = row.published_at
    return Card(
        ref=f"innovation:{row.id}",
        title=row.title,
        url=f"/innovations/{row.id}",
        summary=row.summary,
        text=text,
        kind=v.KINDS[row.kind],
        organisation=row.organisation or "",
        identifier=row.identifier,
        status="" if row.status == Status.PUBLISHED else row.status,
        published_on=published.astimezone(LONDON).date() if published else None,
        published_at=published,
        updated_at=row.updated_at,
        topics=tuple(topics),
    )
