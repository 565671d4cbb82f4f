"""Words and names where nobody looks first: they go as well, and those of others stay."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import FORMER_MEMBER, User
from portal.drafts import actions as drafts
from portal.drafts.models import Draft
from portal.extensions import db
from portal.forum.actions import curating, editing, summarising
from portal.forum.actions.answering import resolve
from portal.forum.models import Post, Thread, ThreadSummary
from portal.forum.quoting import quotation
from portal.innovations import actions as innovations
from portal.innovations.merging import actions as merging
from portal.innovations.models import Innovation, PendingVersion
from portal.innovations.versions import deciding, pending
from portal.people.actions import evidence, keeping, leaving
from portal.people.models import Capture, EvidenceDispute, HandoverItem
from portal.privacy import actions
from portal.privacy.vocabulary import Extent, LeftName
from portal.visibility import Status
from tests.factories import make_community, make_innovation, make_reply, make_thread
from tests.people import People
from tests.privacy.erasing.words import OTHERS, WORD
from tests.privacy.erasing.world import everywhere, work


@pytest.fixture
def cast(app: Flask, people: People) -> People:
    return People(*(db.session.merge(person) for person in people))


def erase(person: User, extent: Extent = Extent.EVERYTHING) -> None:
    work()
    found = db.session.get_one(User, person.id)
    actions.ask(found, extent=extent, left_name=LeftName.FORMER)
    work()


def owned_by_both(first: User, second: User, **fields: Any) -> Innovation:
    owners = [
        {"user_id": person.id, "name": person.name, "role": "owner", "is_shown": True}
        for person in (first, second)
    ]
    return make_innovation(first, people=owners, **fields)


def propose(record: Innovation, owner: User, **fields: Any) -> None:
    waiting = db.session.scalar(
        select(PendingVersion).where(PendingVersion.innovation_id == record.id)
    )
    pending.propose(record, owner, fields=fields, seen=pending.token(record, waiting))
    db.session.commit()


def waiting_in(record_id: int) -> dict[str, Any]:
    return db.session.scalars(
        select(PendingVersion.fields).where(PendingVersion.innovation_id == record_id)
    ).one()


def test_changes_that_several_wrote_keep_what_the_others_changed(cast: People):
    amina, _, carys, *_ = cast
    record = owned_by_both(carys, amina)
    propose(record, carys, summary=f"An {OTHERS} came.")
    propose(record, amina, problem=f"A {WORD} left.")
    propose(record, carys, results=f"Another {OTHERS} came.")
    erase(amina)
    assert everywhere() == []
    left = {"summary": f"An {OTHERS} came.", "results": f"Another {OTHERS} came."}
    assert waiting_in(record.id) == left


def test_lines_that_others_took_into_their_changes_go(cast: People):
    amina, _, carys, *_ = cast
    record = owned_by_both(carys, amina, problem="Nobody came.")
    innovations.save(
        record,
        amina,
        fields={"problem": f"Nobody came.\n\nBut a {WORD}."},
        version=record.version,
    )
    propose(record, carys, problem=f"Nobody came.\n\nBut a {WORD}.\n\nAnd an {OTHERS}.")
    erase(amina)
    assert everywhere() == []
    assert f"And an {OTHERS}." in waiting_in(record.id)["problem"]


def test_what_moderators_saw_of_changes_goes_from_records_that_others_have(cast: People):
    amina, bilal, carys, *_ = cast
    record = owned_by_both(carys, amina)
    propose(record, amina, problem=f"A {WORD} left.")
    pending.submit(record, amina)
    waiting = db.session.scalars(select(PendingVersion)).one()
    waiting.status, waiting.reviewer_id = Status.IN_REVIEW, bilal.id
    deciding.decline(record, bilal, reason="not_enough", words="No.")
    pending.delete(record, carys)
    only_carys = [{"user_id": carys.id, "name": carys.name, "role": "owner", "is_shown": True}]
    innovations.save(record, carys, fields={"people": only_carys}, version=record.version)
    db.session.commit()
    assert everywhere()
    erase(amina)
    assert everywhere() == []


def test_what_a_moderator_took_into_another_record_goes_from_there(cast: People):
    amina, bilal, carys, dev, _ = cast
    first = make_innovation(amina, results=f"A {WORD} came to the desk.\n\nIt is spring.")
    between = make_innovation(dev, results=f"It is spring.\n\nThe {OTHERS} came.")
    kept = make_innovation(carys, problem=f"An {OTHERS} was there.")
    for other, into in ((first, between), (between, kept)):
        merging.merge(other, into, bilal, choices={"results": "other"}, words="The same")
        db.session.commit()
    text = kept.results.replace("to the desk", "to a desk")
    innovations.save(kept, carys, fields={"results": text}, version=kept.version)
    assert f"A {WORD} came to a desk." in kept.results
    erase(amina)
    assert everywhere() == []
    left = db.session.get_one(Innovation, kept.id)
    assert left.results == "It is spring."
    assert left.problem == f"An {OTHERS} was there."


def test_who_merges_records_did_not_write_what_they_say(cast: People):
    _, bilal, carys, dev, _ = cast
    other = make_innovation(dev, results=f"The {OTHERS} came.")
    kept = make_innovation(carys)
    merging.merge(other, kept, bilal, choices={"results": "other"}, words=f"A {WORD}")
    erase(bilal)
    assert everywhere() == []
    assert db.session.get_one(Innovation, kept.id).results == f"The {OTHERS} came."


def test_an_appeal_is_of_who_made_it(cast: People):
    amina, bilal, carys, *_ = cast
    for owner, words in ((amina, f"A {WORD} is not enough?"), (carys, f"An {OTHERS}, surely?")):
        record = owned_by_both(carys, amina, title=words[:3])
        _decline(record, carys, bilal)
        innovations.appeal(record, owner, words=words)
    erase(amina)
    assert everywhere() == []
    assert "innovation.appeal_words" in everywhere(OTHERS)


def _decline(record: Innovation, owner: User, moderator: User) -> None:
    record.status, record.reviewer_id = Status.IN_REVIEW, moderator.id
    innovations.decline(record, moderator, reason="not_enough", words="Tell us more.")


def test_names_go_from_versions_of_records_that_do_not_name_them_any_more(cast: People):
    amina, _, carys, *_ = cast
    record = owned_by_both(carys, amina)
    only_carys = [{"user_id": carys.id, "name": carys.name, "role": "owner", "is_shown": True}]
    innovations.save(record, carys, fields={"people": only_carys}, version=record.version)
    db.session.commit()
    assert "innovation_version.fields" in everywhere("yusuf")
    erase(amina, Extent.ACCOUNT)
    assert everywhere("yusuf") == []


def test_quotations_in_boxes_of_other_threads_go(cast: People):
    amina, _, carys, *_ = cast
    community = make_community(carys, members=[amina])
    thread = make_thread(amina, community, text=f"A {WORD} is here.")
    opening = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    other = make_thread(carys, community)
    text = f"{quotation(opening)}So says an {OTHERS}."
    summarising.summarise(other, carys, text=text, seen=0)
    erase(amina)
    assert everywhere() == []
    summary = db.session.scalars(select(ThreadSummary)).one()
    assert f"So says an {OTHERS}." in summary.text


def test_quotations_in_boxes_lose_the_name(cast: People):
    amina, _, carys, *_ = cast
    community = make_community(carys, members=[amina])
    thread = make_thread(amina, community, text=f"A {WORD} is here.")
    opening = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    typed = quotation(opening).replace(f"@[{amina.id}]", "Amina Yusuf")
    summarising.summarise(thread, carys, text=typed, seen=0)
    erase(amina, Extent.ACCOUNT)
    assert everywhere("yusuf") == []
    summary = db.session.scalars(select(ThreadSummary)).one()
    assert FORMER_MEMBER in summary.text
    assert FORMER_MEMBER in summary.html
    assert WORD in summary.html


def test_words_of_a_decision_go_from_a_notice_that_does_not_say_whose_they_are(cast: People):
    _, bilal, carys, dev, erin = cast
    for person, moderator, words in ((carys, bilal, f"A {WORD}."), (dev, erin, f"An {OTHERS}.")):
        evidence.dispute(person, "post:1", reason="Not mine")
        disputed = db.session.get_one(EvidenceDispute, (person.id, "post:1"))
        evidence.decide(disputed, moderator, is_upheld=False, words=words)
    work()
    assert "notification.words" in everywhere()
    erase(bilal)
    assert everywhere() == []
    assert "notification.words" in everywhere(OTHERS)


def test_a_reason_that_somebody_else_gave_later_stays(cast: People):
    _, bilal, carys, _, erin = cast
    thread = make_thread(carys, make_community(carys))
    curating.lock(thread, bilal, reason=f"A {WORD}")
    curating.unlock(thread, bilal)
    curating.lock(thread, erin, reason=f"An {OTHERS}")
    post = make_reply(carys, thread)
    editing.hide(post, bilal, reason=f"A {WORD}")
    editing.restore(post, bilal)
    editing.hide(post, erin, reason=f"An {OTHERS}")
    erase(bilal)
    assert everywhere() == []
    assert db.session.get_one(Thread, thread.id).lock_reason == f"An {OTHERS}"
    assert db.session.get_one(Post, post.id).hide_reason == f"An {OTHERS}"


def test_a_note_is_of_who_wrote_it_and_not_of_who_ticked_the_line(cast: People):
    amina, _, carys, dev, _ = cast
    leaver = leaving.announce(dev, dev, leaves_on=date(2027, 1, 1), successor_id=carys.id)
    for key, writer, ticker, words in (
        ("prompt:one", amina, carys, f"See the {WORD}"),
        ("prompt:two", carys, amina, f"See the {OTHERS}"),
    ):
        leaving.mark(leaver, writer, key, note=words, is_done=False, seen="")
        line = db.session.get_one(HandoverItem, (dev.id, key))
        leaving.mark(leaver, ticker, key, note=words, is_done=True, seen=leaving.seen_of(line))
    erase(amina)
    assert everywhere() == []
    assert db.session.get_one(HandoverItem, (dev.id, "prompt:two")).note == f"See the {OTHERS}"


def test_a_note_of_a_plan_is_of_who_wrote_it_last(cast: People):
    amina, _, carys, *_ = cast
    made = {}
    for first, last, words in ((carys, amina, f"Ask the {WORD}"), (amina, carys, f"An {OTHERS}")):
        plan = {"kind": "interview", "holder_id": None, "owner_id": amina.id}
        plan["due_on"] = date(2027, 1, 1)
        capture = keeping.plan(first, known="topic:1", note="Ask", **plan)
        keeping.change(capture, last, note=words, **plan)
        db.session.commit()
        plan["due_on"] = date(2027, 2, 1)
        keeping.change(capture, first, note=words, **plan)
        made[words] = capture.id
    erase(amina)
    assert everywhere() == []
    notes = {key: db.session.get_one(Capture, key).note for key in made.values()}
    assert sorted(notes.values()) == ["", f"An {OTHERS}"]


def test_what_others_type_over_a_text_loses_their_lines(cast: People):
    amina, bilal, carys, dev, _ = cast
    record = owned_by_both(carys, amina, problem="Nobody came.")
    text = f"Nobody came.\n\nBut a {WORD}."
    innovations.save(record, amina, fields={"problem": text}, version=record.version)
    propose(record, amina, results=f"One {WORD} more.")
    thread = make_thread(amina, make_community(carys, members=[amina]), f"Who saw the {WORD}?")
    summarising.summarise(thread, amina, text=f"The {WORD} is here.", seen=0)
    resolve(thread, amina, resolution="answered", outcome=f"The {WORD} is in the desk.")
    plan = {"kind": "interview", "holder_id": dev.id, "due_on": date(2027, 1, 1)}
    note = f"Ask them for the {WORD}."
    keeping.plan(amina, known="topic:1", owner_id=amina.id, note=note, **plan)
    for place, name, words in (
        (f"{record.path}/edit/story", "problem", f"{text}\r\n\r\nAnd an {OTHERS}."),
        (f"{record.path}/edit/results", "results", f"One {WORD} more.\r\nAnd an {OTHERS}."),
        (f"{thread.path}/summary", "text", f"The {WORD} is here.\r\nAn {OTHERS} too."),
        (f"{thread.path}/edit", "title", thread.title),
        (f"{thread.path}/resolve", "outcome", thread.outcome),
        ("/knowledge/captures/1", "note", note),
    ):
        fields = {name: [words], "version": ["1"], "other": [f"An {OTHERS}"]}
        drafts.save(bilal, place, fields, key=f"tab-{name}")
    erase(amina)
    assert everywhere() == []
    typed = [draft.fields for draft in db.session.scalars(select(Draft).order_by(Draft.id))]
    assert all(fields["other"] == [f"An {OTHERS}"] for fields in typed)
    assert all(fields["version"] == ["1"] for fields in typed)
    assert f"And an {OTHERS}." in typed[0]["problem"][0]
    assert typed[1]["results"] == [f"And an {OTHERS}."]
    assert typed[2]["text"] == [f"An {OTHERS} too."]
