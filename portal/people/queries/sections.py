"""What stands in each section of a profile now, in the form in which it is edited."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.people import evidence
from portal.people.models import Profile
from portal.people.picking import listed_by_ids
from portal.people.queries import profiles
from portal.people.queries.merged import named_now
from portal.people.seeing import audiences_of
from portal.search.sources import Named

_CANDIDATES = 100
Read = Callable[[User, Profile], dict[str, Any]]

SECTIONS: Final = {
    "basics": ("About you", ("pronouns", "about", "orcid")),
    "contact": ("How to reach you", ("email", "phone", "contact")),
    "availability": ("Availability", ("mentoring", "backup")),
    "topics": ("Topics", ("offers", "wants")),
    "systems": ("Systems you know", ("systems",)),
    "roles": ("Roles you hold or held", ("roles",)),
    "experience": ("Experience", ("statements",)),
    "languages": ("Languages", ("languages",)),
    "works": ("Pinned works", ("works",)),
    "evidence": ("What you did in the portal", ("evidence",)),
}
"""Title of each section, and the fields of the profile in it."""


def read(person: User, section: str) -> dict[str, Any]:
    """The values of a section and the audiences of its fields."""
    audiences = audiences_of(person.id)
    _, fields = SECTIONS[section]
    seen = {f"see_{field}": audiences[field] for field in fields}
    return _READ[section](person, profiles.of(person.id)) | seen


def version_of(values: dict[str, Any]) -> str:
    """A short name for these values: others have another one."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:32]


def works_to_pin(person: User) -> list[Named]:
    """What a person can pin: what is pinned, then the newest that they did."""
    listing = evidence.of_person(person.id, person)
    rows = db.session.execute(listing.rows, {**listing.values, "limit": _CANDIDATES, "offset": 0})
    done = [row.ref for row in rows if row.ref.partition(":")[0] in ("innovation", "thread")]
    return named_now(list(dict.fromkeys([*profiles.works(person.id), *done])), person)


def has_orcid(orcid: str, besides: int) -> bool:
    """Whether another profile has the iD."""
    query = select(Profile.person_id).where(Profile.orcid == orcid, Profile.person_id != besides)
    return db.session.scalar(query) is not None


def _basics(person: User, profile: Profile) -> dict[str, Any]:
    return {
        "job_title": person.job_title or "",
        "library_service_id": str(person.library_service_id or ""),
        "pronouns": profile.pronouns,
        "about": profile.about,
        "orcid": profile.orcid or "",
    }


def _contact(_person: User, profile: Profile) -> dict[str, Any]:
    return {"phone": profile.phone, "contact": profile.contact}


def _availability(_person: User, profile: Profile) -> dict[str, Any]:
    # A backup person who is not listed any more is not shown, and gone with the next save.
    backup = [found[0] for found in listed_by_ids([profile.backup_id])] if profile.backup_id else []
    return {
        "availability": profile.availability,
        "paused_until": profile.paused_until,
        "is_mentor": profile.is_mentor,
        "backup": backup,
    }


def _topics(person: User, _profile: Profile) -> dict[str, Any]:
    held = profiles.expertise(person.id)
    offers = [{"topic": [row.topic_id], "level": row.level} for row in held if row.level]
    return {"offers": offers, "wants": [row.topic_id for row in held if row.kind == "wants"]}


def _systems(person: User, _profile: Profile) -> dict[str, Any]:
    rows = profiles.systems(person.id)
    return {
        "systems": [
            {"name": row.name, "level": row.level, "last_used": row.last_used} for row in rows
        ]
    }


def _roles(person: User, _profile: Profile) -> dict[str, Any]:
    return {
        "roles": [
            {
                "role": row.role,
                "system": row.system or "",
                "details": row.details,
                "from_month": row.from_month,
                "until_month": row.until_month,
            }
            for row in profiles.roles(person.id)
        ]
    }


def _experience(person: User, _profile: Profile) -> dict[str, Any]:
    rows = profiles.statements(person.id)
    return {"statements": [{"text": row.text, "year": row.year} for row in rows]}


def _languages(person: User, _profile: Profile) -> dict[str, Any]:
    return {"languages": list(profiles.languages(person.id))}


def _works(person: User, _profile: Profile) -> dict[str, Any]:
    seen = named_now(profiles.works(person.id), person)
    return {"works": [named.ref for named in seen], "address": ""}


def _nothing(_person: User, _profile: Profile) -> dict[str, Any]:
    return {}


_READ: Final[dict[str, Read]] = {
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
