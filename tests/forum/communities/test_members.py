"""The people of a community: roles, removing, and that it always keeps a manager."""

import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal import outbox
from portal.clock import now
from portal.extensions import db
from portal.forum.actions import members
from portal.forum.errors import NotPossibleError
from portal.forum.models import Community, Membership
from portal.notifications.models import Notification
from portal.outbox import drain
from portal.records import Actor
from tests.client import Client
from tests.factories import make_community
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People


def roles(community: Community) -> dict[int, str]:
    db.session.rollback()
    query = select(Membership.person_id, Membership.role)
    return {row[0]: row[1] for row in db.session.execute(query)}


def told(person_id: int) -> list[str]:
    while drain():
        pass
    query = select(Notification.kind).where(Notification.person_id == person_id)
    return list(db.session.scalars(query))


def test_the_people_are_listed_and_found(client: Client, people: People) -> None:
    community = make_community(people.amina, members=[people.dev, people.carys])
    page = client.as_user(people.dev).get(f"{community.path}/members")
    for words in ("Amina Yusuf", "Dev Patel", "Carys Evans", "Thamesby Trust", "3</strong> people"):
        assert words in page.text
    assert "Change role" not in page.text
    assert is_part_of_its_page(client, f"{community.path}/members")
    found = client.get(f"{community.path}/members?q=car").text
    assert "Carys Evans" in found
    assert "Amina Yusuf" not in found
    managers = client.get(f"{community.path}/members?role=manager").text
    assert "Amina Yusuf" in managers
    assert "Carys Evans" not in managers
    assert client.get(f"{community.path}/members?page=9").status_code == 404
    assert f'<a href="/people/{people.amina.id}">Amina Yusuf</a>' in managers


def test_who_is_not_listed_is_found_by_those_alone_who_manage_the_people(
    client: Client, people: People
) -> None:
    community = make_community(people.amina, members=[people.dev, people.carys])
    path, list_path = community.path, f"{community.path}/members"
    assert "Amina Yusuf" in client.as_user(people.dev).get(path).text
    for person in (people.amina, people.carys):
        person.is_listed = False
        db.session.merge(person)
    db.session.commit()
    client.as_user(people.dev)
    for address in (path, list_path, f"{list_path}?q=carys", f"{list_path}?role=manager"):
        text = client.get(address).text
        assert "Amina Yusuf" not in text
        assert "Carys Evans" not in text
    assert "Carys Evans" in client.as_user(people.carys).get(list_path).text
    text = client.as_user(people.amina).get(list_path).text
    assert "Carys Evans" in text
    assert f'href="/people/{people.carys.id}"' not in text


def test_a_manager_gives_roles_and_who_gets_one_is_told(client: Client, people: People) -> None:
    community = make_community(people.amina, members=[people.dev])
    path = f"{community.path}/members/{people.dev.id}"
    assert client.as_user(people.amina).get(path).status_code == 200
    for _ in range(2):
        assert client.post(path, data={"role": "moderator"}).status_code == 303
    assert roles(community)[people.dev.id] == "moderator"
    assert told(people.dev.id) == ["role"]
    assert client.post(path, data={"role": "owner"}).status_code == 422
    assert client.get(f"{community.path}/members/{people.carys.id}").status_code == 404
    assert client.get(f"{community.path}/members/2147483648").status_code == 404


def test_who_is_removed_is_told(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="private", members=[people.dev])
    path = f"{community.path}/members/{people.dev.id}/remove"
    for _ in range(2):
        assert client.as_user(people.amina).post(path).status_code == 303
    assert people.dev.id not in roles(community)
    assert told(people.dev.id) == ["removed"]


def test_the_only_manager_cannot_go(client: Client, people: People) -> None:
    community = make_community(people.amina, members=[people.dev])
    client.as_user(people.amina)
    own = f"{community.path}/members/{people.amina.id}"
    for answer in (
        client.post(f"{community.path}/leave", data={"draft_key": "a"}),
        client.post(own, data={"role": "member"}),
        client.post(f"{own}/remove"),
    ):
        assert answer.status_code == 409
        assert "always keeps a manager" in answer.text
    assert roles(community)[people.amina.id] == "manager"
    client.post(f"{community.path}/members/{people.dev.id}", data={"role": "manager"})
    assert client.post(f"{community.path}/leave", data={"draft_key": "a"}).status_code == 303
    assert roles(community) == {people.dev.id: "manager"}


def test_a_manager_who_cannot_sign_in_does_not_count(client: Client, people: People) -> None:
    community = make_community(people.amina)
    db.session.add(Membership(community_id=community.id, person_id=people.dev.id, role="manager"))
    people.dev.disabled_at = now() - timedelta(days=1)
    db.session.commit()
    answer = client.as_user(people.amina).post(f"{community.path}/leave")
    assert answer.status_code == 409


def test_two_managers_who_leave_at_the_same_moment_do_not_both(app: Flask, people: People) -> None:
    community = make_community(people.amina)
    db.session.add(Membership(community_id=community.id, person_id=people.bilal.id, role="manager"))
    db.session.commit()
    community_id = community.id
    together = threading.Barrier(2)
    left: list[bool] = []

    def leave(person: Actor) -> None:
        with app.app_context():
            together.wait()
            try:
                members.leave(db.session.get_one(Community, community_id), person)
                outbox.commit()
                left.append(True)
            except NotPossibleError:
                left.append(False)
            db.session.remove()

    threads = [threading.Thread(target=leave, args=[p]) for p in (people.amina, people.bilal)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(left) == [False, True]
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 1
