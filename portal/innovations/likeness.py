"""Records that are like one record, and what a record says for that."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from portal.extensions import db
from portal.innovations import queries
from portal.innovations.models import Innovation
from portal.records import AnyRow, ref
from portal.search import Card
from portal.search.similar import LONGEST, similar

KINDS = ("innovation",)


def subject(innovation_id: int, reader: Any) -> AnyRow | None:
    """Id, title, summary and the first words of the record; None when it is not there."""
    words = func.substr(Innovation.plain_text, 1, LONGEST).label("words")
    query = select(Innovation.id, Innovation.title, Innovation.summary, words).where(
        Innovation.id == innovation_id, Innovation.visible_to(reader)
    )
    return db.session.execute(query).first()


def similar_to(
    record: AnyRow, reader: Any, *, excluded: Sequence[str] = (), limit: int = 5
) -> list[Card]:
    """Cards of the records most like ``record``, a row of ``subject``, that the reader may see."""
    texts = {
        "title": record.title,
        "summary": record.summary,
        "body": record.words,
        "topics": " ".join(queries.topics_of([record.id]).get(record.id, ())),
    }
    own = ref("innovation", record.id)
    return similar(texts, reader, kinds=KINDS, excluded=[own, *excluded], limit=limit)
