"""Reads. Nothing here writes, and everything that others may see takes the reader."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import User
from portal.extensions import db, read_rows
from portal.innovations.models import Decision, Innovation, InnovationTopic, PendingVersion
from portal.organisations.models import Organisation
from portal.organisations.queries import kept_services
from portal.records import AnyRow, AnySelect, Listing
from portal.topics.models import Topic
from portal.topics.queries import or_below
from portal.visibility import OPEN, Standing, Status, standing_of, values_of

Region = aliased(Organisation)

# What a list shows of a record: rows, not objects, because lists are what people read most.
CARD_COLUMNS = (
    Innovation.id,
    Innovation.identifier,
    Innovation.title,
    Innovation.summary,
    Innovation.kind,
    Innovation.stage,
    Innovation.status,
    Innovation.published_at,
    Innovation.updated_at,
    Organisation.name.label("organisation"),
)

_TOPICS_OF = (
    select(InnovationTopic.innovation_id, Topic.label)
    .join(Topic, Topic.id == InnovationTopic.topic_id)
    .where(InnovationTopic.innovation_id.in_(bindparam("ids", expanding=True)))
    .order_by(Topic.label)
)


def get(innovation_id: int, reader: Any) -> Innovation | None:
    """The record with all that its page shows; None when it is not there for the reader."""
    return db.session.scalar(
        select(Innovation)
        .where(Innovation.id == innovation_id, Innovation.visible_to(reader))
        .options(
            joinedload(Innovation.organisation),
            joinedload(Innovation.region),
            joinedload(Innovation.library_service),
            joinedload(Innovation.author),
            joinedload(Innovation.reviewer),
        )
    )


def is_gone(innovation_id: int, reader: Any) -> bool:
    """Whether the reader could have seen the record before consent was withdrawn."""
    query = select(Innovation.id).where(
        Innovation.id == innovation_id,
        Innovation.status == Status.CONSENT_WITHDRAWN,
        Innovation.admitted(reader),
    )
    return db.session.scalar(query) is not None


def published(reader: Any, filters: Mapping[str, str] | None = None) -> Listing:
    """Cards of the published records that the reader may see, the newest first.

    ``filters`` may name kind, stage, outcome, region and organisation (ODS codes), service
    (slug of a library service) and topic (slug); a topic includes those below it.
    """
    filters = filters or {}
    rows, total = _published(standing_of(reader), tuple(sorted(filters)))
    return Listing(rows, total, {**values_of(reader), **filters})


def newest(reader: Any, limit: int) -> Sequence[AnyRow]:
    """Cards of the last records published that the reader may see."""
    listing = published(reader)
    return read_rows(listing.rows, {**listing.values, "limit": limit, "offset": 0}).all()


@cache
def _published(standing: Standing, filters: tuple[str, ...]) -> tuple[AnySelect, AnySelect]:
    """Rows and their number, for readers of a standing and for the names of the filters."""
    conditions = [
        Innovation.status == Status.PUBLISHED,
        Innovation.visible_to_any(standing),
        *(_filter(name, bindparam(name, type_=String)) for name in filters),
    ]
    rows = (
        select(*CARD_COLUMNS)
        .outerjoin(Organisation, Innovation.organisation_id == Organisation.id)
        .where(*conditions)
        .order_by(Innovation.published_at.desc(), Innovation.id.desc())
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )
    counted = select(Innovation.id).where(*conditions).limit(bindparam("most", type_=Integer))
    return rows, select(func.count()).select_from(counted.subquery())


def _filter(name: str, value: ColumnElement[str]) -> ColumnElement[bool]:
    if name in ("kind", "stage", "outcome"):
        column: ColumnElement[bool] = getattr(Innovation, name) == value
        return column
    if name == "region":
        return Innovation.region_id.in_(select(Region.id).where(Region.ods_code == value))
    if name == "organisation":
        return Innovation.organisation_id.in_(select(Region.id).where(Region.ods_code == value))
    if name == "service":
        service = kept_services()
        merged = select(service.c.id).where(service.c.slug == value)
        return Innovation.library_service_id.in_(merged)
    on_topic = InnovationTopic.topic_id.in_(or_below(Topic.slug == value))
    return Innovation.id.in_(select(InnovationTopic.innovation_id).where(on_topic))


def topics_of(ids: Iterable[int]) -> dict[int, list[str]]:
    """The topic labels of several records."""
    found: dict[int, list[str]] = {}
    for innovation_id, label in read_rows(_TOPICS_OF, {"ids": list(ids)}):
        found.setdefault(innovation_id, []).append(label)
    return found


def mine(person: User) -> AnySelect:
    """Cards of all records that the person owns, in any state, the last touched first.

    ``changes`` is the state of the changes to a published record, None where there are none.
    """
    is_changed = and_(
        PendingVersion.innovation_id == Innovation.id, Innovation.status == Status.PUBLISHED
    )
    return (
        select(*CARD_COLUMNS, Innovation.review_on, PendingVersion.status.label("changes"))
        .outerjoin(Organisation, Innovation.organisation_id == Organisation.id)
        .outerjoin(PendingVersion, is_changed)
        .where(Innovation.owned_by(person.id))
        .order_by(Innovation.updated_at.desc(), Innovation.id.desc())
    )


def waiting_for(person: User) -> Sequence[AnyRow]:
    """Cards of the person's records that wait for them: changes requested, or a draft."""
    theirs = [Status.CHANGES_REQUESTED, Status.DRAFT]
    turn = or_(Innovation.status.in_(theirs), PendingVersion.status.in_(theirs))
    return db.session.execute(mine(person).where(turn).limit(5)).all()


def decisions(innovation: Innovation) -> Sequence[Decision]:
    """Every decision on a record, the newest first, with who decided."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.innovation_id == innovation.id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.at.desc(), Decision.id.desc())
    ).all()


def related_titles(innovation: Innovation, reader: Any) -> list[tuple[str, int, str]]:
    """Relation, id, title of the records that this one names and the reader may see."""
    wanted = {link.target_id: link.relation for link in innovation.related}
    if not wanted:
        return []
    query = select(Innovation.id, Innovation.title).where(
        Innovation.id.in_(wanted), Innovation.visible_to(reader)
    )
    return [(wanted[row.id], row.id, row.title) for row in db.session.execute(query)]


def id_of(identifier: str) -> int | None:
    """The id of the record with an identifier such as INN-2026-0042, to be loaded for a reader."""
    return db.session.scalar(
        select(Innovation.id).where(Innovation.identifier == identifier.upper())
    )


def matching_titles(words: str, reader: Any, limit: int = 10) -> Sequence[AnyRow]:
    """Id, title and identifier of visible records whose title or identifier holds all the words."""
    query = select(Innovation.id, Innovation.title, Innovation.identifier).where(
        Innovation.visible_to(reader), Innovation.status.in_(sorted(OPEN))
    )
    for word in words.split()[:5]:
        query = query.where(
            or_(
                Innovation.title.icontains(word, autoescape=True),
                Innovation.identifier.icontains(word, autoescape=True),
            )
        )
    return db.session.execute(query.order_by(Innovation.title, Innovation.id).limit(limit)).all()


def titles(ids: Sequence[int], reader: Any) -> Sequence[AnyRow]:
    """Id, title and identifier of the visible records among ``ids``."""
    query = select(Innovation.id, Innovation.title, Innovation.identifier).where(
        Innovation.id.in_(ids), Innovation.visible_to(reader)
    )
    return db.session.execute(query.order_by(Innovation.title, Innovation.id)).all()


def public_pages() -> AnySelect:
    """Id, key in its address and last change of what visitors may see, for the sitemap."""
    return select(
        Innovation.id,
        cast(Innovation.id, String).label("key"),
        Innovation.updated_at.label("changed"),
    ).where(Innovation.status == Status.PUBLISHED, Innovation.visible_to_any(Standing.VISITOR))
