"""What harvesters may have: exactly what a visitor may see, and what is not out of use."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, select, union
from sqlalchemy.orm import aliased

from portal.extensions import db
from portal.harvest.models import HarvestEntry
from portal.innovations.models import (
    Innovation,
    InnovationPartner,
    InnovationTopic,
    RelatedInnovation,
)
from portal.organisations.models import Organisation
from portal.records import parse_ref
from portal.topics import queries as topics
from portal.topics.models import Topic
from portal.visibility import Standing, Status

# The set of all records.
ALL = ""
KIND, REGION, TOPIC = "kind", "region", "topic"


def is_harvested() -> ColumnElement[bool]:
    """The rule as a WHERE clause: a visitor sees the record, and it is in use."""
    return (Innovation.status == Status.PUBLISHED) & Innovation.visible_to_any(Standing.VISITOR)


def memberships(ids: Collection[int]) -> dict[int, tuple[str, set[str]]]:
    """Of those among ``ids`` that harvesters may have: the identifier and all sets it is in.

    Sets form a hierarchy (OAI-PMH 2.0, 2.6): what is in ``kind:tool`` is in ``kind`` as well, and
    what is about a topic is in the sets of the topics above that. Codes and slugs hold nothing
    but letters, digits and hyphens, so they stand in a setSpec as they are.
    """
    region = aliased(Organisation)
    rows = db.session.execute(
        select(Innovation.id, Innovation.identifier, Innovation.kind, region.ods_code)
        .outerjoin(region, Innovation.region_id == region.id)
        .where(Innovation.id.in_(ids), is_harvested())
    )
    found: dict[int, tuple[str, set[str]]] = {}
    for key, identifier, kind, code in rows:
        places = {REGION, f"{REGION}:{code}"} if code else set()
        found[key] = identifier, {ALL, KIND, f"{KIND}:{kind}", *places}
    for key, slug in _subjects(found):
        found[key][1].update({TOPIC, f"{TOPIC}:{slug}"})
    return found


def _subjects(ids: Collection[int]) -> Iterable[tuple[int, str]]:
    """Record and slug, for its topics and those above them."""
    link = InnovationTopic
    pairs = db.session.execute(
        select(link.innovation_id, link.topic_id).where(link.innovation_id.in_(ids))
    ).all()
    paths = topics.with_ancestors({pair.topic_id for pair in pairs})
    wanted = {step for path in paths.values() for step in path}
    rows = db.session.execute(select(Topic.id, Topic.slug).where(Topic.id.in_(wanted)))
    slugs = {row.id: row.slug for row in rows}
    for innovation_id, topic_id in pairs:
        for step in paths[topic_id]:
            yield innovation_id, slugs[step]


def live_sets(ids: Collection[int]) -> dict[int, set[str]]:
    """In which sets harvesters are told that the records are, the set of all included."""
    found: dict[int, set[str]] = {}
    entry = HarvestEntry
    query = select(entry.innovation_id, entry.set_spec)
    for key, spec in db.session.execute(
        query.where(entry.innovation_id.in_(ids), ~entry.is_deleted)
    ):
        found.setdefault(key, set()).add(spec)
    return found


def disagreeing(ids: Collection[int]) -> list[int]:
    """Those of which harvesters are told something else than what is true."""
    told = live_sets(ids)
    true = {key: specs for key, (_, specs) in memberships(ids).items()}
    return [key for key in sorted(ids) if told.get(key) != true.get(key)]


def to_compare(after: int, limit: int) -> list[int]:
    """The next ids of records that are harvested or should be."""
    live = HarvestEntry.set_spec == ALL, ~HarvestEntry.is_deleted
    ids = union(
        select(Innovation.id.label("id")).where(Innovation.id > after, is_harvested()),
        select(HarvestEntry.innovation_id).where(HarvestEntry.innovation_id > after, *live),
    ).subquery()
    return list(db.session.scalars(select(ids.c.id).order_by(ids.c.id).limit(limit)))


def named_in(refs: Iterable[str]) -> set[int]:
    """The ids of the records that are about a topic or tied to an organisation, by their refs."""
    wanted: dict[str, list[int]] = {"topic": [], "organisation": []}
    for kind, key in map(parse_ref, refs):
        wanted[kind].append(key)
    about = select(InnovationTopic.innovation_id).where(
        InnovationTopic.topic_id.in_(wanted["topic"])
    )
    places = wanted["organisation"]
    tied = select(Innovation.id).where(
        Innovation.organisation_id.in_(places) | Innovation.region_id.in_(places)
    )
    partners = select(InnovationPartner.innovation_id).where(
        InnovationPartner.organisation_id.in_(places)
    )
    return set(db.session.scalars(union(about, tied, partners)))


def naming(ids: Collection[int]) -> set[int]:
    """The ids of the records that name one of these as related."""
    links = RelatedInnovation
    return set(db.session.scalars(select(links.innovation_id).where(links.target_id.in_(ids))))
