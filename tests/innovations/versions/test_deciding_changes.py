"""What a moderator sees of changes to a published record, and what becomes of each decision."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.clock import now
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import current, last_decision, mail_to
from tests.innovations.versions.typed import hand_in, kept, pending, send, token_of
from tests.people import People

AMINA = "amina@portal.example"
PUBLISHING = {
    "decision": "published",
    "rating": "moderate",
    "rating_reason": "Before and after",
    "words": "Thank you.",
}
ASKING = {
    "decision": "changes_requested",
    "comments-starting_advice": "How early?",
    "words": "Nearly there.",
}
DECLINING = {"decision": "declined", "decline_reason": "advertising", "words": "An advert."}


@pytest.fixture
def record(client: Client, people: People) -> Innovation:
    """Published, with changes in this moderator's review."""
    record = make_innovation(people.amina, reviewer=people.bilal)
    hand_in(client, people.amina, record)
    claim(client, people.bilal, record)
    return record


def claim(client: Client, person, record: Innovation) -> None:
    response = client.as_user(person).post(f"{record.path}/changes/claim")
    assert response.status_code == 303
    assert response.location == f"{record.path}/changes/review"


def decide(client: Client, person, record: Innovation, data: dict[str, Any]) -> TestResponse:
    path = f"{record.path}/changes/review"
    return client.post(path, data={"version": token_of(client.as_user(person), path), **data})


def test_the_queue_lists_them_with_the_records(client: Client, people: People):
    record = make_innovation(people.amina, title="Zebras")
    make_innovation(people.dev, "submitted")
    hand_in(client, people.amina, record, topic_suggestion="ignored")
    page = client.as_user(people.bilal).get("/moderation")
    assert "Changes to a published record" in page.text
    assert "<strong>2</strong> records" in page.text
    only = client.get("/moderation?show=changes").text
    assert "Zebras" in only
    assert "<strong>1</strong> record" in only
    part = client.post(
        f"/moderation/innovations/{record.id}/changes/claim", headers={"HX-Request": "true"}
    )
    assert f'href="{record.path}/changes/review">Review it now' in part.text
    assert pending(record).reviewer_id == people.bilal.id
    assert "Zebras" in client.get("/moderation?show=mine").text
    client.post(f"/moderation/innovations/{record.id}/changes/release")
    assert pending(record).status == "submitted"


def test_the_queue_costs_no_more_for_changes(client: Client, people: People, count_statements):
    numbers = []
    for times in (1, 4):
        for _ in range(times):
            hand_in(client, people.amina, make_innovation(people.amina))
        client.as_user(people.bilal)
        with count_statements() as statements:
            client.get("/moderation")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_the_whole_record_is_shown_with_what_would_change(client, people, record):
    page = client.get(f"{record.path}/changes/review")
    assert page.status_code == 200
    assert "Requests between the libraries doubled." in page.text
    assert "<ins>Begin early</ins>" in page.text
    assert page.text.count(">Changed</strong>") == 1
    assert 'name="comments-starting_advice"' in page.text


def test_publishing_writes_them_into_the_record(client, people, record):
    assert decide(client, people.bilal, record, PUBLISHING).location == "/moderation"
    assert "Begin early" in client.as_user(None).get(record.path).text
    assert pending(record) is None
    last = kept(record)[-1]
    assert (last.number, last.act, last.by_id) == (2, "approved", people.amina.id)
    assert last.changed == ["starting_advice"]
    decision = last_decision(record)
    assert (decision.kind, decision.is_on_pending, decision.version_number) == (
        "published",
        True,
        2,
    )
    (text,) = mail_to(AMINA, "Changes published")
    assert "Readers see them now." in text


def test_a_rating_that_is_left_stays_that_of_its_version(client, people, record):
    page = client.get(f"{record.path}/changes/review").text
    assert "Before and after</textarea>" in page
    decide(client, people.bilal, record, PUBLISHING)
    assert current(record).rated_version == 1
    assert current(record).evidence_rating == "moderate"


def test_the_rating_is_asked_again_when_results_change(client: Client, people: People):
    record = make_innovation(people.amina, reviewer=people.bilal)
    send(client, people.amina, record, "results", outcome="worked", results="It tripled.")
    client.post(f"{record.path}/changes/submit")
    claim(client, people.bilal, record)
    page = client.get(f"{record.path}/changes/review").text
    assert "the present rating lapses" in page
    assert "Before and after</textarea>" not in page
    missing = decide(client, people.bilal, record, {"decision": "published"})
    assert missing.status_code == 422
    decide(client, people.bilal, record, {**PUBLISHING, "rating": "strong"})
    now = current(record)
    assert (now.evidence_rating, now.rated_version) == ("strong", 2)


def test_a_moderators_change_meanwhile_survives(client, people, record):
    now = current(record)
    erin = db.session.merge(people.erin)
    actions.save(now, erin, fields={"risks": "Cost"}, version=now.version)
    db.session.commit()
    decide(client, people.bilal, record, PUBLISHING)
    now = current(record)
    assert (now.starting_advice, now.risks) == ("Begin early", "Cost")


def test_a_change_of_the_same_field_meanwhile_is_shown(client, people, record):
    path = f"{record.path}/changes/review"
    token = token_of(client, path)
    now = current(record)
    erin = db.session.merge(people.erin)
    actions.save(now, erin, fields={"starting_advice": "Start late"}, version=now.version)
    db.session.commit()
    late = client.as_user(people.bilal).post(path, data={"version": token, **PUBLISHING})
    assert late.status_code == 409
    assert "Someone changed this record after you opened it" in late.text
    assert "<del>Start</del><ins>Begin</ins>" in late.text
    assert "Thank you." in late.text


def test_asking_for_changes_and_the_difference_since(client, people, record):
    assert decide(client, people.bilal, record, ASKING).status_code == 303
    (text,) = mail_to(AMINA, "Changes sent back")
    assert "How early?" in text
    form = client.as_user(people.amina).get(f"{record.path}/edit/advice").text
    assert "Bilal Haddad asked: How early?" in form
    assert "Nearly there." in client.get(f"{record.path}/tasks").text
    hand_in(client, people.amina, record, starting_advice="Begin two years early")
    assert pending(record).status == "in_review"
    page = client.as_user(people.bilal).get(f"{record.path}/changes/review").text
    assert "<ins>Begin two years early</ins>" in page
    assert "Changed since you looked on" in page
    assert "Begin <ins>two years </ins>early" in page
    (text,) = mail_to("bilal@portal.example", "Back for review")
    assert f"{record.path}/changes/review" in text


def test_another_moderator_sees_what_changed_since_the_first(client, people, record):
    decide(client, people.bilal, record, ASKING)
    hand_in(client, people.amina, record, starting_advice="Begin two years early")
    client.as_user(people.erin).post(f"{record.path}/changes/release")
    page = client.get(f"{record.path}/changes/review").text
    assert "Changed since Bilal Haddad looked on" in page


def test_asking_needs_words_and_a_comment(client, people, record):
    response = decide(client, people.bilal, record, {"decision": "changes_requested"})
    assert response.status_code == 422
    assert "Comment on at least 1 field" in response.text
    assert "Tell the owners why you ask for changes" in response.text


def test_declined_changes_stay_with_their_owners_as_a_draft(client, people, record):
    assert decide(client, people.bilal, record, DECLINING).status_code == 303
    assert pending(record).status == "draft"
    assert last_decision(record).proposed == {"starting_advice": "Begin early"}
    assert "Begin early" not in client.as_user(None).get(record.path).text
    (text,) = mail_to(AMINA, "Changes declined")
    assert "An advert." in text
    page = client.as_user(people.amina).get(f"{record.path}/tasks").text
    assert "An advert." in page
    assert "Submit the changes" in page


def test_nobody_decides_on_their_own(client: Client, people: People):
    owner = {"user_id": people.amina.id, "name": "Amina Yusuf", "role": "owner"}
    record = make_innovation(people.amina, reviewer=people.bilal)
    form = {
        "kind": "project",
        "title": "One catalogue for six libraries",
        "people-0-person": str(people.amina.id),
        "people-0-role": "owner",
        "people-1-person": str(people.erin.id),
        "people-1-role": "sponsor",
    }
    send(client, people.amina, record, "summary", **form)
    waiting = pending(record)
    # What is missing is not what this is about.
    waiting.fields = {
        "people": [
            {**owner, "is_shown": True},
            {"user_id": people.erin.id, "name": "Erin", "role": "sponsor", "is_shown": True},
        ]
    }
    waiting.status, waiting.submitted_at = "submitted", now()
    db.session.commit()
    refused = client.as_user(people.erin).post(f"{record.path}/changes/claim")
    assert refused.status_code == 409
    assert "another moderator decides" in refused.text
    claim(client, people.bilal, record)
    own = make_innovation(people.bilal, reviewer=people.erin)
    hand_in(client, people.bilal, own)
    assert client.as_user(people.bilal).post(f"{own.path}/changes/claim").status_code == 403
    assert client.get(f"{own.path}/changes/review").status_code == 403


def test_who_does_not_hold_the_review_cannot_decide(client, people, record):
    path = f"{record.path}/changes/review"
    late = client.as_user(people.erin).post(path, data={"version": "0", **PUBLISHING})
    assert late.status_code == 409
    assert "Thank you." in late.text
    assert pending(record) is not None


def test_an_incomplete_record_cannot_be_published(client, people, record):
    waiting = pending(record)
    waiting.fields = {**waiting.fields, "lessons": []}
    db.session.commit()
    response = decide(client, people.bilal, record, PUBLISHING)
    assert response.status_code == 422
    assert "Add at least 1 lesson learned" in response.text


def test_changes_of_a_hidden_record_wait_until_it_is_shown(client, people, record):
    now = current(record)
    erin = db.session.merge(people.erin)
    actions.hide(now, erin, reason="rights", words="Not yours")
    db.session.commit()
    assert "Changes to a published record" not in client.as_user(people.bilal).get(
        "/moderation"
    ).text.replace("Changes to published records", "")
    refused = client.post(f"{record.path}/changes/review", data={"version": "0", **PUBLISHING})
    assert refused.status_code == 409
    now = current(record)
    actions.restore(now, db.session.merge(people.erin), words="They are")
    db.session.commit()
    assert decide(client, people.bilal, record, PUBLISHING).status_code == 303


def test_retiring_the_record_drops_them_and_keeps_what_they_said(client, people, record):
    now = current(record)
    actions.retire(now, db.session.merge(people.amina), reason="wrong", words="It is wrong")
    db.session.commit()
    assert pending(record) is None
    assert last_decision(record).proposed == {"starting_advice": "Begin early"}
    assert client.as_user(people.bilal).get(f"{record.path}/changes/review").status_code == 404


@pytest.mark.parametrize("verb", ["claim", "release", "review"])
def test_who_may(client: Client, people: People, verb: str):
    record = make_innovation(people.amina)
    hand_in(client, people.amina, record)
    path = f"{record.path}/changes/{verb}"
    draft = make_innovation(people.amina, "draft")
    for person in (people.amina, people.carys):
        assert client.as_user(person).post(path).status_code == 403
    client.as_user(people.bilal)
    assert client.post(f"{draft.path}/changes/{verb}").status_code == 404
    assert client.post(f"/innovations/999999/changes/{verb}").status_code == 404
    assert client.put(path).status_code == 405
    assert client.as_user(None).post(path).status_code in (302, 401)
