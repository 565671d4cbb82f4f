"""Who knows a topic or a system well and is still there.

Only what people say of themselves and show to the reader makes a level; what they did only shows
that they are still there (docs/adr/0026).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    Subquery,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union,
    union_all,
)

from portal.accounts.models import User
from portal.clock import now, today
from portal.extensions import read_rows
from portal.organisations.models import Organisation
from portal.people import doings
from portal.people.models import Expertise, Leaving, Profile, SystemKnown
from portal.people.seeing import listed, shows
from portal.people.vocabulary import KNOWS_WELL
from portal.records import AnyRow, AnySelect, parse_ref
from portal.visibility import standing_of, values_of

ACTIVE_FOR: Final = timedelta(days=365)
# People named beside a topic; its own page names all.
NAMED: Final = 3


@dataclass(frozen=True)
class Scope:
    """Whose knowledge is looked at: that of everyone, of organisations, or of a region."""

    organisation_ids: frozenset[int] | None = None
    region_id: int | None = None

    def people(self) -> ColumnElement[bool]:
        """The people in it, as a clause on ``User``."""
        if self.organisation_ids is not None:
            return User.organisation_id.in_(self.organisation_ids)
        if self.region_id is not None:
            region = or_(
                Organisation.id == self.region_id, Organisation.region_id == self.region_id
            )
            return User.organisation_id.in_(select(Organisation.id).where(region))
        return true()


def holders(
    refs: Collection[str], reader: Any, scope: Scope, *, most: int | None = NAMED
) -> dict[str, list[AnyRow]]:
    """Who knows these topics and systems well, by ref: the highest level first.

    Rows of ref, id, name, level, leaves_on, organisation; one statement.
    """
    if not refs:
        return {}
    holding = holding_of(reader, scope, refs)
    place = func.row_number().over(
        partition_by=holding.c.ref,
        order_by=(holding.c.level.desc(), func.lower(User.name), User.id),
    )
    query = (
        select(
            *(holding.c.ref, User.id, User.name, holding.c.level, holding.c.leaves_on),
            *(User.organisation_id, Organisation.name.label("organisation")),
            place.label("place"),
        )
        .join(User, User.id == holding.c.person_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
    )
    numbered = query.subquery()
    rows = select(numbered).order_by(numbered.c.ref, numbered.c.place)
    if most is not None:
        rows = rows.where(numbered.c.place <= most)
    found: dict[str, list[AnyRow]] = {}
    for row in read_rows(rows, values_of(reader)):
        found.setdefault(row.ref, []).append(row)
    return found


def holding_of(
    reader: Any,
    scope: Scope,
    refs: Collection[str] | None = None,
    *,
    always: int | None = None,
) -> Subquery:
    """Who knows what well and is still there: active in the last year, and not gone.

    ``always`` is the id of somebody who counts in any case.
    """
    claimed = claims(reader, scope, least=KNOWS_WELL, refs=refs).subquery()
    own = claimed.c.kind.concat(":").concat(cast(claimed.c.id, String))
    stays = or_(Leaving.leaves_on.is_(None), Leaving.leaves_on >= today())
    return (
        select(claimed, own.label("ref"), Leaving.leaves_on)
        .join(User, User.id == claimed.c.person_id)
        .outerjoin(Leaving, Leaving.person_id == User.id)
        .where(or_(and_(_is_active(reader), stays), User.id == always))
        .subquery()
    )


def claims(
    reader: Any, scope: Scope, *, least: int, refs: Collection[str] | None = None
) -> CompoundSelect[*tuple[Any, ...]]:
    """What people say that they know, from a level on, where they show that to the reader."""
    keys = None if refs is None else [parse_ref(key) for key in refs]

    def of(kind: str, field: str, key: Any, model: Any, *more: Any) -> AnySelect:
        query = (
            select(
                literal(kind, String).label("kind"),
                key.label("id"),
                model.person_id.label("person_id"),
                model.level.label("level"),
            )
            .join(User, User.id == model.person_id)
            .where(model.level >= least, listed(), shows(field, reader), scope.people(), *more)
        )
        return query if keys is None else query.where(key.in_(of_kind(kind, keys)))

    return union_all(
        of("topic", "offers", Expertise.topic_id, Expertise, Expertise.kind == "offers"),
        of("system", "systems", SystemKnown.system_id, SystemKnown),
    )


def _is_active(reader: Any) -> ColumnElement[bool]:
    """Who did something in the last year that the reader may see, or saved their profile."""
    since = now() - ACTIVE_FOR
    well = union(
        select(Expertise.person_id).where(Expertise.level >= KNOWS_WELL),
        select(SystemKnown.person_id).where(SystemKnown.level >= KNOWS_WELL),
    ).subquery()
    done = doings.of_people(standing_of(reader), select(well.c.person_id)).subquery("done")
    did = select(done.c.person_id).where(done.c.at >= since).distinct().cte("did")
    saved = select(Profile.person_id).where(Profile.updated_at >= since)
    acted = and_(User.id.in_(select(did.c.person_id)), shows("evidence", reader))
    return or_(acted, User.id.in_(saved))


def of_kind(kind: str, keys: Collection[tuple[str, int]]) -> list[int]:
    """The ids of those keys that are of a kind."""
    return [key for found, key in keys if found == kind]
