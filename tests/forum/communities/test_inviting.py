"""Inviting people by their emails, one or many, and what they answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal import clock
from portal.clock import now
from portal.extensions import db
from portal.forum.actions import joining
from portal.forum.errors import NotPossibleError
from portal.forum.models import Invitation, Membership
from portal.notifications.models import Notification
from portal.outbox import drain
from tests.client import Client
from tests.factories import make_community
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People


def invite(client: Client, path: str, emails: str, role: str = "member") -> TestResponse:
    return client.post(f"{path}/invitations", data={"emails": emails, "role": role})


def only() -> Invitation:
    db.session.rollback()
    return db.session.scalars(select(Invitation)).one()


def test_a_pasted_list_is_invited_and_the_rest_is_named(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="private", members=[people.dev])
    client.as_user(people.amina)
    pasted = "Carys Evans <Carys@portal.example>, new@trust.example;\ndev@portal.example"
    assert invite(client, community.path, pasted).status_code == 303
    page = client.get(f"{community.path}/invitations").text
    assert "2 people invited." in page
    assert "in the community already: dev@portal.example" in page
    assert "carys@portal.example" in page
    invite(client, community.path, "carys@portal.example")
    page = client.get(f"{community.path}/invitations").text
    assert "invited before and can still answer: carys@portal.example" in page
    emails = set(db.session.scalars(select(Invitation.email)))
    assert emails == {"carys@portal.example", "new@trust.example"}
    while drain():
        pass
    notices = db.session.execute(select(Notification.person_id, Notification.kind)).all()
    assert notices == [(people.carys.id, "invited")]


def test_what_is_no_email_is_named_and_the_list_is_kept(client: Client, people: People) -> None:
    community = make_community(people.amina)
    client.as_user(people.amina)
    refused = invite(client, community.path, "carys@portal.example, not-an-email")
    assert refused.status_code == 422
    assert "These are no emails: “not-an-email”" in refused.text
    assert "carys@portal.example, not-an-email" in refused.text
    assert invite(client, community.path, " ").status_code == 422
    many = ",".join(f"p{number}@trust.example" for number in range(101))
    assert "100 emails or fewer" in invite(client, community.path, many).text
    assert db.session.scalars(select(Invitation)).all() == []


def test_who_is_invited_accepts_once_with_the_role_offered(client: Client, people: People) -> None:
    community = make_community(people.amina, "Steering group", privacy="confidential")
    invite(client.as_user(people.amina), community.path, "CARYS@portal.example", "moderator")
    page = client.as_user(people.carys).get("/invitations")
    assert "Steering group" in page.text
    assert "as a moderator" in page.text
    assert is_part_of_its_page(client, "/invitations")
    assert "You have 1 invitation to answer" in client.get("/communities").text
    assert client.get(community.path).status_code == 404
    path = f"/invitations/{only().id}/accept"
    for _ in range(2):
        answer = client.post(path)
        assert (answer.status_code, answer.location) == (303, community.path)
    assert client.get(community.path).status_code == 200
    key = (community.id, people.carys.id)
    assert db.session.get_one(Membership, key).role == "moderator"


def test_an_invitation_is_for_one_person(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="private")
    invite(client.as_user(people.amina), community.path, "carys@portal.example")
    number = only().id
    for person in (people.dev, people.erin):
        client.as_user(person)
        assert community.name not in client.get("/invitations").text
        for act in ("accept", "decline"):
            assert client.post(f"/invitations/{number}/{act}").status_code == 404
    client.as_user(None)
    assert client.post(f"/invitations/{number}/accept").status_code == 401
    assert "/sign-in" in client.get("/invitations").location
    assert client.as_user(people.carys).get(f"/invitations/{number}/accept").status_code == 405


def test_declined_it_is_gone_and_can_be_made_again(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="private")
    invite(client.as_user(people.amina), community.path, "carys@portal.example")
    client.as_user(people.carys)
    number = only().id
    for _ in range(2):
        assert client.post(f"/invitations/{number}/decline").status_code == 303
    assert community.name not in client.get("/invitations").text
    assert client.post(f"/invitations/{number}/accept").location == "/invitations"
    assert "answered this invitation before" in client.get("/invitations").text
    invite(client.as_user(people.amina), community.path, "carys@portal.example")
    assert community.name in client.as_user(people.carys).get("/invitations").text


def test_after_28_days_it_does_not_hold_and_begins_anew_when_it_is_made_again(
    client: Client, people: People
) -> None:
    community = make_community(people.amina, privacy="private")
    invite(client.as_user(people.amina), community.path, "carys@portal.example")
    invitation = only()
    assert invitation.expires_at - invitation.created_at == timedelta(days=28)
    try:
        clock.start_at(now() + timedelta(days=28, minutes=1))
        client.as_user(people.carys)
        assert community.name not in client.get("/invitations").text
        client.post(f"/invitations/{invitation.id}/accept")
        assert "has expired" in client.get("/invitations").text
        assert db.session.get(Membership, (community.id, people.carys.id)) is None
        client.as_user(people.amina)
        assert "Expired" in client.get(f"{community.path}/invitations").text
        invite(client, community.path, "carys@portal.example")
        assert (
            client.as_user(people.carys).post(f"/invitations/{only().id}/accept").location
            == community.path
        )
    finally:
        clock.start_at(None)


def test_an_invitation_is_taken_back(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="private")
    other = make_community(people.amina, "Other")
    invite(client.as_user(people.amina), community.path, "carys@portal.example")
    number = only().id
    assert client.post(f"{other.path}/invitations/{number}/withdraw").status_code == 404
    for _ in range(2):
        answer = client.post(f"{community.path}/invitations/{number}/withdraw")
        assert answer.status_code == 303
    client.as_user(people.carys).post(f"/invitations/{number}/accept")
    assert "was taken back" in client.get("/invitations").text
    assert db.session.get(Membership, (community.id, people.carys.id)) is None


def test_taken_back_at_the_same_moment_it_lets_nobody_in(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="private")
    invite(client.as_user(people.amina), community.path, "dev@portal.example")
    invitation = only()
    elsewhere = update(Invitation).values(answer="withdrawn")
    db.session.execute(elsewhere.execution_options(synchronize_session=False))
    with pytest.raises(NotPossibleError, match="taken back"):
        joining.accept(invitation, people.dev)
    db.session.execute(
        update(Invitation).values(answer="accepted").execution_options(synchronize_session=False)
    )
    with pytest.raises(NotPossibleError, match="answered meanwhile"):
        joining.uninvite(community, invitation, people.amina)
    db.session.rollback()
    assert invitation.answer is None
    db.session.execute(
        update(Invitation).values(answer="accepted").execution_options(synchronize_session=False)
    )
    joining.refuse(invitation, people.dev)
    db.session.flush()
    assert invitation.answer == "accepted"
