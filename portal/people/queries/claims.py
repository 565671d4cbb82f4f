"""What people say they know, and what others say they know: of topics and systems."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db, filled, numbered, places, read_rows, room_for
from portal.people.models import Endorsement, Expertise, System, SystemKnown
from portal.people.queries.endorsements import counts
from portal.people.ranking import Claim
from portal.people.seeing import AnyReader, listed, shows
from portal.topics.models import Topic
from portal.topics.queries import or_below
from portal.visibility import values_of

_NOTHING = -1
_Claims = CompoundSelect[*tuple[Any, ...]]


def claims_on(
    topic_ids: Collection[int], system_ids: Collection[int], reader: Any
) -> dict[int, Claim]:
    """What listed people show to the reader, by person; of these topics and of those below them."""
    if not (reader.is_authenticated and (topic_ids or system_ids)):
        return {}
    size = room_for(max(len(topic_ids), len(system_ids)))
    values = values_of(reader) | {"today": today()}
    values |= numbered("topic", filled(topic_ids, size, _NOTHING))
    values |= numbered("system", filled(system_ids, size, _NOTHING))
    levels: dict[int, tuple[int, str]] = {}
    endorsed: dict[int, tuple[int, int]] = {}
    for person_id, field, number, endorsers in read_rows(_claims(size), values):
        if endorsers:
            endorsed[person_id] = number, endorsers
        else:
            levels[person_id] = max((number, field), levels.get(person_id, (0, "")))
    found = {}
    for person_id in levels.keys() | endorsed.keys():
        level, field = levels.get(person_id, (None, ""))
        found[person_id] = Claim(level, field, *endorsed.get(person_id, (0, 0)))
    return found


def systems_named(names: Collection[str]) -> Sequence[int]:
    """The ids of systems that are called so; the names are in small letters."""
    query = select(System.id).where(func.lower(System.name).in_(list(names)))
    return db.session.scalars(query).all()


@lru_cache(maxsize=4)
def _claims(size: int) -> _Claims:
    """Person, field and level; or person, none, the number of endorsements and of endorsers."""
    topics = or_below(Topic.id.in_(places("topic", size)))
    nothing = literal(0)
    endorser = aliased(User)
    endorsers = func.count(Endorsement.endorser_id.distinct())
    offered = (
        select(Expertise.person_id, literal("offers"), func.max(Expertise.level), nothing)
        .join(User, User.id == Expertise.person_id)
        .where(Expertise.topic_id.in_(topics), Expertise.kind == literal("offers"))
        .where(listed(), shows("offers", AnyReader))
        .group_by(Expertise.person_id)
    )
    known = (
        select(SystemKnown.person_id, literal("systems"), func.max(SystemKnown.level), nothing)
        .join(User, User.id == SystemKnown.person_id)
        .where(SystemKnown.system_id.in_(places("system", size)))
        .where(listed(), shows("systems", AnyReader))
        .group_by(SystemKnown.person_id)
    )
    endorsed = (
        select(Endorsement.person_id, literal(""), func.count(), endorsers)
        .join(User, User.id == Endorsement.person_id)
        .join(endorser, endorser.id == Endorsement.endorser_id)
        .where(Endorsement.topic_id.in_(topics), counts(bindparam("today", type_=Date)))
        .where(listed(), endorser.is_listed, endorser.disabled_at.is_(None))
        .group_by(Endorsement.person_id)
    )
    return union_all(offered, known, endorsed)
