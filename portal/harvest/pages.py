"""Reading what is handed out. Statements are built once, and a page takes the same few of them
however many records are on it.

The entries say what harvesters were told; the records are asked again, so that what visitors may
no longer see goes out as a deletion even before it is stamped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import BindParameter, Integer, String, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.extensions import read_rows
from portal.harvest.models import HarvestEntry
from portal.harvest.queries import ALL, REGION, TOPIC, is_harvested
from portal.innovations.models import Innovation, InnovationPerson, RelatedInnovation
from portal.innovations.queries import Region, topics_of
from portal.organisations.models import Organisation
from portal.records import AnyRow, UTCDateTime
from portal.topics.models import Topic

_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_first, _last = bindparam("first", type_=UTCDateTime()), bindparam("last", type_=UTCDateTime())
_columns = (
    HarvestEntry.innovation_id,
    HarvestEntry.identifier,
    HarvestEntry.datestamp,
    HarvestEntry.is_deleted,
)
_ENTRIES = (
    select(*_columns)
    .where(
        HarvestEntry.set_spec == bindparam("set_spec", type_=String),
        HarvestEntry.datestamp.between(_first, _last),
        or_(
            HarvestEntry.datestamp > _first,
            HarvestEntry.innovation_id > bindparam("after_id", type_=Integer),
        ),
    )
    .order_by(HarvestEntry.datestamp, HarvestEntry.innovation_id)
    .limit(bindparam("limit", type_=Integer))
)
_name = bindparam("identifier", type_=String)
_BY_RECORD = (
    select(*_columns)
    .join(Innovation, Innovation.id == HarvestEntry.innovation_id)
    .where(HarvestEntry.set_spec == ALL, Innovation.identifier == _name)
)
# Slower: only for what is purged, or never was.
_BY_NAME = select(*_columns).where(HarvestEntry.set_spec == ALL, HarvestEntry.identifier == _name)
_EARLIEST = select(func.min(HarvestEntry.datestamp)).where(HarvestEntry.set_spec == ALL)

_HARVESTED = select(Innovation.id).where(Innovation.id.in_(_IDS), is_harvested())
_RECORDS = (
    select(
        Innovation.id,
        Innovation.identifier,
        Innovation.title,
        Innovation.summary,
        Innovation.kind,
        Innovation.licence,
        Innovation.source_url,
        Innovation.published_at,
        Organisation.name.label("organisation"),
        Region.name.label("region"),
    )
    .outerjoin(Organisation, Innovation.organisation_id == Organisation.id)
    .outerjoin(Region, Innovation.region_id == Region.id)
    .where(Innovation.id.in_(_IDS), is_harvested())
)
_SETS = (
    select(HarvestEntry.innovation_id, HarvestEntry.set_spec, HarvestEntry.is_deleted)
    # Who is in "kind:tool" need not be told that it is in "kind".
    .where(HarvestEntry.innovation_id.in_(_IDS), HarvestEntry.set_spec.contains(":"))
    .order_by(HarvestEntry.set_spec)
)
_PEOPLE = (
    select(InnovationPerson.innovation_id, InnovationPerson.name, InnovationPerson.role)
    .where(InnovationPerson.innovation_id.in_(_IDS), InnovationPerson.is_shown)
    .order_by(InnovationPerson.position, InnovationPerson.id)
)
_RELATED = (
    select(RelatedInnovation.innovation_id, RelatedInnovation.target_id)
    # Joined, SQLite would begin with all public records.
    .where(
        RelatedInnovation.innovation_id.in_(_IDS),
        exists().where(Innovation.id == RelatedInnovation.target_id, is_harvested()),
    )
    .order_by(RelatedInnovation.target_id)
)
_entry = aliased(HarvestEntry)
_IS_USED = select(_entry.set_spec).distinct().where(_entry.set_spec.contains(":")).subquery()
_TOPIC_SETS = select(_IS_USED.c.set_spec, Topic.label).join(
    Topic, _IS_USED.c.set_spec == f"{TOPIC}:" + Topic.slug
)
_REGION_SETS = select(_IS_USED.c.set_spec, Organisation.name).join(
    Organisation, _IS_USED.c.set_spec == f"{REGION}:" + Organisation.ods_code
)


@dataclass
class Described:
    """One entry of a page, with the record unless it is deleted."""

    entry: AnyRow
    record: AnyRow | None = None
    sets: list[str] = field(default_factory=list)
    topics: Sequence[str] = ()
    people: list[tuple[str, str]] = field(default_factory=list)
    """Name and role of those who are shown."""
    related: list[int] = field(default_factory=list)
    is_deleted: bool = False


def entries(
    set_spec: str, first: datetime, last: datetime, *, after_id: int, limit: int
) -> Sequence[AnyRow]:
    """Entries of a set with a datestamp from ``first`` to ``last``, in the order of a harvest.

    Of those at ``first`` itself only those with an id above ``after_id``.
    """
    values = {"set_spec": set_spec, "first": first, "last": last}
    return read_rows(_ENTRIES, {**values, "after_id": after_id, "limit": limit}).all()


def entry_of(identifier: str) -> AnyRow | None:
    """The entry of a record by its identifier, purged records included."""
    values = {"identifier": identifier}
    return read_rows(_BY_RECORD, values).first() or read_rows(_BY_NAME, values).first()


def earliest() -> datetime | None:
    """The lowest datestamp, deleted records included."""
    moment: datetime | None = read_rows(_EARLIEST).scalar()
    return moment


def sets_in_use() -> dict[str, str]:
    """The sets of topics and regions that records are or were in, with their names."""
    rows = [*read_rows(_TOPIC_SETS), *read_rows(_REGION_SETS)]
    return {row[0]: row[1] for row in rows}


def headers(rows: Sequence[AnyRow]) -> list[Described]:
    """What the headers of the entries say."""
    ids = _ids(rows)
    harvested = set(read_rows(_HARVESTED, ids).scalars())
    return _with_sets(rows, harvested, ids)


def records(rows: Sequence[AnyRow]) -> list[Described]:
    """The entries with all that is told of their records."""
    ids = _ids(rows)
    found = {record.id: record for record in read_rows(_RECORDS, ids)}
    described = _with_sets(rows, found, ids)
    topics = topics_of(ids["ids"])
    by_id = {item.entry.innovation_id: item for item in described if not item.is_deleted}
    for key, item in by_id.items():
        item.record = found[key]
        item.topics = topics.get(key, ())
    for key, name, role in read_rows(_PEOPLE, ids):
        if key in by_id:
            by_id[key].people.append((name, role))
    for key, target in read_rows(_RELATED, ids):
        if key in by_id:
            by_id[key].related.append(target)
    return described


def _ids(rows: Sequence[AnyRow]) -> dict[str, list[int]]:
    return {"ids": [row.innovation_id for row in rows]}


def _with_sets(
    rows: Sequence[AnyRow], harvested: set[int] | Mapping[int, AnyRow], ids: dict[str, list[int]]
) -> list[Described]:
    described = {
        row.innovation_id: Described(
            row, is_deleted=row.is_deleted or row.innovation_id not in harvested
        )
        for row in rows
    }
    for key, spec, is_deleted in read_rows(_SETS, ids):
        # A record that left is said to leave the sets that it left.
        if is_deleted == described[key].entry.is_deleted:
            described[key].sets.append(spec)
    return list(described.values())
