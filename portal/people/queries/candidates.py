"""What the finder shows of the people it found, and what they can be narrowed by.

Each takes the ids of the people of one search, at most 200: a fixed number of statements.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Date, bindparam, case, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import filled, numbered, places, read_rows, room_for
from portal.organisations.models import Organisation
from portal.people import vocabulary as v
from portal.people.models import PersonLanguage, Profile, RoleHeld, System, SystemKnown
from portal.people.queries.enquiries import is_paused
from portal.people.seeing import AnyReader, listed, shows
from portal.records import AnyRow, AnySelect
from portal.visibility import values_of

Values = Mapping[int, Sequence[tuple[str, str]]]
"""By person: keys of a facet, each with its words."""
_NOBODY = -1


def people(ids: Collection[int], reader: Any) -> dict[int, AnyRow]:
    """The listed ones: name, job title, place, availability, and backup person if they show one."""
    return {row.id: row for row in _rows(_people, ids, reader, today=today())}


def roles(ids: Collection[int], reader: Any) -> Values:
    """The roles that they hold or held and show to the reader."""
    return _by_person((row[0], row[1], v.ROLES[row[1]]) for row in _rows(_roles, ids, reader))


def systems(ids: Collection[int], reader: Any) -> Values:
    """The systems that they know and show to the reader."""
    return _by_person(_rows(_systems, ids, reader))


def languages(ids: Collection[int], reader: Any) -> Values:
    """The languages that they show to the reader."""
    rows = _rows(_languages, ids, reader)
    return _by_person((row[0], row[1], v.LANGUAGES[row[1]]) for row in rows)


def _rows(
    query: Callable[[int], AnySelect], ids: Collection[int], reader: Any, **values: Any
) -> CursorResult[*tuple[Any, ...]]:
    size = room_for(len(ids))
    values |= values_of(reader) | numbered("person", filled(ids, size, _NOBODY))
    return read_rows(query(size), values)


@lru_cache(maxsize=8)
def _people(size: int) -> AnySelect:
    region, backup = aliased(Organisation), aliased(User)
    shows_backup = shows("backup", AnyReader)
    return (
        select(
            *(User.id, User.name, User.job_title),
            Organisation.name.label("organisation"),
            Organisation.ods_code.label("organisation_code"),
            region.name.label("region"),
            region.ods_code.label("region_code"),
            Profile.availability,
            Profile.paused_until,
            is_paused(bindparam("today", type_=Date)).label("is_paused"),
            case((shows("mentoring", AnyReader), Profile.is_mentor)).label("is_mentor"),
            case((shows_backup, backup.id)).label("backup_id"),
            case((shows_backup, backup.name)).label("backup_name"),
        )
        .select_from(User)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(region, region.id == Organisation.region_id)
        .outerjoin(Profile, Profile.person_id == User.id)
        .outerjoin(
            backup,
            (backup.id == Profile.backup_id) & backup.is_listed & backup.disabled_at.is_(None),
        )
        .where(User.id.in_(places("person", size)), listed())
    )


@lru_cache(maxsize=8)
def _roles(size: int) -> AnySelect:
    return _of_people(select(RoleHeld.person_id, RoleHeld.role), "roles", size).distinct()


@lru_cache(maxsize=8)
def _systems(size: int) -> AnySelect:
    query = select(SystemKnown.person_id, System.slug, System.name)
    query = query.join(System, System.id == SystemKnown.system_id)
    return _of_people(query, "systems", size)


@lru_cache(maxsize=8)
def _languages(size: int) -> AnySelect:
    query = select(PersonLanguage.person_id, PersonLanguage.language)
    return _of_people(query, "languages", size)


def _of_people(query: AnySelect, field: str, size: int) -> AnySelect:
    """Of rows that begin with a person, those of so many people who show the field."""
    person_id = query.selected_columns.person_id
    return query.join(User, User.id == person_id).where(
        person_id.in_(places("person", size)), shows(field, AnyReader)
    )


def _by_person(rows: Any) -> Values:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person_id, key, words in rows:
        found[person_id].append((key, words))
    return found
