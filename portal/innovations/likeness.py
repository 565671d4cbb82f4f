"""Records that are like one record, and what a record says for that."""

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
    query = select(
        *(Innovation.id, Innovation.title, Innovation.summary, words),
        # Where it leads if it was merged.
        *(Innovation.status, Innovation.retire_reason, Innovation.superseded_by_id),
    ).where(Innovation.id == innovation_id, Innovation.visible_to(reader))
    return db.session.execute(query).first()


def similar_to(record: AnyRow, reader: Any) -> list[Card]:
    """Cards of the records most like ``record``, a row of ``subject``, that the reader may see."""
    texts = {
        "title": record.title,
        "summary": record.summary,
        "body": record.words,
        "topics": " ".join(queries.topics_of([record.id]).get(record.id, ())),
    }
    return similar(texts, reader, kinds=KINDS, excluded=[ref("innovation", record.id)])
