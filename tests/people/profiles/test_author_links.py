"""Names of people lead to their profiles, where there is one for the reader."""

from flask import Flask

from portal.accounts.models import User
from portal.extensions import db
from portal.search import indexing
from tests.client import Client
from tests.factories import make_community, make_innovation, make_reply, make_thread
from tests.forum.notices.telling import begun, work
from tests.people import People
from tests.search.conftest import work as index


def test_names_in_the_forum_lead_to_listed_people(
    app: Flask, client: Client, people: People
) -> None:
    community = make_community(people.bilal, allows_anonymous=True)
    thread = make_thread(people.amina, community, "Loans")
    make_reply(people.carys, thread)
    db.session.commit()
    amina, carys = f'href="/people/{people.amina.id}"', f'href="/people/{people.carys.id}"'
    page = client.as_user(people.dev).get(f"/threads/{thread.id}").text
    assert page.count(amina) == 2
    assert page.count(carys) == 1
    assert amina in client.get("/threads").text
    assert "/people/" not in client.as_user(None).get(f"/threads/{thread.id}").text
    people.amina.is_listed = False
    db.session.add(people.amina)
    db.session.commit()
    page = client.as_user(people.dev).get(f"/threads/{thread.id}").text
    assert amina not in page
    assert "Amina Yusuf" in page
    assert amina not in client.get("/threads").text


def test_an_anonymous_post_leads_to_nobody_even_for_moderators(
    app: Flask, client: Client, people: People
) -> None:
    community = make_community(people.bilal, allows_anonymous=True)
    thread = make_thread(people.amina, community, is_anonymous=True)
    for reader in (people.bilal, people.amina, people.dev):
        page = client.as_user(reader).get(f"/threads/{thread.id}").text
        for text in (page, client.get("/threads").text):
            assert f'/people/{people.amina.id}"' not in text.partition("<main")[2]


def test_the_people_of_an_innovation_are_linked(app: Flask, client: Client, people: People) -> None:
    record = make_innovation(people.amina, status="published")
    db.session.commit()
    address = f'href="/people/{people.amina.id}"'
    assert address in client.as_user(people.carys).get(record.path).text
    assert "/people/" not in client.as_user(None).get(record.path).text
    people.amina.is_listed = False
    db.session.add(people.amina)
    db.session.commit()
    assert address not in client.as_user(people.carys).get(record.path).text


def test_names_in_notices_lead_to_listed_people(app: Flask, client: Client, people: People) -> None:
    community = make_community(people.bilal, members=[people.amina, people.carys])
    thread = begun(people.amina, community)
    make_reply(people.carys, thread)
    work()
    address = f'<a href="/people/{people.carys.id}">Carys Evans</a>'
    assert f"Reply by {address}." in client.as_user(people.amina).get("/notifications").text
    people.carys.is_listed = False
    db.session.add(people.carys)
    db.session.commit()
    assert "Reply by Carys Evans." in client.get("/notifications").text


def test_who_is_not_listed_is_in_no_facet(app: Flask, client: Client, people: People) -> None:
    indexing.rebuild()
    ids = people.amina.id, people.carys.id, people.dev.id
    community = make_community(people.bilal)
    make_thread(people.amina, community, "Moving the loans")
    make_thread(people.carys, community, "Counting the loans")
    index()
    client.as_user(db.session.get_one(User, ids[2]))
    addresses = [f"author={key}" for key in ids[:2]]
    page = client.get("/search?q=loans").text
    assert [address in page for address in addresses] == [True, True]
    db.session.get_one(User, ids[0]).is_listed = False
    db.session.commit()
    page = client.get("/search?q=loans").text
    assert [address in page for address in addresses] == [False, True]
