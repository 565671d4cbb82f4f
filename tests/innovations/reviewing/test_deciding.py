"""The three decisions: what each needs, what each does, and what is kept when it cannot be done."""

import pytest
from markupsafe import escape

from portal.drafts import queries as drafts
from portal.extensions import db
from portal.innovations import actions
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import (
    asking,
    current,
    declining,
    last_decision,
    publishing,
)
from tests.people import People

LONG_WORDS = "I have read every line of this."
NO_COMMENTS = {"comments-results": " \n", "comments-summary": "", "words": LONG_WORDS}


@pytest.fixture
def record(people: People):
    return make_innovation(people.amina, "in_review", reviewer=people.bilal)


def test_publishing_needs_a_rating_and_shows_the_record_to_all(client, people, record):
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=publishing(record))
    assert response.status_code == 303
    assert response.location == "/moderation"
    assert "Published. Its owners are told by email." in client.get("/moderation").text
    now = current(record)
    assert (now.status, now.evidence_rating, now.rated_by_id) == (
        "published",
        "moderate",
        people.bilal.id,
    )
    assert client.as_user(None).get(record.path).status_code == 200


def test_asking_for_changes_sends_comments_back(client, people, record):
    data = asking(record, **{"comments-title": "Name the place."})
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=data)
    assert response.status_code == 303
    assert current(record).status == "changes_requested"
    assert last_decision(record).comments == {
        "title": "Name the place.",
        "results": "Say how many requests were counted.",
    }


def test_declining_gives_a_reason_and_words(client, people, record):
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=declining(record))
    assert response.status_code == 303
    decision = last_decision(record)
    assert (decision.kind, decision.reason) == ("declined", "not_enough")
    assert decision.words == "Others could not repeat this."


@pytest.mark.parametrize(
    ("form", "changes", "words"),
    [
        (publishing, {"decision": ""}, "Choose what you decide"),
        (publishing, {"decision": "maybe"}, "Choose one of the listed options"),
        (publishing, {"rating": ""}, "Choose how strong the evidence is"),
        (publishing, {"rating": "amazing"}, "Choose one of the listed options"),
        (publishing, {"rating_reason": " "}, "Say why you chose this rating"),
        (publishing, {"rating_reason": "x" * 501}, "Use 500 characters or fewer"),
        (asking, {"words": ""}, "Tell the owners why you ask for changes"),
        (asking, NO_COMMENTS, "Comment on at least 1 field"),
        (asking, {"comments-title": "x" * 2001}, "must be 2000 characters or fewer"),
        (declining, {"decline_reason": ""}, "Choose a reason"),
        (declining, {"decline_reason": "boring"}, "Choose one of the listed options"),
        (declining, {"words": ""}, "Tell the owners why you decline it"),
        (declining, {"words": "x" * 5001}, "Use 5000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client, people, record, form, changes, words):
    data = form(record, **{"comments-summary": LONG_WORDS, **changes})
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=data)
    assert response.status_code == 422
    assert words in response.text
    assert "There is a problem" in response.text
    assert "<title>Error: " in response.text
    assert LONG_WORDS in response.text
    assert current(record).status == "in_review"


def test_a_record_with_something_missing_cannot_be_published(client, people):
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal, licence=None)
    data = publishing(record, words=LONG_WORDS)
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=data)
    assert response.status_code == 422
    assert "It cannot be published yet: Choose a licence." in response.text
    assert LONG_WORDS in response.text
    assert "<textarea" in response.text


def test_a_record_that_changed_meanwhile_is_read_again_first(client, people, record):
    data = publishing(record, words=LONG_WORDS)
    actions.save(
        current(record),
        people.erin,
        fields={"summary": "Another summary"},
        version=record.version,
    )
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=data)
    assert response.status_code == 409
    assert "Someone changed this record after you opened it" in response.text
    assert LONG_WORDS in response.text
    assert "Another summary" in response.text
    assert current(record).status == "in_review"
    data["version"] = str(current(record).version)
    assert client.post(f"{record.path}/review", data=data).status_code == 303


def test_a_decision_after_another_moderator_took_over_keeps_the_text(client, people, record):
    data = declining(record, **{"words": LONG_WORDS, "comments-title": "Short"})
    actions.release(current(record), people.erin)
    actions.claim(current(record), people.erin)
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=data)
    assert response.status_code == 409
    assert "You do not hold this review any more" in response.text
    assert LONG_WORDS in response.text
    assert ">\nShort</textarea>" in response.text
    assert current(record).status == "in_review"


def test_a_second_submit_decides_once(client, people, record):
    data = declining(record)
    client.as_user(people.bilal)
    assert client.post(f"{record.path}/review", data=data).status_code == 303
    assert client.post(f"{record.path}/review", data=data).status_code == 409


def test_a_stale_or_spoiled_version_never_crashes(client, people, record):
    client.as_user(people.bilal)
    for version in ("", "0", "x", "9" * 30, "-1", "²"):
        data = publishing(record, version=version)
        assert client.post(f"{record.path}/review", data=data).status_code == 409


def test_typed_comments_come_back_and_are_forgotten_once_decided(client, people, record):
    place = f"{record.path}/review"
    form = {"draft_key": "this-form"}
    data = asking(record, words="", **form, **{"comments-title": "Half a thou"})
    client.as_user(people.bilal).post("/drafts", data={"draft_place": place, **data})
    page = client.get(place)
    assert "Half a thou" in page.text
    assert "We kept what you typed" in page.text
    assert client.post(place, data=asking(record, **form)).status_code == 303
    db.session.rollback()
    assert not drafts.at_place(people.bilal, place)


def test_a_decision_sent_after_the_session_ended_is_kept(client, people, record):
    data = declining(record, words=LONG_WORDS)
    response = client.as_user(None).post(f"{record.path}/review", data=data)
    assert response.status_code == 401
    assert "Sign in" in response.text
    assert 'name="kept"' in response.text


def test_nobody_decides_on_their_own_record(client, people):
    own = make_innovation(people.bilal, "in_review", reviewer=people.erin)
    response = client.as_user(people.bilal).post(f"{own.path}/review", data=publishing(own))
    assert response.status_code == 403
    assert current(own).status == "in_review"


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "👩‍⚕️", "مرحبا بالعالم", "<script>alert(1)</script>", "{{ 7*7 }}", "=1+1"],
    ids=["nul", "emoji", "right to left", "script", "template", "formula"],
)
def test_odd_text_in_every_box_is_kept_as_text(client, people, record, text):
    boxes = {"words": text, "rating_reason": text, "comments-title": text, "comments-lessons": text}
    data = asking(record, **boxes)
    response = client.as_user(people.bilal).post(f"{record.path}/review", data=data)
    assert response.status_code == 303
    decision = last_decision(record)
    assert decision.words == decision.comments["lessons"] == text.replace("\x00", "")
    page = client.get(f"{record.path}/review").text
    assert page.count(str(escape(text.replace("\x00", "")))) >= 3
    assert "<script>alert" not in page
