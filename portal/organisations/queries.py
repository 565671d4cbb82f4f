"""Reading the directory of organisations and library services; everyone may see all of it."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from portal.clock import today
from portal.extensions import db, read_rows
from portal.organisations.models import LibraryService, Organisation, OrganisationKind
from portal.records import AnyRow, AnySelect, UTCDateTime

# Id, name, and words that tell it from others of a like name.
Choice = tuple[int, str, str]

KIND_NAMES = {
    OrganisationKind.REGION: "Region",
    OrganisationKind.ICB: "Integrated care board",
    OrganisationKind.TRUST: "Trust",
    OrganisationKind.OTHER: "Other organisation",
}
MOST_WORDS = 6
_CODE = re.compile(r"[A-Za-z0-9]{2,12}")
_Region = aliased(Organisation)
# Built once: the list of records asks it for every page.
_REGIONS = (
    select(Organisation.id, Organisation.name, Organisation.ods_code)
    .where(Organisation.kind == OrganisationKind.REGION)
    .order_by(Organisation.name)
)


def matching(words: str, limit: int = 10) -> Sequence[Choice]:
    """Organisations that have every word in their name or as start of their ODS code.

    Those that are open come first.
    """
    query = _choices().where(_has(words)).order_by(_is_closed(), Organisation.name)
    return _as_choices(query.order_by(Organisation.id).limit(limit))


def by_ids(ids: Sequence[int]) -> Sequence[Choice]:
    """The organisations with these ids, in the order of the ids."""
    return _in_order(ids, _as_choices(_choices().where(Organisation.id.in_(ids))))


def library_services_matching(words: str, limit: int = 10) -> Sequence[Choice]:
    """Library services that have every word in their name or their organisation's."""
    query = _service_choices().order_by(LibraryService.closed_on.is_not(None))
    for word in _split(words):
        query = query.where(
            or_(
                LibraryService.name.icontains(word, autoescape=True),
                Organisation.name.icontains(word, autoescape=True),
            )
        )
    query = query.order_by(LibraryService.name, LibraryService.id).limit(limit)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def library_services_by_ids(ids: Sequence[int]) -> Sequence[Choice]:
    """The library services with these ids, in the order of the ids."""
    rows = db.session.execute(_service_choices().where(LibraryService.id.in_(ids)))
    return _in_order(ids, [(row[0], row[1], row[2]) for row in rows])


def kept_services() -> CTE:
    """Every library service by id, with the slug and name of the one that it was merged into.

    Its own, if it was not.
    """
    kept = (
        select(LibraryService.id, LibraryService.slug, LibraryService.name)
        .where(LibraryService.merged_into_id.is_(None))
        .cte("kept_service", recursive=True)
    )
    merged = aliased(LibraryService)
    return kept.union_all(
        select(merged.id, kept.c.slug, kept.c.name).join(kept, kept.c.id == merged.merged_into_id)
    )


def service(slug: str) -> AnyRow | None:
    """A library service, or the one that it was merged into.

    Has id, name, slug, closed_on, and the organisation and region.
    """
    kept, asked = kept_services(), aliased(LibraryService)
    query = (
        select(
            *(LibraryService.id, LibraryService.name, LibraryService.slug),
            LibraryService.closed_on,
            Organisation.name.label("organisation"),
            Organisation.ods_code.label("organisation_code"),
            _Region.name.label("region"),
            _Region.ods_code.label("region_code"),
        )
        .select_from(asked)
        .join(kept, kept.c.id == asked.id)
        .join(LibraryService, LibraryService.slug == kept.c.slug)
        .join(Organisation, Organisation.id == LibraryService.organisation_id)
        .outerjoin(_Region, _Region.id == Organisation.region_id)
        .where(asked.slug == slug)
    )
    return db.session.execute(query).one_or_none()


def by_code(code: str) -> Organisation | None:
    """The organisation with this ODS code, in capitals or not."""
    if not _CODE.fullmatch(code):
        return None
    return db.session.scalar(select(Organisation).where(Organisation.ods_code == code.upper()))


def by_name(name: str) -> Organisation | None:
    """The organisation with exactly this name, in capitals or not; an open one if there are two."""
    query = select(Organisation).where(func.lower(Organisation.name) == _plain(name).lower())
    return db.session.scalar(query.order_by(_is_closed(), Organisation.id).limit(1))


def regions() -> Sequence[Choice]:
    """All regions by name, with their code."""
    return [(row[0], row[1], row[2]) for row in read_rows(_REGIONS)]


def matching_regions(words: str, limit: int = 10) -> Sequence[Choice]:
    """The regions that have every word in their name or code."""
    query = _choices().where(_has(words), Organisation.kind == OrganisationKind.REGION)
    return _as_choices(query.order_by(Organisation.name, Organisation.id).limit(limit))


def listed(words: str, *, kind: str = "", region: str = "") -> AnySelect:
    """Rows for the list: by region, in it regions and boards before the rest, then by name."""
    query = _rows().where(_has(words))
    if kind:
        query = query.where(Organisation.kind == kind)
    if region:
        query = query.where(_Region.ods_code == region)
    rank = case(
        {OrganisationKind.REGION: 0, OrganisationKind.ICB: 1}, value=Organisation.kind, else_=2
    )
    return query.order_by(
        _Region.name.is_(None), _Region.name, rank, Organisation.name, Organisation.id
    )


def with_its_place(code: str) -> Organisation | None:
    """The organisation with its region, the one above it and its successor."""
    if not _CODE.fullmatch(code):
        return None
    return db.session.scalar(
        select(Organisation)
        .where(Organisation.ods_code == code.upper())
        .options(
            joinedload(Organisation.region),
            joinedload(Organisation.parent),
            joinedload(Organisation.merged_into),
        )
    )


def is_over(organisation: Organisation) -> bool:
    """Whether its last day has passed."""
    return organisation.closed_on is not None and organisation.closed_on < today()


def below(organisation_id: int) -> AnySelect:
    """Rows of the organisations that stand directly under this one, or are in this region."""
    under = or_(
        Organisation.parent_id == organisation_id,
        and_(Organisation.region_id == organisation_id, Organisation.parent_id.is_(None)),
    )
    return (
        _rows()
        .where(under, Organisation.id != organisation_id)
        .order_by(_is_closed(), Organisation.name, Organisation.id)
    )


def services_of(organisation_id: int) -> Sequence[LibraryService]:
    """The library services of an organisation, and those of organisations that merged into it."""
    merged = select(Organisation.id).where(Organisation.merged_into_id == organisation_id)
    query = select(LibraryService).where(
        or_(
            LibraryService.organisation_id == organisation_id,
            LibraryService.organisation_id.in_(merged),
        )
    )
    return db.session.scalars(query.order_by(LibraryService.name, LibraryService.id)).all()


def merged_from(organisation_id: int) -> Sequence[tuple[str, str]]:
    """Name and ODS code of the organisations that merged into this one."""
    query = select(Organisation.name, Organisation.ods_code).where(
        Organisation.merged_into_id == organisation_id
    )
    rows = db.session.execute(query.order_by(Organisation.name, Organisation.id))
    return [(row[0], row[1]) for row in rows]


def public_pages() -> AnySelect:
    """Id and key in its address of every page, for the sitemap; nobody keeps when they changed."""
    changed = cast(null(), UTCDateTime).label("changed")
    return select(Organisation.id, Organisation.ods_code.label("key"), changed)


def _rows() -> AnySelect:
    return select(
        Organisation.ods_code,
        Organisation.name,
        Organisation.kind,
        Organisation.town,
        Organisation.closed_on,
        _is_closed().label("is_closed"),
        _Region.name.label("region"),
    ).outerjoin(_Region, Organisation.region_id == _Region.id)


def _choices() -> AnySelect:
    return select(
        Organisation.id,
        Organisation.name,
        Organisation.ods_code,
        Organisation.kind,
        Organisation.closed_on,
        _is_closed().label("is_closed"),
        _Region.name.label("region"),
    ).outerjoin(_Region, Organisation.region_id == _Region.id)


def _as_choices(query: AnySelect) -> Sequence[Choice]:
    return [(row.id, row.name, _hint(row)) for row in db.session.execute(query)]


def _hint(row: Any) -> str:
    """``RJ7, London`` or ``RRP, London, closed on 31 October 2024``."""
    region = row.region if row.kind != OrganisationKind.REGION else "region"
    parts = [row.ods_code, region]
    if row.is_closed:
        parts.append(f"closed on {row.closed_on.day} {row.closed_on:%B %Y}")
    return ", ".join(part for part in parts if part)


def _service_choices() -> AnySelect:
    return select(LibraryService.id, LibraryService.name, Organisation.name).join(
        Organisation, LibraryService.organisation_id == Organisation.id
    )


def _has(words: str) -> ColumnElement[bool]:
    name: InstrumentedAttribute[str] = Organisation.name
    return and_(
        True,
        *(
            or_(
                name.icontains(word, autoescape=True),
                Organisation.ods_code.istartswith(word, autoescape=True),
            )
            for word in _split(words)
        ),
    )


def _is_closed() -> ColumnElement[bool]:
    """A closing date is the last day; False sorts first."""
    return func.coalesce(Organisation.closed_on < today(), False)


def _split(words: str) -> list[str]:
    return _plain(words).split()[:MOST_WORDS]


def _plain(words: str) -> str:
    """PostgreSQL refuses text with NUL."""
    return " ".join(words.replace("\0", " ").split())


def _in_order(ids: Collection[int], choices: Sequence[Choice]) -> Sequence[Choice]:
    found = {choice[0]: choice for choice in choices}
    return [found[key] for key in ids if key in found]
