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
    # By place, as in CARD_COLUMNS: a name is looked up in a third of a microsecond, and a page of
    # results has hundreds.
    key, identifier, title, summary, kind, _, status, published, updated, place = row[:10]
    return Card(
        ref=f"innovation:{key}",
        title=title,
        url=f"/innovations/{key}",
        summary=summary,
        text=text,
        kind=v.KINDS[kind],
        organisation=place or "",
        identifier=identifier,
        status="" if status == Status.PUBLISHED else status,
        published_on=published.astimezone(LONDON).date() if published else None,
        published_at=published,
        updated_at=updated,
        topics=tuple(topics),
    )
