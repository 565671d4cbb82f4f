"""What of an innovation is searched, and how it is shown among the results."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, false, func, select, true, union_all
from sqlalchemy.orm import defer, joinedload, selectinload, undefer

from portal.extensions import db, filled, numbered, places, read_rows, room_for
from portal.innovations import queries, twins
from portal.innovations import vocabulary as v
from portal.innovations.attaching.queries import text_of
from portal.innovations.cards import card_of
from portal.innovations.keeping.dates import due_on, midnight, stale_from
from portal.innovations.merging import queries as merging
from portal.innovations.models import Innovation, InnovationTopic
from portal.innovations.texts import by_field
from portal.organisations.models import LibraryService, Organisation
from portal.records import AnyRow, AnySelect, parse_ref
from portal.search import Card, Document, Named
from portal.search.highlight import LONGEST_TEXT
from portal.topics import queries as topics
from portal.topics.models import Topic
from portal.visibility import Standing, Status, standing_of, values_in_sql, values_of

kind = "innovation"

# Not found any more: what is out of use, and what has been taken away.
UNSEARCHED = (Status.RETIRED, Status.CONSENT_WITHDRAWN)
_CHUNK = 200
# Characters of the files of a record; the index takes no longer text.
MOST_OF_FILES = 200_000
_CLOSED: Mapping[str, Mapping[str, str]] = {
    "kind": v.KINDS,
    "stage": v.STAGES,
    "outcome": v.OUTCOMES,
}
_ADVICE = ("would_do_differently", "starting_advice", "sustaining_advice", "risks")


def documents(ids: Collection[int]) -> Iterator[Document]:
    """What is indexed of records; nothing of one that is gone or out of use."""
    return _documents(Innovation.id.in_(ids))


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
    rows = _rows_of(refs, reader, _cards)
    return [card_of(row, sorted(filter(None, row.topics.split("\n"))), row.words) for row in rows]


def named(refs: Sequence[str], reader: Any) -> Iterable[Named]:
    """The titles of those records that the reader may see."""
    rows = _rows_of(refs, reader, _titles)
    return [Named(f"innovation:{row.id}", row.title, f"/innovations/{row.id}") for row in rows]


def moved(identifier: str, reader: Any) -> str | None:
    """Where a record was merged into, for the one with the identifier."""
    kept_id = merging.kept_under(identifier, reader)
    return f"/innovations/{kept_id}" if kept_id else None


def labels(wanted: Mapping[str, Collection[str]], reader: Any) -> Mapping[str, Mapping[str, str]]:
    """The words for the keys of the facets of a record; one statement for all."""
    found = {name: _CLOSED[name] for name in wanted if name in _CLOSED}
    slugs = wanted.get("topic", ())
    codes = [*wanted.get("region", ()), *wanted.get("organisation", ())]
    if slugs or codes:
        size = room_for(max(len(slugs), len(codes)))
        values = {
            **numbered("slug", filled(slugs, size, "")),
            **numbered("code", filled(codes, size, "")),
        }
        rows = read_rows(_facet_words(size), values).all()
        of_topics = {key: label for key, label, is_topic in rows if is_topic}
        of_places = {key: label for key, label, is_topic in rows if not is_topic}
        found |= {"topic": of_topics, "region": of_places, "organisation": of_places}
    return found


def _rows_of(
    refs: Sequence[str], reader: Any, query: Callable[[Standing, int], AnySelect]
) -> Sequence[AnyRow]:
    size = room_for(len(refs))
    ids = filled([parse_ref(ref)[1] for ref in refs], size, -1)
    values = {**values_of(reader), **numbered("id", ids)}
    return read_rows(query(standing_of(reader), size), values).all()


@lru_cache(maxsize=16)
def _cards(standing: Standing, count: int) -> AnySelect:
    words = func.substr(Innovation.plain_text, 1, LONGEST_TEXT)
    subjects = (
        select(func.coalesce(func.aggregate_strings(Topic.label, "\n"), ""))
        .join(InnovationTopic, InnovationTopic.topic_id == Topic.id)
        .where(InnovationTopic.innovation_id == Innovation.id)
        .correlate(Innovation)
        .scalar_subquery()
    )
    return (
        select(*queries.CARD_COLUMNS, words.label("words"), subjects.label("topics"))
        .outerjoin(Organisation, Innovation.organisation_id == Organisation.id)
        .where(*_found(standing, count))
    )


@lru_cache(maxsize=16)
def _titles(standing: Standing, count: int) -> AnySelect:
    return select(Innovation.id, Innovation.title).where(*_found(standing, count))


@lru_cache(maxsize=8)
def _facet_words(size: int) -> CompoundSelect[str, str, bool]:
    """Key, label, and whether it is a topic."""
    return union_all(
        select(Topic.slug, Topic.label, true()).where(Topic.slug.in_(places("slug", size))),
        select(Organisation.ods_code, Organisation.name, false()).where(
            Organisation.ods_code.in_(places("code", size))
        ),
    )


def _found(standing: Standing, count: int) -> tuple[ColumnElement[bool], ...]:
    """What admits a record to results; it runs with the ids and the values of the reader."""
    return (
        Innovation.id.in_(places("id", count)),
        Innovation.status.not_in(values_in_sql(UNSEARCHED)),
        Innovation.visible_to_any(standing),
    )


def _documents(condition: Any) -> Iterator[Document]:
    query = (
        select(Innovation)
        .where(condition, Innovation.status.not_in(UNSEARCHED))
        .options(
            joinedload(Innovation.organisation),
            joinedload(Innovation.region),
            joinedload(Innovation.library_service),
            selectinload(Innovation.open_offers),
            undefer(Innovation.plain_text),
            defer(Innovation.html),
        )
        .execution_options(populate_existing=True)
    )
    records = db.session.scalars(query).unique().all()
    paths = topics.paths_of({topic.id for record in records for topic in record.topics})
    for record in records:
        subjects = {step.slug: step for topic in record.topics for step in paths[topic.id]}
        yield _document(record, subjects)


def _document(record: Innovation, subjects: Mapping[str, AnyRow]) -> Document:
    """``subjects`` are the record's topics and those above them, by slug."""
    words = by_field(record.plain_text)
    texts = {name: text for name, text in words.items() if name not in _ADVICE}
    texts |= {
        "summary": record.summary,
        "topics": ", ".join(topic.label for topic in record.topics),
        "advice": " ".join(words.get(name, "") for name in _ADVICE),
        "organisation": ", ".join(place.name for place in _places(record)),
        "people": ", ".join(_shown_people(record)),
        "attachments": text_of(record, MOST_OF_FILES),
        "links": " ".join(twins.addresses_of(record)),
    }
    moment = record.published_at or record.updated_at
    stale_on = stale_from(due_on(record.review_on, max(moment, record.updated_at)))
    return Document(
        ref=record.ref,
        labels=record.labels,
        identifier=record.identifier,
        title=record.title,
        texts={name: text for name, text in texts.items() if text.strip()},
        facets=_facets(record, subjects),
        named=_named(record, subjects),
        sorts={
            "published": moment.timestamp(),
            "updated": record.updated_at.timestamp(),
            "stale_at": midnight(stale_on).timestamp(),
        },
    )


def _facets(record: Innovation, subjects: Iterable[str]) -> dict[str, list[str]]:
    year = record.started_on or record.published_at or record.created_at
    found = {
        "kind": [record.kind],
        "topic": sorted(subjects),
        "region": [record.region.ods_code] if record.region else [],
        "organisation": [record.organisation.ods_code] if record.organisation else [],
        "stage": [record.stage] if record.stage else [],
        "outcome": [record.outcome] if record.outcome else [],
        "year": [str(year.year)],
    }
    return {name: keys for name, keys in found.items() if keys}


def _named(record: Innovation, subjects: Mapping[str, AnyRow]) -> dict[str, list[str]]:
    """What ``author:…`` and the like look in: nothing that the record's page does not show."""
    region = record.region
    places = _places(record)
    codes = [place.ods_code for place in places if isinstance(place, Organisation)]
    found = {
        "author": _shown_people(record),
        "topic": [subject.label for subject in subjects.values()],
        "organisation": [*(place.name for place in places), *codes],
        "region": [region.name, region.ods_code] if region else [],
        "kind": [record.kind, v.KINDS[record.kind]],
        "has": ["attachment"] if record.attachments else [],
    }
    return {name: texts for name, texts in found.items() if texts}


def _places(record: Innovation) -> list[Organisation | LibraryService]:
    places = [record.organisation, record.library_service, *record.partners]
    return [place for place in places if place]


def _shown_people(record: Innovation) -> list[str]:
    """Names on the record; who typed it in is not among them unless named there as well."""
    return [person.name for person in record.people if person.is_shown]
