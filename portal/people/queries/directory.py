"""The directory: everyone who is listed, narrowed by their place and by what they show."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import LibraryService, Organisation
from portal.people import vocabulary as v
from portal.people.models import PersonLanguage, Profile, RoleHeld, System, SystemKnown
from portal.people.queries.enquiries import is_paused
from portal.people.seeing import listed, shows
from portal.records import AnyRow, AnySelect

_MOST_SYSTEMS: Final = 200


def people(words: str, filters: Mapping[str, str], reader: Any) -> AnySelect:
    """Rows of people by name: id, name, job_title, organisation, service, region, is_paused.

    ``filters`` may name region and organisation (ODS code), service (slug), role, system (slug),
    language, availability and mentor. Nobody is found by what they do not show to the reader.
    """
    region = aliased(Organisation)
    query = (
        select(
            *(User.id, User.name, User.job_title),
            Organisation.name.label("organisation"),
            LibraryService.name.label("service"),
            region.name.label("region"),
            is_paused().label("is_paused"),
        )
        .select_from(User)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(LibraryService, LibraryService.id == User.library_service_id)
        .outerjoin(region, region.id == Organisation.region_id)
        .where(listed())
    )
    for word in words.split()[:5]:
        query = query.where(User.name.icontains(word, autoescape=True))
    for name, key in filters.items():
        query = query.where(_narrowed(name, key, reader, region))
    return query.order_by(User.name, User.id)


def systems() -> Sequence[AnyRow]:
    """Slug and name of the systems that can be chosen."""
    query = select(System.slug, System.name).order_by(System.name).limit(_MOST_SYSTEMS)
    return db.session.execute(query).all()


def service(slug: str) -> AnyRow | None:
    """A library service: id, name, slug, closed_on, and its organisation and region."""
    region = aliased(Organisation)
    query = (
        select(
            *(LibraryService.id, LibraryService.name, LibraryService.slug),
            LibraryService.closed_on,
            Organisation.name.label("organisation"),
            Organisation.ods_code.label("organisation_code"),
            region.name.label("region"),
            region.ods_code.label("region_code"),
        )
        .select_from(LibraryService)
        .join(Organisation, Organisation.id == LibraryService.organisation_id)
        .outerjoin(region, region.id == Organisation.region_id)
        .where(LibraryService.slug == slug)
    )
    return db.session.execute(query).one_or_none()


def _narrowed(name: str, key: str, reader: Any, region: Any) -> ColumnElement[bool]:
    if name == "region":
        return or_(region.ods_code == key, Organisation.ods_code == key)
    if name == "organisation":
        return Organisation.ods_code == key
    if name == "service":
        return LibraryService.slug == key
    if name == "role":
        held = exists().where(RoleHeld.person_id == User.id, RoleHeld.role == key)
        return and_(shows("roles", reader), held)
    if name == "system":
        known = exists().where(
            SystemKnown.person_id == User.id,
            SystemKnown.system_id == System.id,
            System.slug == key,
        )
        return and_(shows("systems", reader), known)
    if name == "language":
        spoken = exists().where(PersonLanguage.person_id == User.id, PersonLanguage.language == key)
        return and_(shows("languages", reader), spoken)
    if name == "mentor":
        mentors = exists().where(Profile.person_id == User.id, Profile.is_mentor)
        return and_(shows("mentoring", reader), mentors)
    return _available(key)


def _available(key: str) -> ColumnElement[bool]:
    if key == v.Availability.PAUSED:
        return is_paused()
    is_limited = exists().where(
        Profile.person_id == User.id, Profile.availability == v.Availability.LIMITED
    )
    if key == v.Availability.LIMITED:
        return is_limited
    return and_(~is_paused(), ~is_limited)
