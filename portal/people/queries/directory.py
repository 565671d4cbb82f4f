"""The directory: everyone who is listed, with their place and what they show.

Nobody stands under what they do not show to the reader.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Select,
    String,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db, read_rows
from portal.organisations.models import Organisation, OrganisationKind
from portal.organisations.queries import kept_services
from portal.people import vocabulary as v
from portal.people.alphabet import sort_key
from portal.people.models import PersonLanguage, Profile, RoleHeld, System, SystemKnown
from portal.people.queries.enquiries import is_paused
from portal.people.seeing import listed, shows
from portal.records import AnyRow

_Region = aliased(Organisation)
_IS_REGION: Final = Organisation.kind == OrganisationKind.REGION
# A region is an organisation, too: who works for it is in it.
_REGION_CODE: Final = case((_IS_REGION, Organisation.ods_code), else_=_Region.ods_code)
_REGION_NAME: Final = case((_IS_REGION, Organisation.name), else_=_Region.name)
_OF_ORGANISATION: Final = Organisation.id == User.organisation_id
_IN_REGION: Final = _Region.id == Organisation.region_id
_Service = kept_services()
_OF_SERVICE: Final = _Service.c.id == User.library_service_id
_IDS: Final = func.aggregate_strings(cast(User.id, String), ",")


def everyone() -> Sequence[AnyRow]:
    """Id and name of all who are listed, in no order."""
    return read_rows(select(User.id, User.name).where(listed())).all()


def values(reader: Any) -> Sequence[AnyRow]:
    """What people can be narrowed by: filter, key, words, and the ids of the people.

    One statement, and one row for each key; the ids are a text, with commas between them. Who is
    open to questions is left out: everybody else.
    """
    of_person = Profile.person_id == User.id
    is_limited = Profile.availability == v.Availability.LIMITED
    found = (
        _of("region", _REGION_CODE, _REGION_NAME)
        .join(Organisation, _OF_ORGANISATION)
        .outerjoin(_Region, _IN_REGION)
        .where(_REGION_CODE.is_not(None)),
        _of("organisation", Organisation.ods_code, Organisation.name).join(
            Organisation, _OF_ORGANISATION
        ),
        _of("service", _Service.c.slug, _Service.c.name).join(_Service, _OF_SERVICE),
        _of("role", RoleHeld.role)
        .join(RoleHeld, RoleHeld.person_id == User.id)
        .where(shows("roles", reader)),
        _of("system", System.slug, System.name)
        .join(SystemKnown, SystemKnown.person_id == User.id)
        .join(System, System.id == SystemKnown.system_id)
        .where(shows("systems", reader)),
        _of("language", PersonLanguage.language)
        .join(PersonLanguage, PersonLanguage.person_id == User.id)
        .where(shows("languages", reader)),
        _of("availability", Profile.availability)
        .join(Profile, of_person)
        .where(Profile.availability != v.Availability.OPEN, or_(is_limited, is_paused())),
        _of("mentor", literal("yes"))
        .join(Profile, of_person)
        .where(Profile.is_mentor, shows("mentoring", reader)),
    )
    return read_rows(union_all(*found)).all()


def rows(ids: Collection[int]) -> dict[int, AnyRow]:
    """What the list says of people: name, job_title, organisation, service, region, is_paused."""
    query = select(
        *(User.id, User.name, User.job_title),
        Organisation.name.label("organisation"),
        _Service.c.name.label("service"),
        _REGION_NAME.label("region"),
        is_paused().label("is_paused"),
    )
    found = db.session.execute(_at_place(query.select_from(User)).where(User.id.in_(ids)))
    return {row.id: row for row in found}


def of_place(placed: Mapping[str, str]) -> list[AnyRow]:
    """Id, name and job title of the people of a region, organisation or service, by name."""
    query = _at_place(select(User.id, User.name, User.job_title).select_from(User)).where(listed())
    for name, key in placed.items():
        query = query.where(_PLACES[name] == key)
    return sorted(read_rows(query), key=lambda row: (sort_key(row.name), row.id))


_PLACES: Final[Mapping[str, Any]] = {
    "region": _REGION_CODE,
    "organisation": Organisation.ods_code,
    "service": _Service.c.slug,
}


def _of(name: str, key: Any, words: Any = None) -> Select[Any]:
    """Rows of one filter, for people who are listed; without words, a vocabulary has them."""
    columns = (literal(name), key, literal("") if words is None else words, _IDS)
    grouped = (key,) if words is None else (key, words)
    return select(*columns).select_from(User).where(listed()).group_by(*grouped)


def _at_place(query: Any) -> Any:
    return (
        query.outerjoin(Organisation, _OF_ORGANISATION)
        .outerjoin(_Region, _IN_REGION)
        .outerjoin(_Service, _OF_SERVICE)
    )
