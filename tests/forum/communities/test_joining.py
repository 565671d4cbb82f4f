"""Coming into a community: joining, asking, and what those who run it answer."""

from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.clock import now
from portal.extensions import db
from portal.forum.models import Community, JoinRequest, Membership
from portal.notifications.models import Notification
from portal.outbox import drain
from tests.client import Client
from tests.factories import make_community
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People


def role(person_id: int) -> str | None:
    db.session.rollback()
    return db.session.scalar(select(Membership.role).where(Membership.person_id == person_id))


def acts() -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.ref.startswith("community:"))
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def told(person_id: int) -> list[tuple[str, str]]:
    while drain():
        pass
    query = select(Notification).where(Notification.person_id == person_id)
    return [(notice.kind, notice.words) for notice in db.session.scalars(query)]


def test_everyone_joins_an_open_community_once(client: Client, people: People) -> None:
    community = make_community(people.amina, welcome="Hello all", welcome_html="<p>Hello all</p>")
    client.as_user(people.carys)
    assert "Join" in client.get(community.path).text
    for _ in range(2):
        answer = client.post(f"{community.path}/join")
        assert (answer.status_code, answer.location) == (303, community.path)
    page = client.get(community.path).text
    assert "You are in Library systems now. Read the welcome below first." in page
    assert '<h2 id="welcome">Welcome</h2>' in page
    assert role(people.carys.id) == "member"
    assert acts() == ["community:join"]


def test_nobody_joins_what_is_closed(client: Client, people: People) -> None:
    community = make_community(people.amina, closed_at=now())
    restricted = make_community(people.amina, "Board", privacy="restricted", closed_at=now())
    client.as_user(people.carys).post(f"{community.path}/join")
    assert "nobody joins it any more" in client.get(community.path).text
    refused = client.post(f"{restricted.path}/request", data={"words": "I work on this."})
    assert refused.status_code == 409
    assert role(people.carys.id) is None


def test_who_asks_is_let_in_by_those_who_run_it(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="private")
    path = f"{community.path}/request"
    assert client.as_user(people.carys).get(path).status_code == 200
    for _ in range(2):
        sent = client.post(path, data={"words": "I run the same system."})
        assert (sent.status_code, sent.location) == (303, community.path)
    assert "I run the same system." in client.get(path).text
    assert told(people.amina.id) == [("requested", "")]
    assert "1 request to join waits" in client.as_user(people.amina).get(community.path).text
    page = client.get(f"{community.path}/requests")
    assert "I run the same system." in page.text
    assert is_part_of_its_page(client, f"{community.path}/requests")
    request_id = db.session.scalars(select(JoinRequest.id)).one()
    for _ in range(2):
        assert client.post(f"{community.path}/requests/{request_id}/admit").status_code == 303
    assert role(people.carys.id) == "member"
    assert told(people.carys.id) == [("admitted", "")]
    assert acts() == ["community:request", "community:admit"]


def test_who_is_declined_reads_why_and_may_ask_again(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="restricted")
    path = f"{community.path}/request"
    client.as_user(people.carys).post(path, data={})
    request_id = db.session.scalars(select(JoinRequest.id)).one()
    decline = f"{community.path}/requests/{request_id}/decline"
    assert client.as_user(people.bilal).get(decline).status_code == 200
    refused = client.post(decline, data={"reason": ""})
    assert (refused.status_code, "Say why you decline" in refused.text) == (422, True)
    assert client.post(decline, data={"reason": "It is for the East."}).status_code == 303
    assert client.get(decline).status_code == 303
    assert client.post(f"{community.path}/requests/{request_id}/admit").status_code == 303
    assert role(people.carys.id) is None
    assert told(people.carys.id) == [("declined", "It is for the East.")]
    client.as_user(people.carys).post(path, data={"words": "Again."})
    assert db.session.query(JoinRequest).count() == 2


def test_a_request_is_withdrawn_and_one_of_elsewhere_is_not_found(
    client: Client, people: People
) -> None:
    community = make_community(people.amina, privacy="private")
    other = make_community(people.amina, "Other")
    client.as_user(people.carys).post(f"{community.path}/request", data={})
    request_id = db.session.scalars(select(JoinRequest.id)).one()
    assert (
        client.as_user(people.amina).post(f"{other.path}/requests/{request_id}/admit").status_code
        == 404
    )
    client.as_user(people.carys)
    for _ in range(2):
        assert client.post(f"{community.path}/request/withdraw").status_code == 303
    answers = db.session.scalars(select(JoinRequest.answer)).all()
    assert answers == ["withdrawn"]


def test_an_open_request_is_answered_by_joining(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="restricted")
    client.as_user(people.carys).post(f"{community.path}/request", data={})
    db.session.get_one(Community, community.id).privacy = "open"
    db.session.commit()
    client.post(f"{community.path}/join")
    assert db.session.scalars(select(JoinRequest.answer)).all() == ["accepted"]


def test_members_leave_and_a_second_click_leads_to_the_same(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="confidential", members=[people.dev])
    path = f"{community.path}/leave"
    assert "cannot read it any more" in client.as_user(people.dev).get(path).text
    for _ in range(2):
        answer = client.post(path, data={"draft_key": "leave-it"})
        assert (answer.status_code, answer.location) == (303, "/communities")
    assert role(people.dev.id) is None
    assert client.get(community.path).status_code == 404
    assert acts() == ["community:leave"]
