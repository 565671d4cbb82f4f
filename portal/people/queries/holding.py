"""Who knows a topic or a system well and is still there.

Only what people say of themselves and show to the reader makes a level; what they did only shows
that they are still there (docs/adr/0026).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    true,
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
from portal.records import AnyRow, AnySelect, UTCDateTime, parse_ref, ref
from portal.visibility import Standing, standing_of, values_of

ACTIVE_FOR: Final = timedelta(days=365)


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


def held(
    reader: Any,
    scope: Scope,
    refs: Collection[str] | None = None,
    *,
    always: int | None = None,
) -> dict[str, list[AnyRow]]:
    """Who knows topics and systems well and is still there, by ref: the highest level first.

    Rows of ref, id, name, level, leaves_on and organisation. ``always`` is the id of somebody who
    counts even if they did nothing of late. Two statements.
    """
    claimed = claims(reader, scope, least=KNOWS_WELL, refs=refs).subquery()
    since = now() - ACTIVE_FOR
    query = (
        select(
            *(claimed.c.kind, claimed.c.key, claimed.c.level, User.id, User.name),
            *(Leaving.leaves_on, Organisation.name.label("organisation")),
            func.coalesce(Profile.updated_at >= since, false()).label("is_saved"),
            shows("evidence", reader).label("shows_evidence"),
        )
        .join(User, User.id == claimed.c.person_id)
        .outerjoin(Profile, Profile.person_id == User.id)
        .outerjoin(Leaving, Leaving.person_id == User.id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(or_(Leaving.leaves_on.is_(None), Leaving.leaves_on >= today(), User.id == always))
        .order_by(claimed.c.level.desc(), func.lower(User.name), User.id)
    )
    rows = read_rows(query).all()
    unsure = {row.id for row in rows if row.shows_evidence and not row.is_saved}
    active = _active(unsure - {always}, reader)
    found: dict[str, list[AnyRow]] = {}
    for row in rows:
        if row.is_saved or row.id == always or row.id in active:
            found.setdefault(ref(row.kind, row.key), []).append(row)
    return found


def claims(
    reader: Any, scope: Scope, *, least: int, refs: Collection[str] | None = None
) -> CompoundSelect[*tuple[Any, ...]]:
    """What people say that they know, from a level on, where they show that to the reader."""
    keys = None if refs is None else [parse_ref(key) for key in refs]

    def of(kind: str, field: str, key: Any, model: Any, *more: Any) -> AnySelect:
        query = (
            select(
                literal(kind, String).label("kind"),
                key.label("key"),
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


def _active(ids: Collection[int], reader: Any) -> frozenset[int]:
    """Which of the people did something in the last year that the reader may see."""
    if not ids:
        return frozenset()
    values = values_of(reader) | {"ids": sorted(ids), "since": now() - ACTIVE_FOR}
    return frozenset(read_rows(_lately(standing_of(reader)), values).scalars())


@lru_cache(maxsize=4)
def _lately(standing: Standing) -> AnySelect:
    """One sort of thing after the other and only until one is found: some have done much."""
    since = bindparam("since", type_=UTCDateTime)
    found = [
        doing.with_only_columns(literal(1))
        .where(doing.selected_columns.at >= since)
        .correlate(User)
        .exists()
        for doing in doings.each_of(standing, lambda person_id: person_id == User.id)
    ]
    return select(User.id).where(User.id.in_(bindparam("ids", expanding=True)), or_(*found))


def of_kind(kind: str, keys: Collection[tuple[str, int]]) -> list[int]:
    """The ids of those keys that are of a kind."""
    return [key for found, key in keys if found == kind]
