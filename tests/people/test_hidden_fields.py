"""A field that is hidden says no more, through any door, than one that was never filled in."""

import re
from collections.abc import Sequence

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
_RANDOM = re.compile(r'(nonce|name="(draft_key|csrf_token)" value)="[^"]*"')


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


def hide(person_id: int, fields: Sequence[str], audience: str) -> None:
    db.session.add_all(
        ProfileField(person_id=person_id, field=field, audience=audience) for field in fields
    )
    db.session.commit()


def forget(person_id: int) -> None:
    """As if nothing had ever been said. What they did cannot be undone, so it stays hidden."""
    for model in (ProfileField, RoleHeld, PersonLanguage, SystemKnown, Expertise):
        db.session.execute(delete(model).where(model.person_id == person_id))
    profile = db.session.get_one(Profile, person_id)
    profile.backup_id, profile.is_mentor, profile.orcid = None, False, None
    profile.pronouns = profile.about_html = profile.phone = profile.contact = ""
    hide(person_id, ["evidence"], FieldAudience.ME)


@pytest.mark.parametrize("audience", [FieldAudience.ME, FieldAudience.ORGANISATION])
@pytest.mark.parametrize(("who", "more"), [("carys", []), ("bilal", MODERATORS_DOORS)])
def test_no_page_differs_by_a_hidden_field(
    client: Client, people: People, amina_id: int, audience: str, who: str, more: list[str]
) -> None:
    reader_id = getattr(people, who).id

    def seen() -> dict[str, str]:
        client.as_user(db.session.get_one(User, reader_id))
        pages = {door: client.get(door.format(amina=amina_id)) for door in [*DOORS, *more]}
        assert {page.status_code for page in pages.values()} == {200}
        return {door: _RANDOM.sub("", page.text) for door, page in pages.items()}

    shown = seen()
    hide(amina_id, list(FIELDS), audience)
    hidden = seen()
    forget(amina_id)
    assert hidden == seen()
    # Each of the doors but these does show what is not hidden.
    closed = {"/people/{amina}/endorsements", "/search?q=loans", "/people/{amina}/leaving"}
    same = {door for door in shown if shown[door] == hidden[door]}
    assert same <= closed | {"/people/of-place?organisation=ZZ01", "/people/{amina}/ask"}
