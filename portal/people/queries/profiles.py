"""One profile as one reader sees it, and the parts of it that its person edits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db, read_rows
from portal.organisations.models import LibraryService, Organisation
from portal.people import vocabulary as v
from portal.people.models import (
    ExperienceStatement,
    Expertise,
    PersonLanguage,
    PinnedWork,
    Profile,
    ProfilePhoto,
    RoleHeld,
    System,
    SystemKnown,
)
from portal.people.queries.merged import named_now
from portal.people.seeing import audiences_of, seen_fields, shows, visible_people
from portal.permissions import Role
from portal.records import AnyRow, AnySelect
from portal.search.sources import Named
from portal.topics.models import Topic

_SUGGESTED = 10
_PERSON_ID: Final = bindparam("person_id", type_=Integer)


@dataclass(frozen=True)
class Stranger:
    """Somebody who signs in and is nobody in particular: for “see it as others do”."""

    organisation_id: int | None = None
    id: int = 0
    is_authenticated: bool = True

    def has_role(self, role: Role) -> bool:
        return role == Role.MEMBER


@dataclass(frozen=True)
class Page:
    """A profile, with only the fields that its reader sees; the others are empty."""

    seen: frozenset[str]
    place: AnyRow
    """Organisation, library service and region."""
    profile: Profile
    photo: ProfilePhoto | None = None
    backup: AnyRow | None = None
    languages: Sequence[str] = ()
    roles: Sequence[AnyRow] = ()
    systems: Sequence[AnyRow] = ()
    offers: Sequence[AnyRow] = ()
    wants: Sequence[AnyRow] = ()
    statements: Sequence[ExperienceStatement] = ()
    works: Sequence[Named] = ()

    @property
    def is_paused(self) -> bool:
        until = self.profile.paused_until
        return self.profile.availability == v.Availability.PAUSED and (
            until is None or until >= today()
        )

    @property
    def availability(self) -> str:
        """Open again by itself once a pause is over."""
        if self.profile.availability == v.Availability.PAUSED and not self.is_paused:
            return v.Availability.OPEN
        return self.profile.availability

    def shown(self, field: str) -> str:
        """The text of a field of the profile itself; empty when the reader does not see it."""
        return str(getattr(self.profile, field) or "") if field in self.seen else ""


def page_of(person: User, reader: Any) -> Page:
    """The profile of a person as a reader sees it; a fixed number of statements at the most."""
    seen = seen_fields(person, reader, audiences_of(person.id))
    profile = of(person.id)
    offers, wants = _topics(person.id) if seen & {"offers", "wants"} else ((), ())
    return Page(
        seen=seen,
        place=read_rows(_place(), {"person_id": person.id}).one(),
        profile=profile,
        photo=photo(person.id) if "photo" in seen else None,
        backup=_backup(profile, reader) if "backup" in seen else None,
        languages=[v.LANGUAGES[key] for key in languages(person.id)] if "languages" in seen else (),
        roles=roles(person.id) if "roles" in seen else (),
        systems=systems(person.id) if "systems" in seen else (),
        offers=offers if "offers" in seen else (),
        wants=wants if "wants" in seen else (),
        statements=statements(person.id) if "statements" in seen else (),
        works=named_now(works(person.id), reader) if "works" in seen else (),
    )


def of(person_id: int) -> Profile:
    """The profile of a person; a new one that is not saved when there is none yet."""
    return db.session.get(Profile, person_id) or empty(person_id)


def empty(person_id: int) -> Profile:
    """A profile in which nothing is said."""
    return Profile(
        person_id=person_id,
        pronouns="",
        about="",
        about_html="",
        phone="",
        contact="",
        is_mentor=False,
        availability=v.Availability.OPEN,
    )


def photo(person_id: int) -> ProfilePhoto | None:
    """The photo of a person."""
    return db.session.scalar(select(ProfilePhoto).where(ProfilePhoto.person_id == person_id))


def languages(person_id: int) -> Sequence[str]:
    """The keys of the languages of a person, by their names."""
    query = select(PersonLanguage.language).where(PersonLanguage.person_id == person_id)
    return sorted(db.session.scalars(query), key=lambda key: v.LANGUAGES.get(key, key))


def roles(person_id: int) -> Sequence[AnyRow]:
    """The roles of a person: what they hold now first, then the newest."""
    query = (
        select(
            *(RoleHeld.role, RoleHeld.details, RoleHeld.from_month, RoleHeld.until_month),
            *(System.name.label("system"), System.slug.label("system_slug")),
        )
        .outerjoin(System, System.id == RoleHeld.system_id)
        .where(RoleHeld.person_id == person_id)
    )
    return sorted(
        db.session.execute(query.order_by(RoleHeld.id)),
        key=lambda row: (
            row.until_month is None,
            row.until_month or row.from_month or date.min,
            row.from_month or date.min,
        ),
        reverse=True,
    )


def systems(person_id: int) -> Sequence[AnyRow]:
    """The systems that a person knows, the best known first."""
    query = (
        select(System.name, System.slug, SystemKnown.level, SystemKnown.last_used)
        .join(System, System.id == SystemKnown.system_id)
        .where(SystemKnown.person_id == person_id)
        .order_by(SystemKnown.level.desc(), System.name)
    )
    return db.session.execute(query).all()


def statements(person_id: int) -> Sequence[ExperienceStatement]:
    """What a person says they did."""
    query = select(ExperienceStatement).where(ExperienceStatement.person_id == person_id)
    return db.session.scalars(query.order_by(ExperienceStatement.position)).all()


def works(person_id: int) -> list[str]:
    """The refs of the works that a person pinned."""
    query = select(PinnedWork.ref).where(PinnedWork.person_id == person_id)
    return list(db.session.scalars(query.order_by(PinnedWork.position)))


def systems_matching(words: str, reader: Any) -> Sequence[str]:
    """Names of systems that begin with the words, then those that hold them.

    Only of what somebody shows to the reader: no name comes from what is for oneself alone.
    """
    shown = [
        exists()
        .where(model.system_id == System.id, User.id == model.person_id)
        .where(visible_people(reader), shows(field, reader))
        for model, field in ((SystemKnown, "systems"), (RoleHeld, "roles"))
    ]
    begins = System.name.istartswith(words, autoescape=True)
    query = select(System.name).where(System.name.icontains(words, autoescape=True), or_(*shown))
    return db.session.scalars(query.order_by(~begins, System.name).limit(_SUGGESTED)).all()


def services_for(person: User) -> Sequence[AnyRow]:
    """Id and name of the library services that a person can be of: those of their organisation,
    and the one that they are of, wherever that is now."""
    offered = and_(
        LibraryService.organisation_id == person.organisation_id,
        LibraryService.merged_into_id.is_(None),
    )
    query = select(LibraryService.id, LibraryService.name).where(
        or_(offered, LibraryService.id == person.library_service_id)
    )
    return db.session.execute(query.order_by(LibraryService.name)).all()


def expertise(person_id: int) -> Sequence[Expertise]:
    """What a person offers and wants, as they declared it."""
    query = select(Expertise).where(Expertise.person_id == person_id)
    return db.session.scalars(query.order_by(Expertise.level.desc(), Expertise.topic_id)).all()


@cache
def _declared() -> AnySelect:
    """What the person with the id ``person_id`` says of topics."""
    return (
        select(Expertise.kind, Expertise.level, Topic.label, Topic.slug)
        .join(Topic, Topic.id == Expertise.topic_id)
        .where(Expertise.person_id == _PERSON_ID)
        .order_by(Expertise.level.desc(), Topic.label)
    )


def _topics(person_id: int) -> tuple[list[AnyRow], list[AnyRow]]:
    rows = read_rows(_declared(), {"person_id": person_id}).all()
    offers = [row for row in rows if row.kind == "offers"]
    return offers, [row for row in rows if row.kind == "wants"]


@cache
def _place() -> AnySelect:
    """Where the person with the id ``person_id`` works."""
    region = aliased(Organisation)
    return (
        select(
            *(Organisation.name.label("organisation"), Organisation.ods_code),
            *(LibraryService.name.label("service"), LibraryService.slug.label("service_slug")),
            *(region.name.label("region"), region.ods_code.label("region_code")),
        )
        .select_from(User)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(LibraryService, LibraryService.id == User.library_service_id)
        .outerjoin(region, region.id == Organisation.region_id)
        .where(User.id == _PERSON_ID)
    )


def _backup(profile: Profile, reader: Any) -> AnyRow | None:
    """The backup person, if the reader may see them too."""
    if profile.backup_id is None:
        return None
    query = select(User.id, User.name).where(User.id == profile.backup_id, visible_people(reader))
    return db.session.execute(query).one_or_none()
