"""What of an innovation is searched, and how it is shown among the results."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import defer, joinedload, undefer

from portal.extensions import db, read_rows
from portal.innovations import queries
from portal.innovations import vocabulary as v
from portal.innovations.cards import card_of
from portal.innovations.models import Innovation
from portal.innovations.texts import by_field
from portal.organisations.models import Organisation
from portal.records import AnySelect, parse_ref
from portal.search import Card, Document, Named
from portal.search.highlight import LONGEST_TEXT
from portal.topics import queries as topics
from portal.topics.models import Topic
from portal.visibility import Standing, Status, standing_of, values_of

kind = "innovation"

# Not found any more: what is out of use, and what has been taken away.
UNSEARCHED = (Status.RETIRED, Status.CONSENT_WITHDRAWN)
_CHUNK = 200
_ADVICE = ("would_do_differently", "starting_advice", "sustaining_advice", "risks")


def document(innovation_id: int) -> Document | None:
    """What is indexed of a record; None when it is gone or out of use."""
    return next(iter(_documents(Innovation.id == innovation_id)), None)


def every() -> Iterator[Document]:
    """What is indexed of all records, some hundreds at a time."""
    last = 0
    while ids := db.session.scalars(
        select(Innovation.id).where(Innovation.id > last).order_by(Innovation.id).limit(_CHUNK)
    ).all():
        yield from _documents(Innovation.id.in_(ids))
        last = ids[-1]
        db.session.expunge_all()


def count() -> int:
    """How many records there are."""
    searched = Innovation.status.not_in(UNSEARCHED)
    return db.session.scalar(select(func.count()).where(searched)) or 0


def cards(refs: Sequence[str], reader: Any) -> Iterable[Card]:
    """The cards of those records that the reader may see."""
    ids = [parse_ref(ref)[1] for ref in refs]
    rows = db.session.execute(
        select(
            *queries.CARD_COLUMNS,
            func.substr(Innovation.plain_text, 1, LONGEST_TEXT).label("words"),
        )
        .outerjoin(Organisation, Innovation.organisation_id == Organisation.id)
        .where(
            Innovation.id.in_(ids),
            Innovation.status.not_in(UNSEARCHED),
            Innovation.visible_to(reader),
        )
    ).all()
    labels_of = queries.topics_of([row.id for row in rows])
    for row in rows:
        yield card_of(row, labels_of.get(row.id, ()), text=row.words)


def named(refs: Sequence[str], reader: Any) -> Iterable[Named]:
    """The titles of those records that the reader may see."""
    ids = [parse_ref(ref)[1] for ref in refs]
    rows = read_rows(_titles(standing_of(reader)), {**values_of(reader), "ids": ids})
    return (Named(f"innovation:{row.id}", row.title, f"/innovations/{row.id}") for row in rows)


@cache
def _titles(standing: Standing) -> AnySelect:
    return select(Innovation.id, Innovation.title).where(*_found_among_ids(standing))


def _found_among_ids(standing: Standing) -> tuple[ColumnElement[bool], ...]:
    """What admits a record to results; it runs with ``ids`` and the values of the reader."""
    return (
        Innovation.id.in_(bindparam("ids", expanding=True)),
        Innovation.status.not_in(UNSEARCHED),
        Innovation.visible_to_any(standing),
    )


def labels(facet: str, keys: Sequence[str]) -> Mapping[str, str]:
    """The words for the keys of the facets of a record."""
    closed = {"kind": v.KINDS, "stage": v.STAGES, "outcome": v.OUTCOMES}
    if facet in closed:
        return {key: closed[facet][key] for key in keys if key in closed[facet]}
    if facet == "topic":
        rows = db.session.execute(select(Topic.slug, Topic.label).where(Topic.slug.in_(keys)))
    elif facet in ("region", "organisation"):
        rows = db.session.execute(
            select(Organisation.ods_code, Organisation.name).where(Organisation.ods_code.in_(keys))
        )
    else:
        return {}
    return dict(rows.all())


def _documents(condition: Any) -> Iterator[Document]:
    query = (
        select(Innovation)
        .where(condition, Innovation.status.not_in(UNSEARCHED))
        .options(
            joinedload(Innovation.organisation),
            joinedload(Innovation.region),
            joinedload(Innovation.library_service),
            undefer(Innovation.plain_text),
            defer(Innovation.html),
        )
        .execution_options(populate_existing=True)
    )
    records = db.session.scalars(query).unique().all()
    slugs = _topic_slugs({topic.id for record in records for topic in record.topics})
    for record in records:
        yield _document(record, slugs)


def _topic_slugs(ids: Iterable[int]) -> dict[int, list[str]]:
    """For each topic its own slug and those of the topics above it: they find it too."""
    paths = topics.with_ancestors(ids)
    wanted = {topic_id for path in paths.values() for topic_id in path}
    rows = db.session.execute(select(Topic.id, Topic.slug).where(Topic.id.in_(wanted)))
    slug_of = dict(rows.all())
    return {topic_id: [slug_of[step] for step in path] for topic_id, path in paths.items()}


def _document(record: Innovation, slugs: Mapping[int, Sequence[str]]) -> Document:
    names = [record.organisation, record.library_service, *record.partners]
    words = by_field(record.plain_text)
    texts = {name: text for name, text in words.items() if name not in _ADVICE}
    texts |= {
        "summary": record.summary,
        "topics": ", ".join(topic.label for topic in record.topics),
        "advice": " ".join(words.get(name, "") for name in _ADVICE),
        "organisation": ", ".join(place.name for place in names if place),
        "people": ", ".join(person.name for person in record.people if person.is_shown),
    }
    moment = record.published_at or record.updated_at
    return Document(
        ref=record.ref,
        labels=record.labels,
        identifier=record.identifier,
        title=record.title,
        texts={name: text for name, text in texts.items() if text.strip()},
        facets=_facets(record, slugs),
        sorts={"published": moment.timestamp(), "updated": record.updated_at.timestamp()},
    )


def _facets(record: Innovation, slugs: Mapping[int, Sequence[str]]) -> dict[str, list[str]]:
    year = record.started_on or record.published_at or record.created_at
    found = {
        "kind": [record.kind],
        "topic": sorted({slug for topic in record.topics for slug in slugs[topic.id]}),
        "region": [record.region.ods_code] if record.region else [],
        "organisation": [record.organisation.ods_code] if record.organisation else [],
        "stage": [record.stage] if record.stage else [],
        "outcome": [record.outcome] if record.outcome else [],
        "year": [str(year.year)],
    }
    return {name: keys for name, keys in found.items() if keys}
