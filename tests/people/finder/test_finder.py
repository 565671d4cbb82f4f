"""The page of the finder: each person with the reason, narrowed by what people show."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import Community, Thread
from portal.outbox import Message
from portal.people import jobs
from portal.people.actions import needs as actions
from portal.people.models import (
    PersonLanguage,
    Profile,
    ProfileField,
    RoleHeld,
    System,
    SystemKnown,
    UnmetNeed,
)
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.people import People
from tests.people.finding import reindex

Counter = Callable[[], AbstractContextManager[list[str]]]
FIND = "/people/find"


@pytest.fixture
def community(people: People) -> Community:
    return make_community(people.erin, members=[people.dev, people.amina, people.carys])


@pytest.fixture
def question(people: People, community: Community) -> Thread:
    """Amina asks about loans; Carys replies twice, and Dev once."""
    thread = make_thread(
        people.amina,
        community,
        "Freezing loans",
        replies=[
            (people.carys, "Freeze the loans."),
            (people.carys, "Freeze the loans on Friday."),
            (people.dev, "We froze the loans too."),
        ],
    )
    reindex()
    return thread


def names(html: str, people: People) -> list[str]:
    """The people of a page in their order."""
    main = html.partition('id="results"')[2]
    places = {
        name: main.find(f'">{getattr(people, name).name}</a></h2>')
        for name in ("amina", "bilal", "carys", "dev", "erin")
    }
    return sorted((name for name, place in places.items() if place >= 0), key=places.__getitem__)


def main_of(client: Client, address: str) -> str:
    return client.get(address).text.partition("<main")[2]


def with_profile(person: User, *rows: Any, **fields: Any) -> None:
    db.session.merge(Profile(person_id=person.id, **fields))
    db.session.add_all(rows)
    db.session.commit()


def test_each_person_comes_with_the_reason(
    client: Client, people: People, question: Thread
) -> None:
    page = client.as_user(people.bilal).get(f"{FIND}?q=freezing+loans").text
    assert names(page, people)[0] == "carys"
    link = f"/people/{people.carys.id}/evidence?q=freezing+loans&amp;kind=reply"
    assert link in page
    assert "2 replies" in page
    # The link leads to exactly these items.
    evidence = client.get(link.replace("&amp;", "&")).text
    assert "<strong>2</strong>" in evidence


def test_who_paused_is_last_and_says_so(client: Client, people: People, question: Thread) -> None:
    with_profile(people.carys, availability="paused", backup_id=people.erin.id)
    page = client.as_user(people.bilal).get(f"{FIND}?q=loans").text
    assert names(page, people)[-1] == "carys"
    assert "<strong>Paused" in page
    assert people.erin.name in page
    assert f"/people/{people.carys.id}/ask" not in page


def test_an_unlisted_person_is_found_by_nobody_at_once(
    client: Client, people: People, question: Thread
) -> None:
    people.carys.is_listed = False
    db.session.merge(people.carys)
    db.session.commit()
    for person in (people.bilal, people.erin, people.carys):
        page = client.as_user(person).get(f"{FIND}?q=loans").text
        assert "carys" not in names(page, people), person.name
        assert (
            people.carys.name
            not in client.get("/people/knowing?q=loans").text.partition("<main")[2]
        )


def test_visitors_are_asked_to_sign_in(client: Client, people: People, question: Thread) -> None:
    for path in (f"{FIND}?q=loans", "/people/knowing?q=loans"):
        assert "/sign-in" in client.get(path).headers["Location"]


@pytest.mark.parametrize(
    ("facet", "key"),
    [("knows", "koha"), ("role", "system_manager"), ("language", "cy"), ("mentor", "yes")],
)
def test_people_are_narrowed_by_what_they_show(
    client: Client, people: People, question: Thread, facet: str, key: str
) -> None:
    system = System(slug="koha", name="Koha")
    db.session.add(system)
    db.session.flush()
    with_profile(
        people.dev,
        SystemKnown(person_id=people.dev.id, system_id=system.id, level=3),
        RoleHeld(person_id=people.dev.id, role="system_manager"),
        PersonLanguage(person_id=people.dev.id, language="cy"),
        is_mentor=True,
    )
    address = f"{FIND}?q=loans&{facet}={key}"
    assert names(client.as_user(people.bilal).get(address).text, people) == ["dev"]
    assert f"{facet}={key}" in client.get(f"{FIND}?q=loans").text
    field = {"knows": "systems", "role": "roles", "language": "languages", "mentor": "mentoring"}
    db.session.add(ProfileField(person_id=people.dev.id, field=field[facet], audience="me"))
    db.session.commit()
    assert names(client.get(address).text, people) == []
    # Nor does the facet count them.
    assert f"{facet}={key}" not in client.get(f"{FIND}?q=loans").text


def test_a_backup_person_who_is_not_shown_is_not_named(
    client: Client, people: People, question: Thread
) -> None:
    hidden = ProfileField(person_id=people.carys.id, field="backup", audience="me")
    with_profile(people.carys, hidden, backup_id=people.erin.id)
    page = client.as_user(people.bilal).get(f"{FIND}?q=loans").text
    assert people.erin.name not in page.partition("<main")[2]


def test_a_part_of_the_page_is_in_the_page(
    client: Client, people: People, question: Thread
) -> None:
    client.as_user(people.bilal)
    part = client.fragment(f"{FIND}?q=loans").text
    assert people.carys.name in part
    assert part.strip() in client.get(f"{FIND}?q=loans").text


def test_nobody_found_leads_to_asking_and_to_the_moderators(
    client: Client, people: People, question: Thread
) -> None:
    page = client.as_user(people.dev).get(f"{FIND}?q=Interlibrary+photographs").text
    assert "Nobody was found" in page
    assert "/threads/new?title=Interlibrary+photographs" in page
    # Asking again makes the need no greater.
    client.get(f"{FIND}?q=interlibrary++photographs")
    client.as_user(people.carys).get(f"{FIND}?q=interlibrary+photographs")
    (need,) = db.session.scalars(select(UnmetNeed)).all()
    assert (need.words, need.count) == ("interlibrary photographs", 2)
    db.session.commit()
    assert client.get("/moderation/needs").status_code == 403
    client.as_user(people.bilal)
    assert "interlibrary photographs" in client.get("/moderation/needs").text
    data = {"outcome": "Carys will learn it."}
    assert client.post(f"/moderation/needs/{need.id}/settle", data=data).status_code == 303
    assert (
        "interlibrary photographs" not in client.get("/moderation/needs").text.partition("<main")[2]
    )
    assert "Carys will learn it." in client.get("/moderation/needs?show=settled").text
    client.as_user(people.erin).get(f"{FIND}?q=interlibrary+photographs")
    assert "interlibrary photographs" in client.as_user(people.bilal).get("/moderation/needs").text


@pytest.mark.parametrize("words", ["9434765919", "dev@trust.example", "?!"])
def test_words_about_a_person_are_no_need(
    client: Client, people: People, question: Thread, words: str
) -> None:
    client.as_user(people.dev).get(FIND, query_string={"q": words})
    assert db.session.scalars(select(UnmetNeed)).all() == []


def test_filters_alone_make_no_need(client: Client, people: People, question: Thread) -> None:
    client.as_user(people.dev)
    client.get(f"{FIND}?q=loans&role=chair")
    client.get(f"{FIND}?role=chair")
    assert db.session.scalars(select(UnmetNeed)).all() == []


def test_needs_are_let_go_after_a_year(client: Client, people: People) -> None:
    actions.note(db.session(), "photographs")
    db.session.commit()
    jobs.forget(Message())
    assert len(db.session.scalars(select(UnmetNeed)).all()) == 1
    db.session.scalars(select(UnmetNeed)).one().last_at = people.amina.created_at.replace(year=2020)
    db.session.commit()
    jobs.forget(Message())
    assert db.session.scalars(select(UnmetNeed)).all() == []


def test_an_empty_outcome_is_said_at_its_field(client: Client, people: People) -> None:
    actions.note(db.session(), "photographs")
    db.session.commit()
    need = db.session.scalars(select(UnmetNeed)).one().id
    client.as_user(people.bilal)
    assert client.post(f"/moderation/needs/{need}/settle", data={}).status_code == 422
    assert client.get("/moderation/needs/999/settle").status_code == 404


def test_too_many_searches_wait(client: Client, people: People, question: Thread) -> None:
    client.application.config["SEARCHES_PER_MINUTE"] = 1
    client.as_user(people.dev).get(f"{FIND}?q=loans")
    response = client.get(f"{FIND}?q=loans")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


def test_the_finder_costs_the_same_for_few_and_many(
    client: Client,
    people: People,
    community: Community,
    question: Thread,
    count_statements: Counter,
) -> None:
    numbers = []
    for _ in range(2):
        client.as_user(people.bilal).get(f"{FIND}?q=loans")
        with count_statements() as statements:
            client.get(f"{FIND}?q=loans")
        numbers.append(len(statements))
        for person in (people.amina, people.erin, people.dev):
            for _ in range(5):
                make_reply(person, db.session.get_one(Thread, question.id), "More about loans.")
        reindex()
    assert numbers[0] == numbers[1] <= 25


def test_a_link_for_a_topic_that_is_not_there_finds_nothing_and_keeps_nothing(
    client: Client, people: People
) -> None:
    page = client.as_user(people.dev).get(f"{FIND}?topic=no-such-topic&system=nor-this")
    assert page.status_code == 200
    assert db.session.scalars(select(UnmetNeed)).all() == []


def test_while_the_index_is_rebuilt_nobody_is_said_to_be_missing(
    client: Client, people: People
) -> None:
    # Nothing has been indexed yet.
    page = client.as_user(people.dev).get(f"{FIND}?q=loans").text
    assert "People may be missing" in page
    assert "Nobody was found" not in page
    assert db.session.scalars(select(UnmetNeed)).all() == []
