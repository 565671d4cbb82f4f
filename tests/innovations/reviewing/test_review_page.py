"""The page on which a moderator reads a record."""

import pytest

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.parts import LABELS
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.records import a_topic
from tests.innovations.reviewing.decisions import current
from tests.people import People


def test_the_whole_record_is_there_with_a_box_beside_each_field(client: Client, people: People):
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal)
    page = client.as_user(people.bilal).get(f"{record.path}/review")
    assert page.status_code == 200
    for words in (
        "One catalogue for six libraries",
        "<em>its own</em>",
        "Ashbourne Trust",
        "Library management systems",
        "Amina Yusuf: owner",
        "March 2024 to January 2025",
        "£12,500 (measured)",
        "Not known",
        "Our own counts",
        "Clean the data first",
        "Open Government Licence 3.0",
    ):
        assert words in page.text
    for name, label in LABELS.items():
        assert f'name="comments-{name}"' in page.text
        assert label in page.text


def test_it_says_what_is_missing_to_publish(client: Client, people: People):
    record = make_innovation(people.amina, "submitted", licence=None, lessons=[])
    page = client.as_user(people.bilal).get(f"{record.path}/review")
    assert "It cannot be published yet" in page.text
    assert "Choose a licence" in page.text
    assert "Add at least 1 lesson learned" in page.text


def test_what_changed_since_the_last_decision_is_marked(client: Client, people: People):
    record = make_innovation(people.amina, "changes_requested", reviewer=people.bilal)
    actions.save(
        record,
        people.amina,
        fields={"results": "Requests between the libraries tripled."},
        version=record.version,
    )
    actions.submit(record, people.amina)
    page = client.as_user(people.bilal).get(f"{record.path}/review")
    assert "<del>doubled.</del><ins>tripled.</ins>" in page.text
    assert "Bilal Haddad asked on" in page.text
    assert "Add a figure." in page.text
    assert "Nearly there." in page.text
    assert page.text.count(">Changed</strong>") == 1


def test_changes_are_marked_in_every_kind_of_field(client: Client, people: People):
    record = make_innovation(people.amina, "changes_requested", reviewer=people.bilal)
    lesson = {"text": "Train first", "advice": "", "audience": "board", "step": "planning"}
    owner = {"user_id": people.amina.id, "name": people.amina.name, "role": "owner"}
    sponsor = {"user_id": people.dev.id, "name": people.dev.name, "role": "sponsor"}
    fields = {
        "lessons": [lesson],
        "outcome": "did_not_work",
        "evidence": [{"kind": "survey", "citation": "Staff survey", "link": ""}],
        "people": [owner, sponsor],
        "topics": [a_topic("Coffee trials").id],
    }
    actions.save(record, people.amina, fields=fields, version=record.version)
    actions.submit(record, people.amina)
    page = client.as_user(people.bilal).get(f"{record.path}/review")
    for name in ("lessons", "outcome", "evidence", "people", "topics"):
        assert f'id="part-{name}">{LABELS[name]} <strong' in page.text
    assert page.text.count(">Changed</strong>") == 5


def test_the_words_of_an_appeal_and_the_decision_before_are_shown(client: Client, people: People):
    record = make_innovation(people.amina, "declined", reviewer=people.bilal)
    actions.appeal(record, people.amina, words="<b>Look</b> again\nplease")
    page = client.as_user(people.erin).get(f"{record.path}/review")
    assert "&lt;b&gt;Look&lt;/b&gt; again" in page.text
    assert "There is too little in it for others to use" in page.text


def test_a_suggested_topic_is_shown(client: Client, people: People):
    record = make_innovation(people.amina, "submitted", topic_suggestion="Chatbots")
    assert "Chatbots" in client.as_user(people.bilal).get(f"{record.path}/review").text


@pytest.mark.parametrize("status", ["changes_requested", "declined", "published", "hidden"])
def test_a_record_that_waits_for_nothing_has_no_boxes(client: Client, people: People, status: str):
    record = make_innovation(people.amina, status, reviewer=people.bilal)
    page = client.as_user(people.bilal).get(f"{record.path}/review")
    assert page.status_code == 200
    assert "<textarea" not in page.text


def test_who_may_read_it(client: Client, people: People):
    path = make_innovation(people.amina, "submitted").path + "/review"
    own = make_innovation(people.bilal, "submitted").path + "/review"
    draft = make_innovation(people.amina, "draft").path + "/review"
    for person in (people.amina, people.carys, people.dev):
        assert client.as_user(person).get(path).status_code == 403
    assert client.as_user(people.erin).get(path).status_code == 200
    assert client.as_user(people.bilal).get(own).status_code == 403
    assert client.get(draft).status_code == 404
    assert client.get("/innovations/999999/review").status_code == 404
    assert client.get(f"/innovations/{2**63}/review").status_code == 404
    assert client.delete(path).status_code == 405
    response = client.as_user(None).get(path)
    assert response.status_code == 302
    assert response.location.startswith("/sign-in?next=")


def test_a_person_named_in_the_record_cannot_review_it(client: Client, people: People):
    named = [{"user_id": people.bilal.id, "name": "Bilal Haddad", "role": "sponsor"}]
    owner = [{"user_id": people.amina.id, "name": "Amina Yusuf", "role": "owner"}]
    record = make_innovation(people.amina, "submitted", people=owner + named)
    assert client.as_user(people.bilal).get(f"{record.path}/review").status_code == 403
    assert client.post(f"{record.path}/claim").status_code == 403


def test_the_page_needs_no_more_statements_for_a_longer_record(
    client: Client, people: People, count_statements
):
    short = make_innovation(people.amina, "in_review", reviewer=people.bilal)
    lessons = [{"text": f"Lesson {n}", "advice": "", "audience": "board"} for n in range(20)]
    long = make_innovation(people.amina, "in_review", reviewer=people.bilal, lessons=lessons)
    numbers = []
    for record in (current(short), current(long)):
        client.as_user(people.bilal)
        with count_statements() as statements:
            client.get(f"{record.path}/review")
        numbers.append(len(statements))
    db.session.rollback()
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 16
