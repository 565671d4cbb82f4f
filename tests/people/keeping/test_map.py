"""The map of what is known in how few heads."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people.models import (
    Capture,
    Expertise,
    Leaving,
    OrganisationManager,
    Profile,
    ProfileField,
    System,
    SystemKnown,
)
from portal.people.queries import risk
from portal.people.queries.holding import Scope
from portal.people.queries.risk import Known
from portal.permissions import Role
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_community, make_thread, make_topic
from tests.people import People

EVERYONE = Scope()


def known(people: People, ref: str, reader: object = None) -> Known:
    rows = risk.known(reader or people.bilal, EVERYONE)
    return next(row for row in rows if row.ref == ref)


def test_it_counts_those_who_know_it_well_and_are_still_there(
    people: People, topic: Topic, system: System
) -> None:
    assert known(people, f"topic:{topic.id}").people == 2
    row = known(people, f"system:{system.id}")
    assert (row.people, row.state, row.risk) == (1, "one", 2)
    named = row.holders
    assert [person.name for person in named] == ["Amina Yusuf"]


def test_who_was_not_there_for_a_year_does_not_count_until_they_do_something(
    people: People, topic: Topic
) -> None:
    profile = db.session.get_one(Profile, people.carys.id)
    profile.updated_at = now() - timedelta(days=400)
    db.session.commit()
    ref = f"topic:{topic.id}"
    assert known(people, ref).people == 1
    community = make_community(people.erin, members=[people.carys, people.amina])
    make_thread(people.amina, community, replies=[(people.carys, "For a day.")])
    assert known(people, ref).people == 2
    db.session.add(ProfileField(person_id=people.carys.id, field="evidence", audience="me"))
    db.session.commit()
    assert known(people, ref).people == 1


def test_what_is_written_where_the_reader_may_not_read_does_not_show_that_somebody_is_there(
    people: People, topic: Topic
) -> None:
    db.session.get_one(Profile, people.carys.id).updated_at = now() - timedelta(days=400)
    closed = make_community(people.carys, "Closed", privacy="private", members=[people.amina])
    make_thread(people.amina, closed, replies=[(people.carys, "For a day.")])
    assert known(people, f"topic:{topic.id}").people == 1


@pytest.mark.parametrize("field", ["offers", "unlisted", "disabled", "gone"])
def test_nobody_is_counted_by_what_they_do_not_show(
    people: People, topic: Topic, field: str
) -> None:
    if field == "offers":
        db.session.add(ProfileField(person_id=people.amina.id, field=field, audience="me"))
    elif field == "unlisted":
        db.session.merge(people.amina).is_listed = False
    elif field == "disabled":
        db.session.merge(people.amina).disabled_at = now()
    else:
        yesterday = now().date() - timedelta(days=2)
        db.session.add(Leaving(person_id=people.amina.id, leaves_on=yesterday))
    db.session.commit()
    assert known(people, f"topic:{topic.id}").people == 1


def test_who_leaves_raises_the_risk(people: People, topic: Topic, leaving: Leaving) -> None:
    row = known(people, f"topic:{topic.id}")
    assert (row.people, row.leaving, row.risk) == (2, 1, 2)


@pytest.mark.parametrize(
    ("people_", "leaving", "importance", "expected"),
    [(0, 0, 3, 9), (1, 0, 3, 6), (2, 0, 2, 2), (3, 0, 3, 0), (3, 3, 1, 3), (9, 1, 3, 0)],
)
def test_the_risk_is_the_importance_times_what_is_missing(
    people_: int, leaving: int, importance: int, expected: int
) -> None:
    days = [date(2100, 3, 1)] * leaving + [None] * (people_ - leaving)
    rows = [SimpleNamespace(leaves_on=day) for day in days]
    assert Known("topic:1", "", "", importance, rows).risk == expected


def test_moderators_see_all_of_it(client: Client, people: People, system: System) -> None:
    page = client.as_user(people.bilal).get("/knowledge").text
    assert "Shelfwise" in page
    assert re.search(r"tag--orange\">\s*One person", page)
    assert f'href="/people/{people.amina.id}"' in page
    assert "/knowledge/systems/shelfwise/captures/new?kind=interview" in page
    page = client.get("/knowledge?holders=one&importance=1").text
    assert "Shelfwise" in page
    assert "/knowledge/topics/library-management-systems" not in page
    assert "Shelfwise" not in client.get("/knowledge?importance=3").text
    assert client.get("/knowledge?page=9").status_code == 404


def test_managers_see_their_organisation(
    client: Client, people: People, system: System, managed: Organisation
) -> None:
    client.as_user(people.dev)
    for path in ("/knowledge", f"/knowledge?organisation={managed.ods_code}"):
        page = client.get(path).text
        assert "Amina Yusuf" in page
        assert "Carys Evans" not in page
    assert client.get("/knowledge?organisation=ZZ02").status_code == 403
    assert client.get("/knowledge?organisation=ZZ99").status_code == 404
    assert "Carys Evans" in client.as_user(people.bilal).get("/knowledge?organisation=ZZ02").text
    page = client.get("/knowledge?region=Y60").text
    assert "Amina Yusuf" in page
    assert "Carys Evans" not in page


def test_moderators_who_manage_as_well_choose_any_organisation(
    client: Client, people: People, topic: Topic, managed: Organisation
) -> None:
    db.session.add(OrganisationManager(organisation_id=managed.id, person_id=people.bilal.id))
    db.session.commit()
    assert '<input class="nhsuk-input" id="organisation"' in (
        client.as_user(people.bilal).get("/knowledge").text
    )
    page = client.as_user(people.dev).get("/knowledge").text
    assert '<select class="nhsuk-select" id="organisation"' in page


def test_nobody_else_sees_it(client: Client, people: People, topic: Topic) -> None:
    paths = ["/knowledge", f"/knowledge/topics/{topic.slug}"]
    paths.append(f"/knowledge/topics/{topic.slug}/importance")
    paths.append(f"/knowledge/topics/{topic.slug}/captures/new")
    for path in paths:
        assert client.as_user(people.amina).get(path).status_code == 403
        response = client.as_user(None).get(path)
        assert response.status_code == 302
        assert "/sign-in" in response.location
    client.as_user(people.bilal)
    assert client.put("/knowledge").status_code == 405
    assert client.get("/knowledge/topics/nothing").status_code == 404
    assert client.get("/knowledge/systems/nothing").status_code == 404


def test_the_page_of_a_topic_leads_to_people_and_to_what_can_be_done(
    client: Client, people: People, topic: Topic, leaving: Leaving
) -> None:
    page = client.as_user(people.bilal).get(f"/knowledge/topics/{topic.slug}").text
    assert "<strong>2</strong> people who know it well" in page
    assert f'href="/people/{people.carys.id}"' in page
    assert f"captures/new?kind=shadowing&amp;holder={people.amina.id}" in page
    assert f"/people/{people.amina.id}/handover" in page
    assert f"/people/{people.carys.id}/leaving" in page
    alone = f"/knowledge/topics/{topic.slug}?organisation=ZZ02"
    assert "Single point of knowledge" in client.get(alone).text


def test_what_is_planned_stands_on_every_page_of_the_people(
    client: Client, people: People, topic: Topic
) -> None:
    ref = f"topic:{topic.id}"
    db.session.add(Capture(ref=ref, kind="shadowing", due_on=date(2100, 3, 1)))
    for number in range(20):
        other = User(name=f"Person {number}", email=f"{number}@portal.example", role=Role.MEMBER)
        db.session.add(other)
        db.session.flush()
        db.session.add(Profile(person_id=other.id))
        db.session.add(Expertise(person_id=other.id, topic_id=topic.id, kind="offers", level=3))
    db.session.commit()
    client.as_user(people.bilal)
    for number in (1, 2):
        page = client.get(f"/knowledge/topics/{topic.slug}?page={number}")
        assert page.status_code == 200
        assert "due on 1 March 2100" in re.sub(r"<[^>]+>", "", page.text)


def test_what_nobody_knows_is_found_by_name_and_rated(
    client: Client, people: People, topic: Topic
) -> None:
    other = make_topic("Dark archives")
    db.session.commit()
    client.as_user(people.bilal)
    assert "Dark archives" not in client.get("/knowledge").text
    assert "Dark archives" in client.get("/knowledge?q=dark").text
    path = f"/knowledge/topics/{other.slug}/importance"
    assert client.post(path, data={"importance": "9"}).status_code == 422
    for _ in range(2):
        data = {"importance": "3", "draft_key": "one"}
        assert client.post(path, data=data).status_code == 303
    rows = risk.known(people.bilal, EVERYONE)
    assert (rows[0].name, rows[0].risk) == ("Dark archives", 9)


def test_the_fragment_is_a_part_of_the_page(client: Client, people: People, topic: Topic) -> None:
    client.as_user(people.bilal)
    for path in ("/knowledge", f"/knowledge/topics/{topic.slug}"):
        assert client.fragment(path).text.strip() in client.get(path).text


def test_the_number_of_statements_does_not_grow(
    client: Client,
    people: People,
    topic: Topic,
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    client.as_user(people.bilal)
    client.get("/knowledge")
    with count_statements() as before:
        client.get("/knowledge")
    for number in range(12):
        other = make_topic(f"Topic {number}")
        made = System(slug=f"system-{number}", name=f"System {number}")
        db.session.add(made)
        db.session.flush()
        for person in (people.amina, people.carys):
            db.session.add(SystemKnown(person_id=person.id, system_id=made.id, level=3))
            db.session.add(
                Expertise(person_id=person.id, topic_id=other.id, kind="offers", level=3)
            )
        db.session.add(Capture(ref=f"topic:{other.id}", kind="interview", due_on=now().date()))
    db.session.commit()
    with count_statements() as after:
        client.get("/knowledge")
    assert len(after) == len(before) <= 12
