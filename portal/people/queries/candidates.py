"""What the finder shows of the people it found, and what they can be narrowed by.

Each takes the ids of the people of one search, at most 200: a fixed number of statements.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people import vocabulary as v
from portal.people.models import PersonLanguage, Profile, RoleHeld, System, SystemKnown
from portal.people.queries.enquiries import is_paused
from portal.people.seeing import listed, shows
from portal.records import AnyRow

Values = Mapping[int, Sequence[tuple[str, str]]]
"""By person: keys of a facet, each with its words."""


def people(ids: Collection[int], reader: Any) -> dict[int, AnyRow]:
    """The listed ones: name, job title, place, availability, and backup person if they show one."""
    region, backup = aliased(Organisation), aliased(User)
    shows_backup = shows("backup", reader)
    query = (
        select(
            *(User.id, User.name, User.job_title),
            Organisation.name.label("organisation"),
            Organisation.ods_code.label("organisation_code"),
            region.name.label("region"),
            region.ods_code.label("region_code"),
            Profile.availability,
            Profile.paused_until,
            is_paused().label("is_paused"),
            case((shows("mentoring", reader), Profile.is_mentor)).label("is_mentor"),
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
        .where(User.id.in_(ids), listed())
    )
    return {row.id: row for row in db.session.execute(query)}


def roles(ids: Collection[int], reader: Any) -> Values:
    """The roles that they hold or held and show to the reader."""
    query = (
        select(RoleHeld.person_id, RoleHeld.role)
        .join(User, User.id == RoleHeld.person_id)
        .where(RoleHeld.person_id.in_(ids), shows("roles", reader))
        .distinct()
    )
    return _by_person((row[0], row[1], v.ROLES[row[1]]) for row in db.session.execute(query))


def systems(ids: Collection[int], reader: Any) -> Values:
    """The systems that they know and show to the reader."""
    query = (
        select(SystemKnown.person_id, System.slug, System.name)
        .join(System, System.id == SystemKnown.system_id)
        .join(User, User.id == SystemKnown.person_id)
        .where(SystemKnown.person_id.in_(ids), shows("systems", reader))
    )
    return _by_person((row[0], row[1], row[2]) for row in db.session.execute(query))


def languages(ids: Collection[int], reader: Any) -> Values:
    """The languages that they show to the reader."""
    query = (
        select(PersonLanguage.person_id, PersonLanguage.language)
        .join(User, User.id == PersonLanguage.person_id)
        .where(PersonLanguage.person_id.in_(ids), shows("languages", reader))
    )
    return _by_person((row[0], row[1], v.LANGUAGES[row[1]]) for row in db.session.execute(query))


def _by_person(rows: Any) -> Values:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person_id, key, words in rows:
        found[person_id].append((key, words))
    return found
