"""What others hide from a person is not in that person's archive either."""

import pytest
from flask import Flask

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.models import CommunityReader, HelpRequest, Membership, Thread
from portal.innovations import actions
from portal.people.actions import asking
from portal.people.models import Enquiry, Profile, ProfileField
from portal.visibility import Status
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People
from tests.privacy.exporting.archives import archive_of

pytestmark = pytest.mark.any_database


def test_who_blocked_whom_is_known_only_to_who_did(client: Client, people: People):
    asking.block(db.session.merge(people.amina), db.session.merge(people.carys))
    db.session.commit()
    hers = archive_of(client, people.amina).data
    assert [row["person"] for row in hers["people_blocked"]] == ["Carys Evans"]
    theirs = archive_of(client, people.carys)
    assert theirs.data["people_blocked"] == theirs.data["log"] == []
    assert "Amina" not in theirs.text


def test_anonymous_posts_are_told_to_their_author_alone(client: Client, people: People):
    community = make_community(
        people.bilal, members=[people.amina, people.carys], allows_anonymous=True
    )
    thread = make_thread(
        people.amina, community, "Asked quietly", "Who knows, @Carys Evans?", is_anonymous=True
    )
    posting.reply(
        db.session.merge(people.carys), db.session.get_one(Thread, thread.id), text="I do."
    )
    db.session.commit()
    hers = archive_of(client, people.amina).data
    assert [(row["title"], row["is_anonymous"]) for row in hers["threads"]] == [
        ("Asked quietly", True)
    ]
    assert [row["is_anonymous"] for row in hers["posts"]] == [True]
    theirs = archive_of(client, people.carys)
    assert len(theirs.data["posts"]) == 1
    assert "Amina" not in theirs.text
    assert "Who knows" not in theirs.text
    assert f'"{people.amina.id}"' not in theirs.text


def test_a_mention_is_a_link_as_long_as_the_post_can_be_read(client: Client, people: People):
    community = make_community(people.bilal, members=[people.carys], privacy="private")
    thread = make_thread(people.bilal, community, text="Ask @Carys Evans about the secret.")
    archive = archive_of(client, people.carys)
    (row,) = archive.data["mentions"]
    assert row["link"].endswith(f"/posts/{thread.last_post_id}")
    assert "secret" not in archive.text
    db.session.delete(db.session.get_one(Membership, (community.id, people.carys.id)))
    db.session.commit()
    assert archive_of(client, people.carys).data["mentions"] == []


def test_the_name_of_a_confidential_place_goes_with_the_membership(client: Client, people: People):
    community = make_community(people.bilal, "Whispers", members=people[:1], privacy="confidential")
    make_thread(people.amina, community, "What I asked", "What I said")
    db.session.add(CommunityReader(community_id=community.id, person_id=people.amina.id))
    db.session.commit()
    archive = archive_of(client, people.amina)
    assert [row["community"] for row in archive.data["communities"]] == ["Whispers"]
    db.session.delete(db.session.get_one(Membership, (community.id, people.amina.id)))
    db.session.commit()
    archive = archive_of(client, people.amina)
    assert [row["text"] for row in archive.data["posts"]] == ["What I said"]
    (row,) = archive.data["communities_followed"]
    assert (row["community"], row["link"]) == ("", None)
    assert "hispers" not in archive.text


def test_names_of_those_who_are_not_listed_are_left_out(client: Client, people: People):
    ask = {"person_id": people.amina.id, "subject": "A question", "words": "How?"}
    db.session.add_all(
        [Enquiry(asker_id=people.carys.id, **ask), Enquiry(asker_id=people.dev.id, **ask)]
    )
    db.session.merge(people.carys).is_listed = False
    db.session.commit()
    archive = archive_of(client, people.amina)
    names = [row["from"] for row in archive.data["questions_received"]]
    assert names == ["", "Dev Patel"]
    assert "Carys" not in archive.text


def test_whose_backup_one_is_shows_who_shows_it(client: Client, people: People):
    for person in (people.carys, people.dev):
        db.session.add(Profile(person_id=person.id, backup_id=people.amina.id))
    db.session.add(ProfileField(person_id=people.carys.id, field="backup", audience="me"))
    db.session.commit()
    archive = archive_of(client, people.amina)
    assert [row["person"] for row in archive.data["backup_for"]] == ["Dev Patel"]


def test_who_is_not_yet_asked_to_help_does_not_learn_of_it(client: Client, people: People):
    thread = make_thread(people.amina, make_community(people.bilal, members=[people.amina]))
    db.session.add(HelpRequest(thread_id=thread.id, person_id=people.carys.id))
    db.session.commit()
    assert archive_of(client, people.carys).data["help_asked_of_you"] == []


def test_a_record_is_there_while_its_person_may_see_it(client: Client, people: People):
    named = [
        {"user_id": people.amina.id, "name": "Amina Yusuf", "role": "owner", "is_shown": True},
        {"user_id": people.carys.id, "name": "Carys Evans", "role": "contributor",
         "is_shown": True},
        {"user_id": people.dev.id, "name": "Dev Patel", "role": "contributor", "is_shown": False},
    ]  # fmt: skip
    draft = make_innovation(
        people.amina, Status.DRAFT, people=named, title="Still secret", topic_suggestion="Whispers"
    )
    for person, number in ((people.amina, 1), (people.carys, 0)):
        archive = archive_of(client, person)
        assert len(archive.data["innovations"]) == number
        assert ("Still secret" in archive.text) is bool(number)
    draft = db.session.merge(draft)
    draft.appeal_words = "It is mine"
    actions.submit(draft, db.session.merge(people.amina))
    actions.claim(draft, db.session.merge(people.bilal))
    actions.approve(
        draft, db.session.merge(people.bilal), rating="moderate", rating_reason="Counted"
    )
    db.session.commit()
    (row,) = archive_of(client, people.carys).data["innovations"]
    assert (row["title"], row["your_part"]) == ("Still secret", "contributor")
    assert row["people"] == "Amina Yusuf; Carys Evans"
    assert row["you_began_it"] is False
    # The owners and the moderators talk about it there.
    assert (row["topic_suggestion"], row["appeal_words"]) == ("", "")
    assert archive_of(client, people.carys).data["decisions_on_yours"] == []
    hers = archive_of(client, people.amina).data
    assert hers["decisions_on_yours"][0]["kind"] == "published"
    (row,) = hers["innovations"]
    assert (row["topic_suggestion"], row["appeal_words"]) == ("Whispers", "It is mine")


def test_the_log_names_nobody_else(app: Flask, client: Client, people: People):
    db.session.add_all(
        [
            AuditEntry(actor_id=people.amina.id, action="innovation:edit", ref="innovation:1",
                       details={"reason": "hush"}),
            AuditEntry(actor_id=people.bilal.id, action="leaving:announce",
                       ref=f"user:{people.amina.id}"),
            AuditEntry(actor_id=None, action="profile:unlist", ref=f"user:{people.amina.id}"),
            AuditEntry(actor_id=people.bilal.id, action="innovation:hide", ref="innovation:1"),
            AuditEntry(actor_id=people.bilal.id, action="profile:edit",
                       ref=f"user:{people.amina.id}0"),
        ]
    )  # fmt: skip
    db.session.commit()
    archive = archive_of(client, people.amina)
    told = [(row["action"], row["done_by"]) for row in archive.data["log"]]
    assert told == [
        ("innovation:edit", "you"),
        ("leaving:announce", "someone else"),
        ("profile:unlist", "the portal"),
    ]
    assert "Bilal" not in archive.text
    assert "hush" not in archive.text
