"""Reads of adoptions. What others may see takes the reader."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import User
from portal.extensions import db, read_rows
from portal.innovations import queries
from portal.innovations import vocabulary as v
from portal.innovations.adopting.figures import Figures, Group, count
from portal.innovations.models import Adoption, Innovation
from portal.organisations.models import Organisation
from portal.permissions import Role
from portal.records import AnySelect
from portal.visibility import Standing, Status, standing_of, values_of

# In the list those come first from whom there is most to learn.
_ORDER = ("in_use", "adapted", "piloting", "exploring", "interested", "stopped")


@dataclass(frozen=True)
class Adopted:
    """An adoption with the record it belongs to: what rights to it depend on."""

    adoption: Adoption
    innovation: Innovation

    @property
    def person_id(self) -> int:
        return self.adoption.person_id

    @property
    def organisation_id(self) -> int:
        return self.adoption.organisation_id

    @property
    def owner_ids(self) -> frozenset[int]:
        return self.innovation.owner_ids


def get(adoption_id: int, reader: Any) -> Adopted | None:
    """The adoption, its organisation and who said it; None when it is not there for the reader."""
    adoption = db.session.scalar(
        select(Adoption)
        .where(Adoption.id == adoption_id)
        .options(joinedload(Adoption.organisation), joinedload(Adoption.person))
    )
    innovation = queries.get(adoption.innovation_id, reader) if adoption else None
    if adoption is None or innovation is None:
        return None
    is_shown = (
        adoption.state != "refused"
        or sees_refused(innovation, reader)
        or (reader.is_authenticated and reader.organisation_id == adoption.organisation_id)
    )
    return Adopted(adoption, innovation) if is_shown else None


def of_organisation(innovation_id: int, organisation_id: int | None) -> Adoption | None:
    """What an organisation has said of a record."""
    if organisation_id is None:
        return None
    return db.session.scalar(
        select(Adoption)
        .where(Adoption.innovation_id == innovation_id, Adoption.organisation_id == organisation_id)
        .options(joinedload(Adoption.organisation), joinedload(Adoption.person))
    )


def figures(innovation_id: int, reader: Any) -> Figures | None:
    """The figures of a record in one statement; None when it is not there for the reader."""
    values = {**values_of(reader), "innovation_id": innovation_id}
    rows = read_rows(_figures(standing_of(reader)), values).all()
    if not rows:
        return None
    groups = [Group(*row[2:]) for row in rows if row.stage is not None]
    return count(groups, started_on=rows[0].started_on, published_at=rows[0].published_at)


@cache
def _figures(standing: Standing) -> AnySelect:
    region = aliased(Organisation)
    # Of those that do not say since when, the day on which they said that they do it.
    said_at = case((Adoption.since.is_(None), Adoption.created_at))
    alike = (
        Innovation.started_on,
        Innovation.published_at,
        region.name.label("region"),
        Adoption.stage,
        Adoption.result,
        Adoption.state,
    )
    return (
        select(
            *alike,
            func.count(Adoption.id),
            func.min(Adoption.since),
            func.min(said_at),
        )
        .select_from(Innovation)
        .outerjoin(Adoption, Adoption.innovation_id == Innovation.id)
        .outerjoin(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(region, region.id == Organisation.region_id)
        .where(
            Innovation.id == bindparam("innovation_id", type_=Integer),
            Innovation.visible_to_any(standing),
        )
        .group_by(*alike)
    )


def adopters(innovation: Any, reader: Any) -> AnySelect:
    """Rows of the adoptions of a record that the reader may see, those in use first."""
    shown = Adoption.state != "refused"
    if sees_refused(innovation, reader):
        shown = Adoption.id.is_not(None)
    elif reader.is_authenticated and reader.organisation_id is not None:
        shown = or_(shown, Adoption.organisation_id == reader.organisation_id)
    rank = case({stage: place for place, stage in enumerate(_ORDER)}, value=Adoption.stage)
    return (
        _rows()
        .where(Adoption.innovation_id == innovation.id, shown)
        .order_by(rank, Organisation.name, Adoption.id)
    )


def of_reader(reader: User) -> AnySelect:
    """Rows of what the reader said and of their organisation's, with the records they may see."""
    mine: ColumnElement[bool] = Adoption.person_id == reader.id
    if reader.organisation_id is not None:
        mine = or_(mine, Adoption.organisation_id == reader.organisation_id)
    return _with_records(reader).where(mine).order_by(Adoption.updated_at.desc(), Adoption.id)


def waiting_for(reader: User) -> AnySelect:
    """Rows of the adoptions that wait for the reader to confirm them, the longest wait first."""
    return (
        _with_records(reader).where(_waits_for(reader)).order_by(Adoption.created_at, Adoption.id)
    )


def number_waiting(owner: User, innovation_id: int | None = None) -> int:
    """How many adoptions wait for an owner, on all their records or on one."""
    query = select(func.count(Adoption.id)).join(
        Innovation, Innovation.id == Adoption.innovation_id
    )
    query = query.where(
        Adoption.state == "waiting",
        Adoption.person_id != owner.id,
        Innovation.owned_by(owner.id),
    )
    if innovation_id is not None:
        query = query.where(Innovation.id == innovation_id)
    return db.session.scalar(query) or 0


def sees_refused(innovation: Any, reader: Any) -> bool:
    """Whether the reader sees what was refused: the owners of the record and moderators."""
    return bool(
        reader.is_authenticated
        and (reader.id in innovation.owner_ids or reader.has_role(Role.MODERATOR))
    )


def _waits_for(reader: User) -> ColumnElement[bool]:
    waits = and_(Adoption.state == "waiting", Adoption.person_id != reader.id)
    if reader.has_role(Role.MODERATOR):
        return waits
    return and_(waits, Innovation.owned_by(reader.id))


def _with_records(reader: User) -> AnySelect:
    return (
        _rows()
        .add_columns(Innovation.id.label("innovation_id"), Innovation.title)
        .join(Innovation, Innovation.id == Adoption.innovation_id)
        .where(Innovation.visible_to(reader), Innovation.status != Status.CONSENT_WITHDRAWN)
    )


def _rows() -> AnySelect:
    region = aliased(Organisation)
    return (
        select(
            *(Adoption.id, Adoption.stage, Adoption.stopped_why, Adoption.since),
            *(Adoption.changed, Adoption.result, Adoption.may_contact, Adoption.state),
            *(Adoption.person_id, Adoption.organisation_id, Adoption.decided_words),
            *(Adoption.created_at, Adoption.updated_at),
            Organisation.name.label("organisation"),
            Organisation.ods_code,
            region.name.label("region"),
        )
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(region, region.id == Organisation.region_id)
    )


def stages_by_region(figures: Figures) -> list[list[str | int]]:
    """The rows of the table: a region, its number at each stage, and all of them."""
    rows: list[list[str | int]] = [
        [region, *(stages[stage] for stage in v.ADOPTION_STAGES), sum(stages.values())]
        for region, stages in figures.regions.items()
    ]
    totals = [figures.stages[stage] for stage in v.ADOPTION_STAGES]
    return [*rows, ["All regions", *totals, figures.adopters]] if len(rows) > 1 else rows
