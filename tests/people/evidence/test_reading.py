"""What counts for a person, and for which reader."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import joinedload

from portal.accounts.models import User, Visitor
from portal.clock import now
from portal.extensions import db, read_rows
from portal.forum.actions import answering
from portal.forum.models import Community, Membership, Post, Thread, ThreadTopic
from portal.innovations.adopting import actions as adopting
from portal.innovations.models import Adoption, Innovation
from portal.people import evidence
from portal.people.models import EvidenceDispute, EvidenceExclusion, ProfileField
from portal.people.vocabulary import EvidenceKind
from portal.records import Listing
from tests.factories import make_community, make_innovation, make_reply, make_thread, make_topic
from tests.people import People
from tests.people.evidence.looking import post_of

Counter = Callable[[], AbstractContextManager[list[str]]]


def kinds(person: User, reader: Any, **filters: Any) -> list[str]:
    """What counts for a person, the newest first."""
    return [row.kind for row in rows_of(evidence.of_person(person.id, reader, **filters))]


def rows_of(listing: Listing) -> list[Any]:
    return list(read_rows(listing.rows, {**listing.values, "limit": 50, "offset": 0}))


def named(user: User, role: str, *, is_shown: bool = True) -> dict[str, Any]:
    return {"user_id": user.id, "name": user.name, "role": role, "is_shown": is_shown}


def credit(post: Post, by: User) -> None:
    post = db.session.get_one(Post, post.id, options=[joinedload(Post.thread)])
    answering.credit(post, by)
    db.session.commit()


def test_questions_and_replies_count_for_who_wrote_them(people: People, question: Thread) -> None:
    assert kinds(people.amina, people.dev) == ["question"]
    assert kinds(people.carys, people.dev) == ["reply"]


def test_a_reply_that_somebody_else_credits_is_an_answer(people: People, question: Thread) -> None:
    credit(post_of(people.carys), people.amina)
    assert kinds(people.carys, people.dev) == ["answer"]


def test_nobody_makes_an_answer_of_their_own_reply(people: People, question: Thread) -> None:
    credit(post_of(people.carys), people.carys)
    assert kinds(people.carys, people.dev) == ["reply"]


def test_what_the_asker_adds_does_not_count(people: People, question: Thread) -> None:
    make_reply(people.amina, question, "And the reservations?")
    assert kinds(people.amina, people.dev) == ["question"]


def test_what_is_written_without_a_name_counts_for_nobody(
    people: People, community: Community
) -> None:
    asked = make_thread(people.amina, community, is_anonymous=True)
    make_reply(people.amina, asked, "With my name.")
    reply = make_reply(people.carys, asked)
    reply.is_anonymous = True
    db.session.commit()
    for reader in people:
        assert kinds(people.carys, reader) == []
        # Left out, the reply would say who asked.
        assert kinds(people.amina, reader) == ["reply"]


def test_withdrawn_and_hidden_posts_do_not_count(people: People, question: Thread) -> None:
    post_of(people.carys).state = "hidden"
    db.session.commit()
    assert kinds(people.carys, people.carys) == []
    db.session.get_one(Thread, question.id).state = "hidden"
    db.session.commit()
    assert kinds(people.amina, people.bilal) == []


def test_a_private_community_counts_for_its_members_only(people: People) -> None:
    closed = make_community(people.dev, "Closed", privacy="private", members=[people.amina])
    thread = make_thread(people.amina, closed, replies=[(people.dev, "Here.")])
    refs = [thread.ref, post_of(people.dev).ref]
    assert kinds(people.dev, people.amina) == ["reply", "role"]
    assert {item.ref for item in evidence.of_refs(refs, people.amina)} == set(refs)
    for outsider in (people.bilal, people.carys, people.erin):
        assert kinds(people.dev, outsider) == []
        assert evidence.of_refs(refs, outsider) == []
        assert evidence.counts_of([people.dev.id], outsider) == {}
    db.session.execute(delete(Membership).where(Membership.person_id == people.amina.id))
    db.session.commit()
    assert kinds(people.dev, people.amina) == []


def test_those_who_are_named_on_a_record_count_once_each(people: People) -> None:
    make_innovation(
        people.amina,
        reviewer=people.bilal,
        people=[
            named(people.carys, "contributor"),
            named(people.carys, "owner"),
            named(people.dev, "project_manager"),
            named(people.erin, "contributor", is_shown=False),
        ],
    )
    assert kinds(people.carys, people.dev) == ["owner"]
    assert kinds(people.dev, people.carys) == ["contributor"]
    assert kinds(people.bilal, people.carys) == ["review"]
    # Not shown on the record; and who typed it in is not named on it.
    assert kinds(people.erin, people.carys) == kinds(people.amina, people.carys) == []


@pytest.mark.parametrize("status", ["draft", "submitted", "hidden", "retired"])
def test_only_published_records_count(people: People, status: str) -> None:
    make_innovation(people.amina, status)
    assert kinds(people.amina, people.amina) == kinds(people.amina, people.bilal) == []


def test_a_record_for_one_organisation_counts_there(people: People) -> None:
    record = make_innovation(people.amina)
    record.audience = "organisation"
    db.session.commit()
    assert kinds(people.amina, people.dev) == ["owner"]
    assert kinds(people.amina, people.carys) == []
    assert evidence.of_refs([record.ref], people.carys) == []


def adopt(record: Innovation, person: User, stage: str = "in_use") -> Adoption:
    return adopting.say(
        record, person, organisation_id=person.organisation_id or 0, fields={"stage": stage}
    )


def test_adoptions_count_once_they_are_confirmed(people: People) -> None:
    record = make_innovation(people.amina)
    adoption = adopt(record, people.carys)
    db.session.commit()
    assert kinds(people.carys, people.dev) == []
    adopting.decide(
        adoption, record, people.amina, is_confirmed=True, words="", version=adoption.version
    )
    db.session.commit()
    assert kinds(people.carys, people.dev) == ["adoption"]
    adoption.stage = "exploring"
    db.session.commit()
    assert kinds(people.carys, people.dev) == []


def test_what_is_excluded_or_disputed_does_not_count(people: People, question: Thread) -> None:
    ref = post_of(people.carys).ref
    db.session.add(EvidenceExclusion(person_id=people.carys.id, ref=ref))
    db.session.commit()
    assert kinds(people.carys, people.carys) == []
    assert evidence.of_refs([ref], people.dev) == []
    db.session.execute(delete(EvidenceExclusion))
    dispute = EvidenceDispute(person_id=people.carys.id, ref=ref, reason="Not mine.")
    db.session.add(dispute)
    for state, counts in {"open": [], "upheld": [], "dismissed": ["reply"]}.items():
        dispute.state = state
        db.session.commit()
        assert kinds(people.carys, people.dev) == counts
        assert [item.kind for item in evidence.of_refs([ref], people.dev)] == counts
    dispute.state = "open"
    db.session.commit()
    (row,) = rows_of(evidence.left_out(people.carys))
    assert (row.ref, row.is_excluded, row.state) == (ref, False, "open")


def test_unlisted_people_have_evidence_for_themselves_only(
    people: People, question: Thread
) -> None:
    people.carys.is_listed = False
    db.session.commit()
    refs = [question.ref, post_of(people.carys).ref]
    assert [item.person_id for item in evidence.of_refs(refs, people.dev)] == [people.amina.id]
    assert [item.person_id for item in evidence.of_refs(refs, people.carys)] == [people.amina.id]
    assert kinds(people.carys, people.dev) == []
    assert kinds(people.carys, people.carys) == ["reply"]
    assert evidence.counts_of([people.carys.id], people.dev) == {}
    assert evidence.counts_of([people.carys.id], people.carys)[people.carys.id].total == 1
    people.amina.disabled_at = now()
    db.session.commit()
    assert evidence.of_refs(refs, people.dev) == []


def test_visitors_see_nothing(people: People, question: Thread) -> None:
    community = db.session.get_one(Community, question.community_id)
    community.is_public = True
    db.session.commit()
    assert evidence.of_refs([question.ref], Visitor()) == []
    assert evidence.counts_of([people.amina.id], Visitor()) == {}


@pytest.mark.parametrize(
    ("audience", "seen_by"), [("members", "dev carys"), ("organisation", "dev"), ("me", "")]
)
def test_evidence_is_shown_to_whom_its_person_chose(
    people: People, question: Thread, audience: str, seen_by: str
) -> None:
    db.session.add(ProfileField(person_id=people.amina.id, field="evidence", audience=audience))
    db.session.commit()
    for name in ("dev", "carys"):
        reader = getattr(people, name)
        items = evidence.of_refs([question.ref], reader)
        found = [item.kind for item in items if item.person_id == people.amina.id]
        assert found == (["question"] if name in seen_by else [])
    assert kinds(people.amina, people.amina) == ["question"]


def test_a_thread_leads_to_its_question_and_the_replies(people: People, question: Thread) -> None:
    reply = make_reply(people.dev, question)
    answer = post_of(people.carys)
    credit(answer, people.amina)
    found = evidence.of_refs([question.ref], people.dev)
    assert {(item.ref, item.kind, item.via) for item in found} == {
        (question.ref, EvidenceKind.QUESTION, question.ref),
        (answer.ref, EvidenceKind.ANSWER, question.ref),
        (reply.ref, EvidenceKind.REPLY, question.ref),
    }
    (own,) = evidence.of_refs([answer.ref, "topic:1"], people.dev)
    assert (own.via, own.person_id, own.at) == (answer.ref, people.carys.id, answer.created_at)


def test_items_are_found_by_kind_and_by_topics_above_theirs(
    people: People, question: Thread
) -> None:
    above = make_topic("Systems")
    topic = make_topic("Moving loans")
    topic.parent_id = above.id
    db.session.add(ThreadTopic(thread_id=question.id, topic_id=topic.id))
    make_innovation(people.amina, topics=[make_topic("Outreach").id])
    assert kinds(people.amina, people.dev, topic="systems") == ["question"]
    assert kinds(people.amina, people.dev, topic="outreach") == ["owner"]
    assert kinds(people.amina, people.dev, kind=EvidenceKind.OWNER) == ["owner"]
    found = evidence.topics_of(people.amina.id, people.dev)
    assert [(row.label, row.number) for row in found] == [("Moving loans", 1), ("Outreach", 1)]
    (found,) = evidence.topics_of(people.amina.id, people.dev, kind=EvidenceKind.OWNER)
    assert found.label == "Outreach"
    assert evidence.kinds_of(people.amina.id, people.dev, topic="systems") == {"question": 1}


def test_who_helps_to_run_a_community_holds_a_role(people: People, community: Community) -> None:
    assert kinds(people.erin, people.dev) == ["role"]
    assert kinds(people.amina, people.dev) == []


def test_counts_name_the_newest(people: People, question: Thread) -> None:
    make_reply(people.carys, question)
    found = evidence.counts_of([person.id for person in people], people.dev)
    assert set(found) == {people.amina.id, people.carys.id, people.erin.id}
    assert found[people.carys.id].kinds == {EvidenceKind.REPLY: 2}
    assert found[people.carys.id].total == 2
    assert found[people.carys.id].newest == post_of(people.carys).created_at


def test_statements_do_not_grow_with_what_there_is(
    people: People, community: Community, count_statements: Counter
) -> None:
    threads = [make_thread(people.amina, community, f"Question {n}") for n in range(9)]
    refs = [thread.ref for thread in threads] + [post_of(people.amina).ref]
    for some in (refs[:1], refs):
        with count_statements() as statements:
            evidence.of_refs(some, people.dev)
            evidence.counts_of([person.id for person in people], people.dev)
        assert len([text for text in statements if text.startswith("SELECT")]) == 2
