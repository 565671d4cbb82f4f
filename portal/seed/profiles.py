"""What the people of the invented community say of themselves and of each other."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.people.actions import endorsing
from portal.people.actions.sections import save
from portal.people.queries import sections
from portal.seed.people import FOLDER
from portal.topics.models import Topic

# Who, whom, topic, reason, words, whether it was accepted.
ENDORSEMENTS: Final = (
    ("hazel", "gethin", "koha", "worked_together", "Three cutovers, and no surprise twice.", True),
    ("amina", "hazel", "data-migration", "answered_me", "Her answer saved us a weekend.", True),
    ("farida", "amina", "change-management", "taught_me", "She listens before she plans.", True),
    ("carys", "amina", "circulation", "used_their_work", "We use her loan rules.", False),
)


def load_profiles(people: Mapping[str, User]) -> None:
    """Profiles of those who have something to say, then endorsements."""
    topics = {row.slug: row.id for row in db.session.execute(select(Topic.slug, Topic.id))}
    for given in json.loads((FOLDER / "profiles.json").read_text()):
        person = people[given.pop("key")]
        for section, values in given.items():
            _save(person, section, _READ.get(section, _as_given)(values, people, topics))
    running_from = clock.now()
    for endorser, endorsed, topic, reason, words, is_accepted in ENDORSEMENTS:
        clock.start_at(running_from - timedelta(days=40))
        made = endorsing.offer(
            people[endorser],
            people[endorsed],
            topic_id=topics[topic],
            reason=reason,
            words=words,
            a_day=10,
        )
        if is_accepted:
            endorsing.accept(made, people[endorsed])
    clock.start_at(running_from)


def _save(person: User, section: str, values: dict[str, Any]) -> None:
    now = sections.read(person, section)
    save(person, section, now | values, sections.version_of(now))


def _as_given(values: Any, people: Mapping[str, User], topics: Mapping[str, int]) -> dict[str, Any]:
    return dict(values)


def _availability(
    values: Any, people: Mapping[str, User], topics: Mapping[str, int]
) -> dict[str, Any]:
    backup = values.pop("backup", None)
    return {"backup": [people[backup].id] if backup else [], **values}


def _topics(values: Any, people: Mapping[str, User], topics: Mapping[str, int]) -> dict[str, Any]:
    offers = [{"topic": [topics[slug]], "level": at} for slug, at in values["offers"].items()]
    return {"offers": offers, "wants": [topics[slug] for slug in values["wants"]]}


def _systems(values: Any, people: Mapping[str, User], topics: Mapping[str, int]) -> dict[str, Any]:
    return {"systems": [{"name": name, "level": at, "last_used": y} for name, at, y in values]}


def _roles(values: Any, people: Mapping[str, User], topics: Mapping[str, int]) -> dict[str, Any]:
    names = ("role", "system", "details", "from_month", "until_month")
    return {
        "roles": [
            dict(zip(names, (*row[:3], _month(row[3]), _month(row[4])), strict=True))
            for row in values
        ]
    }


def _experience(
    values: Any, people: Mapping[str, User], topics: Mapping[str, int]
) -> dict[str, Any]:
    return {"statements": [{"text": text, "year": year} for text, year in values]}


def _languages(
    values: Any, people: Mapping[str, User], topics: Mapping[str, int]
) -> dict[str, Any]:
    return {"languages": values}


def _month(text: str) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None


_READ: Final = {
    "availability": _availability,
    "topics": _topics,
    "systems": _systems,
    "roles": _roles,
    "experience": _experience,
    "languages": _languages,
}
