"""Making a community, changing what it is, closing it with a report."""

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.forum.models import Community, Membership, Thread
from portal.forum.reindexing import announce_places
from portal.forum.telling import PLACE
from portal.notifications.models import Notification
from portal.outbox import Message, drain
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.people import People

NEW = {
    "name": "Koha users",
    "kind": "community_of_practice",
    "privacy": "restricted",
    "summary": "For everyone who runs Koha.",
    "welcome": "Say *hello* first.",
    "posting_template": "Which version?",
    "allows_anonymous": "y",
}


def stored(slug: str) -> Community:
    db.session.rollback()
    return db.session.scalars(select(Community).where(Community.slug == slug)).one()


def changed(community: Community, **fields: Any) -> dict[str, Any]:
    """The form of a community as it is, with something changed."""
    return NEW | {
        "name": community.name,
        "kind": community.kind,
        "privacy": community.privacy,
        "version": str(community.version),
        **fields,
    }


def test_a_librarian_makes_one_and_manages_it(client: Client, people: People) -> None:
    client.as_user(people.amina)
    assert client.get("/communities/new").status_code == 200
    for _ in range(2):
        made = client.post("/communities/new", data=NEW | {"draft_key": "new-one"})
        assert made.status_code == 303
    community = stored("koha-users")
    assert community.welcome_html == "<p>Say <em>hello</em> first.</p>\n"
    assert (community.allows_anonymous, community.terms, community.ends_on) == (True, "", None)
    assert db.session.get_one(Membership, (community.id, people.amina.id)).role == "manager"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.ref == community.ref)).one()
    assert (entry.action, entry.actor_id) == ("community:create", people.amina.id)
    assert "Say <em>hello</em> first." in client.get(community.path).text
    form = client.get(f"{community.path}/threads/new").text
    assert "Which version?" in form


def test_members_do_not_make_any(client: Client, people: People) -> None:
    for person in (people.carys, people.dev):
        assert client.as_user(person).get("/communities/new").status_code == 403
        assert client.post("/communities/new", data=NEW).status_code == 403
        assert "Start a community" not in client.get("/communities").text
    assert "/sign-in" in client.as_user(None).get("/communities/new").location


def test_a_name_is_used_once_and_an_address_too(client: Client, people: People) -> None:
    client.as_user(people.amina).post("/communities/new", data=NEW)
    again = client.post("/communities/new", data=NEW | {"name": "KOHA users"})
    assert again.status_code == 422
    assert "This name cannot be used" in again.text
    assert "For everyone who runs Koha." in again.text
    client.post("/communities/new", data=NEW | {"name": "Koha: users!"})
    client.post("/communities/new", data=NEW | {"name": "New"})
    slugs = set(db.session.scalars(select(Community.slug)))
    assert slugs == {"koha-users", "koha-users-2", "new-2"}


def test_what_is_missing_is_said_at_its_field(client: Client, people: People) -> None:
    client.as_user(people.amina)
    group = NEW | {"kind": "working_group"}
    for data, words in (
        (NEW | {"name": ""}, "Enter a name"),
        (NEW | {"kind": "club"}, "Not a valid choice"),
        (NEW | {"privacy": ""}, "Choose who can read it"),
        (NEW | {"is_public": "y"}, "Only an open community can be read by visitors"),
        (group, "Enter the terms of reference"),
        (group | {"terms": "Do it."}, "Enter the day on which the working group ends"),
        (group | {"terms": "Do it.", "ends_on": "1/1/2020"}, "Enter a day that is still to come"),
        (group | {"terms": "Do it.", "ends_on": "soon"}, "Enter a day, for example"),
    ):
        refused = client.post("/communities/new", data=data)
        assert (refused.status_code, words in refused.text) == (422, True), words


def test_a_working_group_has_terms_an_end_and_a_closing_report(
    client: Client, people: People
) -> None:
    group = NEW | {"kind": "working_group", "terms": "Do *it*.", "ends_on": "2099-03-31"}
    client.as_user(people.amina).post("/communities/new", data=group)
    community = stored("koha-users")
    db.session.add(Membership(community_id=community.id, person_id=people.dev.id))
    make_thread(people.dev, community, "What do we do?")
    page = client.get(community.path).text
    assert "Do <em>it</em>." in page
    assert "31 March 2099" in page
    assert client.post(f"{community.path}/close", data={"report": ""}).status_code == 422
    assert client.get(f"{community.path}/close").status_code == 200
    for _ in range(2):
        data = {"report": "It is *done*.", "draft_key": "close-it"}
        closed = client.post(f"{community.path}/close", data=data)
        assert (closed.status_code, closed.location) == (303, community.path)
    page = client.as_user(people.dev).get(community.path).text
    assert "It is <em>done</em>." in page
    assert "Start a thread" not in page
    thread = db.session.scalars(select(Thread)).one()
    assert client.get(thread.path).status_code == 200
    assert client.post(f"{thread.path}/reply", data={"text": "Once more"}).status_code == 403
    while drain():
        pass
    told = db.session.execute(select(Notification.person_id, Notification.kind)).all()
    assert (people.dev.id, "closed") in told
    again = client.as_user(people.amina).post(f"{community.path}/close", data={"report": "x"})
    assert again.status_code == 409
    for _ in range(2):
        assert client.post(f"{community.path}/reopen").status_code == 303
    assert stored("koha-users").closed_at is None
    assert "It is *done*." in client.get(f"{community.path}/close").text


def test_an_ended_working_group_asks_its_managers_for_the_report(
    client: Client, people: People
) -> None:
    community = make_community(people.amina, members=[people.dev], ends_on=date(2026, 1, 31))
    words = "was to end on"
    assert words in client.as_user(people.amina).get(community.path).text
    assert words not in client.as_user(people.dev).get(community.path).text


def test_two_who_change_it_see_the_texts_of_each_other(client: Client, people: People) -> None:
    community = make_community(people.amina, summary="Old words.")
    mine = changed(community, summary="My words.")
    theirs = changed(community, summary="Their words.")
    client.as_user(people.amina)
    assert client.post(f"{community.path}/edit", data=theirs).status_code == 303
    clash = client.post(f"{community.path}/edit", data=mine)
    assert clash.status_code == 409
    assert "My words." in clash.text
    assert "Their words." in clash.text
    again = mine | {"version": str(stored(community.slug).version)}
    assert client.post(f"{community.path}/edit", data=again).status_code == 303
    assert stored(community.slug).summary == "My words."


def test_what_was_written_for_few_is_opened_only_when_they_agree(
    client: Client, people: People
) -> None:
    community = make_community(people.amina, privacy="private")
    client.as_user(people.amina)
    data = changed(community, privacy="open")
    refused = client.post(f"{community.path}/edit", data=data)
    assert refused.status_code == 422
    assert "Ask the members before you open" in refused.text
    assert stored(community.slug).privacy == "private"
    assert client.post(f"{community.path}/edit", data=data | {"agreed": "y"}).status_code == 303
    assert stored(community.slug).privacy == "open"
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "community:edit")
    ).one()
    assert entry.details["privacy"] == ["private", "open"]
    closing = changed(stored(community.slug), privacy="confidential")
    assert client.post(f"{community.path}/edit", data=closing).status_code == 303


def test_another_name_means_another_index(client: Client, people: People) -> None:
    community = make_community(people.amina)
    thread = make_thread(people.amina, community)
    post = make_reply(people.carys, thread)
    refs = {thread.ref, post.ref}
    while drain():
        pass
    community = stored("library-systems")
    client.as_user(people.amina)
    # Who may find it is asked with each search.
    client.post(f"{community.path}/edit", data=changed(community, privacy="private"))
    assert not db.session.scalars(select(Message).where(Message.topic == PLACE)).all()
    data = changed(stored("library-systems"), name="Systems of libraries")
    client.post(f"{community.path}/edit", data=data)
    message = db.session.scalars(select(Message).where(Message.topic == PLACE)).one()
    announce_places([message])
    waiting = db.session.scalars(select(Message.subject).where(Message.topic == "search.sync"))
    assert set(waiting) == refs
    db.session.rollback()


def test_a_large_community_is_indexed_in_parts(
    client: Client, people: People, monkeypatch: Any
) -> None:
    community = make_community(people.amina)
    threads = [make_thread(people.amina, community, f"Thread number {n}") for n in range(3)]
    posts = [make_reply(people.carys, thread) for thread in threads]
    refs = sorted([*(thread.ref for thread in threads), *(post.ref for post in posts)])
    messages = [Message(topic=PLACE, subject=community.ref, payload={})]
    while drain():
        pass
    monkeypatch.setattr("portal.forum.reindexing.AT_ONCE", 2)
    found: list[str] = []
    while messages:
        announce_places(messages)
        db.session.flush()
        new = list(db.session.scalars(select(Message).order_by(Message.id)))
        found += [message.subject for message in new if message.topic == "search.sync"]
        messages = [message for message in new if message.topic == PLACE]
        for message in new:
            db.session.delete(message)
    assert sorted(found) == refs
    db.session.rollback()
