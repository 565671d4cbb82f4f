"""Somebody leaves: the day, the checklist, and passing on what they look after."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.forum import marks
from portal.forum.actions.following import follow_topic
from portal.forum.models import CommunityReader, ThreadReader, TopicReader
from portal.innovations import queries as innovations
from portal.innovations.keeping.confirming import write_beside
from portal.innovations.models import Innovation
from portal.notifications.models import Notification
from portal.organisations.models import Organisation
from portal.outbox import drain
from portal.people.models import HandoverItem, Leaving, RoleHeld, System
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People


def paths(people: People) -> tuple[str, str]:
    """Where Amina's leaving is said, and her hand-over."""
    start = f"/people/{people.amina.id}"
    return f"{start}/leaving", f"{start}/handover"


def kinds(person_id: int) -> list[str]:
    query = select(Notification.kind).where(
        Notification.person_id == person_id, Notification.about == "leaving"
    )
    return sorted(db.session.scalars(query))


@pytest.mark.parametrize("who", ["amina", "bilal", "dev"])
def test_the_day_is_announced_and_both_are_told(
    client: Client, people: People, managed: Organisation, who: str
) -> None:
    announce, handover = paths(people)
    actor = getattr(people, who)
    client.as_user(actor)
    for _ in range(2):
        data = {"leaves_on": "1 March 2100", "successor": people.carys.id, "draft_key": "one"}
        response = client.post(announce, data=data)
        assert response.status_code == 303
        assert response.location == handover
    page = client.get(handover).text
    assert "1 March 2100" in page
    assert "Carys Evans" in page
    drain()
    assert kinds(people.carys.id) == ["follows"]
    assert kinds(people.amina.id) == ([] if who == "amina" else ["leaving"])
    unread = "/notifications?unread=1"
    assert "Amina Yusuf" in client.as_user(people.carys).get(unread).text
    assert client.get(handover).status_code == 200
    assert "Amina Yusuf" not in client.get(unread).text
    amina = f'<a href="/people/{people.amina.id}">Amina Yusuf</a>'
    own, others = f"{amina} leaves, and named you", f"{amina}, who leaves"
    assert (own if who == "amina" else others) in client.get("/notifications").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"leaves_on": ""}, "Enter the last day"),
        ({"leaves_on": "1 March 2020"}, "Enter today or a later day"),
        ({"successor": "self"}, "nobody can take over from themself"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, people: People, wrong: dict[str, Any], words: str
) -> None:
    wrong = {key: people.amina.id if value == "self" else value for key, value in wrong.items()}
    client.as_user(people.amina)
    response = client.post(paths(people)[0], data={"leaves_on": "1 March 2100", **wrong})
    assert response.status_code == 422
    assert words in response.text


def test_nobody_else_sees_or_says_it(client: Client, people: People, leaving: Leaving) -> None:
    announce, handover = paths(people)
    item = f"{handover}/items/prompt/decisions"
    client.as_user(people.dev)
    for address in (announce, handover, item, f"{handover}/pass-on"):
        assert client.get(address).status_code == 403
        assert client.as_user(None).get(address).status_code == 302
        client.as_user(people.dev)
    assert client.post(f"{announce}/withdraw").status_code == 403
    client.as_user(people.carys)
    assert client.get(handover).status_code == 200
    for address in (announce, item, f"{handover}/pass-on"):
        assert client.get(address).status_code == 403
    client.as_user(people.bilal)
    assert client.get(f"/people/{people.carys.id}/handover").status_code == 404
    assert client.get("/people/99/leaving").status_code == 404
    assert client.get(f"{handover}/items/prompt/nothing").status_code == 404
    assert client.get(f"{handover}/items/innovation/99").status_code == 404
    assert client.put(handover).status_code == 405
    db.session.merge(people.amina).is_listed = False
    db.session.commit()
    assert client.get(handover).status_code == 404
    assert client.as_user(people.amina).get(handover).status_code == 200


def test_who_stays_after_all_is_forgotten(client: Client, people: People, leaving: Leaving) -> None:
    announce, handover = paths(people)
    client.as_user(people.amina)
    assert f"{announce}/withdraw" in client.get(announce).text
    for _ in range(2):
        assert client.post(f"{announce}/withdraw").status_code == 303
    assert client.get(handover).status_code == 404
    assert db.session.scalars(select(Leaving)).all() == []


def test_the_checklist_holds_what_only_they_know_own_and_hold(
    client: Client, people: People, system: System, leaving: Leaving
) -> None:
    record = make_innovation(people.amina, title="A record of hers")
    draft = make_innovation(people.amina, "draft", title="A draft of hers")
    community = make_community(people.amina, "Systems", members=[people.carys])
    closed = make_community(people.amina, "Closed", privacy="private")
    thread = make_thread(people.amina, community, "How do we move?")
    make_thread(people.amina, closed, "A secret question")
    db.session.add(RoleHeld(person_id=people.amina.id, role="trainer", details="For Koha"))
    db.session.commit()
    handover = paths(people)[1]
    for person in (people.amina, people.bilal):
        client.as_user(person)
        # Carys knows the topic too, but elsewhere.
        known = client.get(handover).text
        assert "Shelfwise" in known
        assert "Library management systems" in known
        records = client.get(f"{handover}?part=records").text
        assert f"items/innovation/{record.id}" in records
        assert draft.title not in records
        roles = client.get(f"{handover}?part=roles").text
        assert "Trainer" in roles
        assert "Manager of Systems" in roles
        assert ("Manager of Closed" in roles) == (person is people.amina)
        threads = client.get(f"{handover}?part=threads").text
        assert (thread.title in threads) == (person is people.amina)
        assert ("A secret question" in threads) == (person is people.amina)
        assert ("follows 1 thread that you" in threads) == (person is people.bilal)
        part = client.fragment(f"{handover}?part=write-up").text.strip()
        assert part in client.get(f"{handover}?part=write-up").text
        assert "What comes round every year?" in part


def test_a_line_is_ticked_with_a_note_and_no_text_is_lost(
    client: Client, people: People, leaving: Leaving
) -> None:
    handover = paths(people)[1]
    item = f"{handover}/items/prompt/decisions"
    client.as_user(people.amina)
    assert "what else was on the table" in client.get(item).text
    data = {"note": "We kept the old codes.", "seen": "", "draft_key": "one"}
    for _ in range(2):
        assert client.post(item, data=data).status_code == 303
    page = client.get(f"{handover}?part=write-up").text
    assert "We kept the old codes." in page
    assert "Begun" in page
    other = {"note": "Ask the supplier.", "is_done": "y", "seen": ""}
    response = client.as_user(people.bilal).post(item, data=other)
    assert response.status_code == 409
    assert "We kept the old codes." in response.text
    assert "Ask the supplier." in response.text
    line = db.session.scalars(select(HandoverItem)).one()
    assert client.post(item, data={**other, "seen": line.changed_at.isoformat()}).status_code == 303
    assert "1 of 8 dealt with" in client.get(handover).text
    response = client.post(item, data={"note": "x" * 1001})
    assert response.status_code == 422


def test_one_action_passes_ownership_and_follows(
    client: Client, people: People, leaving: Leaving, topic: Topic
) -> None:
    record = make_innovation(people.amina, title="A record of hers")
    backed = make_innovation(people.dev, title="A record of Dev")
    write_beside(backed, backup_owner_id=people.amina.id)
    draft = make_innovation(people.amina, "draft", title="A draft of hers")
    shared = make_community(people.erin, "Systems", members=[people.amina])
    closed = make_community(people.amina, "Closed", privacy="private")
    thread = make_thread(people.amina, shared)
    secret = make_thread(people.amina, closed, "A secret question")
    muted = make_thread(people.amina, shared, "Another question")
    marks.choose(db.session(), people.carys.id, muted.id, "muted")
    marks.follow_community(db.session(), people.amina.id, shared.id, "following")
    marks.follow_community(db.session(), people.amina.id, closed.id, "following")
    follow_topic(people.amina, topic.id, "following")
    db.session.commit()
    handover = paths(people)[1]
    client.as_user(people.amina)
    page = client.get(f"{handover}/pass-on").text
    assert "the owner of 1 record" in page
    assert client.post(f"{handover}/pass-on").status_code == 303
    carys, amina = people.carys.id, people.amina.id
    found = innovations.get(record.id, people.carys)
    assert found is not None
    assert found.owner_ids == {carys}
    rows = {row.user_id: (row.role, row.is_shown) for row in found.people}
    assert rows == {carys: ("owner", False), amina: ("contributor", True)}
    assert db.session.get_one(Innovation, draft.id).owner_ids == {amina}
    assert db.session.get_one(Innovation, backed.id).backup_owner_id == carys
    levels = dict(
        db.session.execute(
            select(ThreadReader.thread_id, ThreadReader.level).where(
                ThreadReader.person_id == carys
            )
        ).all()
    )
    assert levels[thread.id] == "following"
    assert levels[muted.id] == "muted"
    assert secret.id not in levels
    query = select(CommunityReader.community_id).where(CommunityReader.person_id == carys)
    assert db.session.scalars(query).all() == [shared.id]
    assert db.session.get(TopicReader, (carys, topic.id)) is not None
    drain()
    assert kinds(carys) == ["handed_over"]
    assert kinds(amina) == ["passed_on"]
    assert (
        "looked after was passed to you" in client.as_user(people.carys).get("/notifications").text
    )


def test_passing_on_is_safe_to_repeat(client: Client, people: People, leaving: Leaving) -> None:
    record = make_innovation(people.amina)
    handover = paths(people)[1]
    client.as_user(people.bilal)
    for _ in range(2):
        assert client.post(f"{handover}/pass-on").status_code == 303
        drain()
    assert "There is nothing left to pass on." in client.get(handover).text
    assert kinds(people.carys.id) == ["handed_over"]
    told = select(Notification.times).where(Notification.person_id == people.carys.id)
    assert db.session.scalars(told.where(Notification.about == "leaving")).all() == [1]
    found = db.session.get_one(Innovation, record.id)
    versions = found.versions_kept
    assert client.post(f"{handover}/pass-on").status_code == 303
    assert db.session.get_one(Innovation, record.id).versions_kept == versions


def test_a_manager_passes_on_only_what_they_may_see(
    client: Client, people: People, leaving: Leaving, managed: Organisation
) -> None:
    record = make_innovation(people.amina, "submitted")
    assert client.as_user(people.dev).post(f"{paths(people)[1]}/pass-on").status_code == 303
    assert db.session.get_one(Innovation, record.id).owner_ids == {people.amina.id}


def test_a_moderator_who_decides_on_a_record_does_not_become_its_owner(
    client: Client, people: People, leaving: Leaving
) -> None:
    db.session.merge(leaving).successor_id = people.bilal.id
    db.session.commit()
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal)
    assert client.as_user(people.amina).post(f"{paths(people)[1]}/pass-on").status_code == 303
    assert db.session.get_one(Innovation, record.id).owner_ids == {people.amina.id}


@pytest.mark.parametrize("gone", [True, False])
def test_without_somebody_who_follows_nothing_is_passed_on(
    client: Client, people: People, leaving: Leaving, gone: bool
) -> None:
    if gone:
        db.session.merge(people.carys).is_listed = False
    else:
        db.session.merge(leaving).successor_id = None
    db.session.commit()
    client.as_user(people.amina)
    response = client.post(f"{paths(people)[1]}/pass-on")
    assert response.status_code == 409
    assert "Carys" not in response.text
    assert "Carys" not in client.get(paths(people)[1]).text
