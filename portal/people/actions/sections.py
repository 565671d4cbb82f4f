"""Saving the sections of a profile."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import delete, func, select

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.markdown import render
from portal.people import vocabulary as v
from portal.people.addresses import ref_at
from portal.people.errors import NotPossibleError, StaleProfileError
from portal.people.models import (
    ExperienceStatement,
    Expertise,
    PersonLanguage,
    PinnedWork,
    Profile,
    ProfileField,
    RoleHeld,
    System,
    SystemKnown,
)
from portal.people.queries import sections
from portal.people.queries.profiles import empty
from portal.records import ref
from portal.search.sources import named_of
from portal.turns import take_turns

Values = Mapping[str, Any]


def save(person: User, section: str, values: Values, version: str) -> None:
    """Keep what stands in a section, and who sees it.

    Raises StaleProfileError when it is not what it was when the form was opened, and
    NotPossibleError when it cannot stand there.
    """
    take_turns(f"profile:{person.id}")
    if sections.version_of(sections.read(person, section)) != version:
        raise StaleProfileError
    profile = db.session.get(Profile, person.id)
    if profile is None:
        profile = empty(person.id)
        db.session.add(profile)
    # Two at the same moment: the second finds another version.
    profile.updated_at = now()
    _WRITE[section](person, profile, values)
    for field in sections.SECTIONS[section][1]:
        set_audience(person.id, field, str(values[f"see_{field}"]))
    audit(person, "profile:edit", ref("user", person.id), section=section)
    db.session.flush()


def move_work(person: User, record: str, *, place: int) -> bool:
    """Put a pinned work on this place of the list as the person sees it, counted from 1.

    Whether it is pinned. Doing it twice changes nothing more.
    """
    take_turns(f"profile:{person.id}")
    refs = sections.read(person, "works")["works"]
    if record not in refs:
        return False
    moved = [key for key in refs if key != record]
    moved.insert(min(max(place - 1, 0), len(moved)), record)
    if moved != refs:
        _pin(person, moved)
        audit(person, "profile:edit", ref("user", person.id), section="works")
    return True


def set_listed(person: User, *, is_listed: bool) -> None:
    """Let a person be found, or by nobody, from now on."""
    if person.is_listed != is_listed:
        person.is_listed = is_listed
        audit(person, "profile:list" if is_listed else "profile:unlist", ref("user", person.id))


def set_audience(person_id: int, field: str, audience: str) -> None:
    """Say who sees a field."""
    held = db.session.get(ProfileField, (person_id, field))
    if held is not None:
        held.audience = audience
    elif audience != v.DEFAULT_AUDIENCES[field]:
        db.session.add(ProfileField(person_id=person_id, field=field, audience=audience))


def _basics(person: User, profile: Profile, values: Values) -> None:
    if values["orcid"] and sections.has_orcid(values["orcid"], person.id):
        raise NotPossibleError("This ORCID iD is on another profile already.")
    person.job_title = values["job_title"] or None
    person.library_service_id = int(values["library_service_id"] or 0) or None
    profile.pronouns = values["pronouns"] or ""
    profile.about = values["about"] or ""
    profile.about_html = render(profile.about) if profile.about else ""
    profile.orcid = values["orcid"] or None


def _contact(_person: User, profile: Profile, values: Values) -> None:
    profile.phone, profile.contact = values["phone"] or "", values["contact"] or ""


def _availability(person: User, profile: Profile, values: Values) -> None:
    backup = next(iter(values["backup"]), None)
    if backup == person.id:
        raise NotPossibleError("Choose someone else as your backup person.")
    is_paused = values["availability"] == v.Availability.PAUSED
    profile.availability = values["availability"]
    profile.paused_until = values["paused_until"] if is_paused else None
    profile.is_mentor = values["is_mentor"]
    profile.backup_id = backup


def _topics(person: User, _profile: Profile, values: Values) -> None:
    offers = {row["topic"][0]: row["level"] for row in values["offers"]}
    _replace(
        person,
        Expertise,
        [{"topic_id": key, "kind": "offers", "level": level} for key, level in offers.items()]
        + [{"topic_id": key, "kind": "wants", "level": None} for key in values["wants"]],
    )


def _systems(person: User, _profile: Profile, values: Values) -> None:
    rows = {
        _system(row["name"]): {"level": row["level"], "last_used": row["last_used"]}
        for row in values["systems"]
    }
    _replace(person, SystemKnown, [{"system_id": key} | row for key, row in rows.items()])


def _roles(person: User, _profile: Profile, values: Values) -> None:
    rows = [
        {
            "role": row["role"],
            "system_id": _system(row["system"]) if row["system"] else None,
            "details": row["details"] or "",
            "from_month": row["from_month"],
            "until_month": row["until_month"],
        }
        for row in values["roles"]
    ]
    _replace(person, RoleHeld, rows)


def _experience(person: User, _profile: Profile, values: Values) -> None:
    rows = [{"position": at} | row for at, row in enumerate(values["statements"], 1)]
    _replace(person, ExperienceStatement, rows)


def _languages(person: User, _profile: Profile, values: Values) -> None:
    _replace(person, PersonLanguage, [{"language": key} for key in values["languages"] or ()])


def _works(person: User, _profile: Profile, values: Values) -> None:
    refs = list(values["works"] or ())
    if address := values["address"]:
        record = ref_at(address)
        named = named_of([record], person) if record else []
        if not named:
            raise NotPossibleError("There is no innovation and no thread at this address.")
        refs.append(named[0].ref)
    _pin(person, refs)


def _pin(person: User, refs: Iterable[str]) -> None:
    rows = [{"position": at, "ref": key} for at, key in enumerate(dict.fromkeys(refs), 1)]
    _replace(person, PinnedWork, rows)


def _nothing(_person: User, _profile: Profile, _values: Values) -> None:
    """The section holds nothing but who sees it."""


def _replace(person: User, model: Any, rows: list[dict[str, Any]]) -> None:
    db.session.execute(delete(model).where(model.person_id == person.id))
    db.session.add_all(model(person_id=person.id, **row) for row in rows)


def _system(name: str) -> int:
    """The system of this name, however it is written; a new one when nobody named it before."""
    name = " ".join(name.split())
    take_turns("systems")
    same_name = select(System.id).where(func.lower(System.name) == func.lower(name))
    if found := db.session.scalar(same_name):
        return found
    made = System(name=name, slug=_free_slug(name))
    db.session.add(made)
    db.session.flush()
    return made.id


def _free_slug(name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:70] or "system"
    query = select(System.slug).where(System.slug.startswith(stem, autoescape=True))
    taken = set(db.session.scalars(query))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


_WRITE: Final[dict[str, Callable[[User, Profile, Values], None]]] = {
    "basics": _basics,
    "contact": _contact,
    "availability": _availability,
    "topics": _topics,
    "systems": _systems,
    "roles": _roles,
    "experience": _experience,
    "languages": _languages,
    "works": _works,
    "evidence": _nothing,
}
