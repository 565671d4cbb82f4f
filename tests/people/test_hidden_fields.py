"""A field that is hidden says no more, through any door, than one that was never filled in."""

import re
from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import delete

from portal.accounts.models import User
from portal.extensions import db
from portal.people.models import (
    Expertise,
    PersonLanguage,
    Profile,
    ProfileField,
    RoleHeld,
    System,
    SystemKnown,
)
from portal.people.vocabulary import FIELDS, FieldAudience
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.people import People
from tests.people.finding import reindex

# Whoever adds an address that shows people or counts them adds it here.
DOORS = [
    "/people",
    "/people?letter=A",
    "/people?role=trainer",
    "/people?system=shelfwise",
    "/people?language=cy",
    "/people?mentor=yes",
    "/people/of-place?organisation=ZZ01",
    "/people/find?q=loans",
    "/people/find?q=Shelfwise",
    "/people/find?topic=library-management-systems",
    "/people/find?system=shelfwise",
    "/people/find?q=loans&role=trainer",
    "/people/find?q=loans&knows=shelfwise",
    "/people/find?q=loans&language=cy",
    "/people/find?q=loans&mentor=yes",
    "/people/knowing?q=loans",
    "/people/{amina}",
    "/people/{amina}/ask",
    "/people/{amina}/endorsements",
    "/people/{amina}/evidence",
    "/people/{amina}/evidence?kind=reply",
    "/people/{amina}/evidence?q=loans",
    "/systems/options?system=shelf",
    "/search?q=loans",
]
MODERATORS_DOORS = [
    "/knowledge",
    "/knowledge?organisation=ZZ01",
    "/knowledge/topics/library-management-systems",
    "/knowledge/systems/shelfwise",
    "/people/{amina}/leaving",
]
# What Amina is found by without the field as well.
FOUND_DOORS = ["/people", "/people/{amina}", *(door for door in DOORS if "find?q=loans" in door)]
_RANDOM = re.compile(r'(nonce|name="(draft_key|csrf_token)" value)="[^"]*"')


ROWS: dict[str, list[Any]] = {
    "roles": [(RoleHeld,)],
    "languages": [(PersonLanguage,)],
    "systems": [(SystemKnown,)],
    "offers": [(Expertise, Expertise.kind == "offers")],
    "wants": [(Expertise, Expertise.kind == "wants")],
}
PARTS: dict[str, dict[str, Any]] = {
    "pronouns": {"pronouns": ""},
    "about": {"about_html": ""},
    "phone": {"phone": ""},
    "contact": {"contact": ""},
    "orcid": {"orcid": None},
    "mentoring": {"is_mentor": False},
    "backup": {"backup_id": None},
}


@pytest.fixture
def amina_id(people: People) -> int:
    """Amina said something in every field that can be asked for, and replied about loans."""
    amina, topic = people.amina.id, make_topic()
    system = System(slug="shelfwise", name="Shelfwise")
    db.session.add(system)
    db.session.flush()
    db.session.add_all(
        [
            Profile(
                **{"person_id": amina, "backup_id": people.dev.id, "is_mentor": True},
                **{"pronouns": "she/her", "about_html": "<p>I move loans.</p>"},
                **{"phone": "020 7946 0000", "contact": "At the desk"},
                orcid="0000-0002-1825-0097",
            ),
            RoleHeld(person_id=amina, role="trainer", system_id=system.id),
            PersonLanguage(person_id=amina, language="cy"),
            SystemKnown(person_id=amina, system_id=system.id, level=4),
            Expertise(person_id=amina, topic_id=topic.id, kind="offers", level=4),
            Expertise(person_id=amina, topic_id=topic.id, kind="wants"),
        ]
    )
    community = make_community(people.carys, "Systems", members=[people.amina])
    make_reply(people.amina, make_thread(people.carys, community, "How do we move loans?"))
    db.session.commit()
    reindex()
    return amina


def hide(person_id: int, fields: Collection[str], audience: str) -> None:
    db.session.add_all(
        ProfileField(person_id=person_id, field=field, audience=audience) for field in fields
    )
    db.session.commit()


def forget(person_id: int, fields: Collection[str]) -> None:
    """As if nothing had ever been said. What they did cannot be undone, so it stays hidden."""
    audiences = ProfileField.person_id == person_id, ProfileField.field != "evidence"
    db.session.execute(delete(ProfileField).where(*audiences))
    for field in fields:
        for model, *more in ROWS.get(field, ()):
            db.session.execute(delete(model).where(model.person_id == person_id, *more))
        for name, nothing in PARTS.get(field, {}).items():
            setattr(db.session.get_one(Profile, person_id), name, nothing)
    db.session.commit()


def seen(client: Client, reader_id: int, doors: list[str], amina_id: int) -> dict[str, str]:
    client.as_user(db.session.get_one(User, reader_id))
    pages = {door: client.get(door.format(amina=amina_id)) for door in doors}
    assert {page.status_code for page in pages.values()} == {200}
    return {door: _RANDOM.sub("", page.text) for door, page in pages.items()}


@pytest.mark.parametrize(
    ("who", "audience", "more"),
    [("carys", FieldAudience.ORGANISATION, []), ("bilal", FieldAudience.ME, MODERATORS_DOORS)],
)
def test_no_page_differs_by_a_hidden_field(
    client: Client, people: People, amina_id: int, who: str, audience: str, more: list[str]
) -> None:
    reader_id, doors = getattr(people, who).id, [*DOORS, *more]
    shown = seen(client, reader_id, doors, amina_id)
    hide(amina_id, FIELDS, audience)
    hidden = seen(client, reader_id, doors, amina_id)
    forget(amina_id, FIELDS)
    assert hidden == seen(client, reader_id, doors, amina_id)
    # Each of the doors but these does show what is not hidden.
    closed = {"/people/{amina}/endorsements", "/search?q=loans", "/people/{amina}/leaving"}
    same = {door for door in shown if shown[door] == hidden[door]}
    assert same <= closed | {"/people/of-place?organisation=ZZ01", "/people/{amina}/ask"}


@pytest.mark.parametrize("field", [*ROWS, "mentoring", "backup"])
def test_who_is_found_all_the_same_is_not_narrowed_by_what_they_hide(
    client: Client, people: People, amina_id: int, field: str
) -> None:
    reader_id = people.carys.id
    hide(amina_id, [field], FieldAudience.ME)
    hidden = seen(client, reader_id, FOUND_DOORS, amina_id)
    assert "Amina Yusuf" in hidden["/people/find?q=loans"]
    forget(amina_id, [field])
    assert hidden == seen(client, reader_id, FOUND_DOORS, amina_id)
