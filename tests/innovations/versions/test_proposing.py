"""An owner's change of a published record waits, and readers see the record as it was."""

import re

import pytest

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.records import short_form
from tests.innovations.reviewing.decisions import current, mail_to
from tests.innovations.versions.typed import ADVICE, hand_in, kept, pending, send, token_of
from tests.people import People


@pytest.fixture
def record(people: People) -> Innovation:
    owners = [
        {"user_id": person.id, "name": person.name, "role": "owner"}
        for person in (people.amina, people.dev)
    ]
    return make_innovation(people.amina, reviewer=people.bilal, people=owners)


def test_readers_see_the_record_as_it_was(client: Client, people: People, record):
    response = send(client, people.amina, record)
    assert response.status_code == 303
    assert response.location == f"{record.path}/tasks"
    assert "when a moderator has agreed" in client.get(response.location).text
    assert "Begin early" not in client.as_user(None).get(record.path).text
    assert pending(record).fields == {"starting_advice": "Begin early"}
    assert len(kept(record)) == 1
    assert "Begin early" in client.as_user(people.dev).get(f"{record.path}/edit/advice").text


def test_the_owners_page_shows_what_would_change(client: Client, people: People, record):
    send(client, people.amina, record)
    page = client.get(f"{record.path}/tasks")
    assert "<ins>Begin early</ins>" in page.text
    assert "Submit the changes" in page.text
    assert "write to <a" not in page.text
    preview = client.get(f"{record.path}/changes")
    assert "Begin early" in preview.text
    assert "One catalogue for six libraries" in preview.text


def test_what_is_set_back_is_no_change_any_more(client: Client, people: People, record):
    send(client, people.amina, record, risks="Cost")
    send(client, people.amina, record, starting_advice="", risks="Cost")
    assert pending(record).fields == {"risks": "Cost"}
    send(client, people.amina, record, starting_advice="", risks="")
    assert pending(record) is None
    assert client.get(f"{record.path}/changes").status_code == 404


def test_changes_in_several_sections_wait_together(client: Client, people: People, record):
    send(client, people.amina, record)
    form = short_form(people.amina, title="Seven libraries", audience="members")
    send(client, people.dev, record, "summary", **{k: v for k, v in form.items() if k != "version"})
    assert pending(record).fields.keys() >= {"title", "audience", "starting_advice"}
    assert current(record).title == "One catalogue for six libraries"


def test_two_owners_at_once_see_both_texts(client: Client, people: People, record):
    path = f"{record.path}/edit/advice"
    token = token_of(client.as_user(people.amina), path)
    send(client, people.dev, record, starting_advice="Dev's words")
    data = {**ADVICE, "version": token, "starting_advice": "Amina's words"}
    both = client.as_user(people.amina).post(path, data=data)
    assert both.status_code == 409
    assert "Dev&#39;s words" in both.text
    assert "Amina&#39;s words" in both.text
    assert pending(record).fields["starting_advice"] == "Dev's words"
    data["version"] = both.text.split('name="version" value="')[1].split('"')[0]
    assert client.post(path, data=data).status_code == 303
    assert pending(record).fields["starting_advice"] == "Amina's words"


def test_changes_that_were_deleted_and_begun_again_are_told_apart(
    client: Client, people: People, record
):
    path = f"{record.path}/edit/advice"
    send(client, people.dev, record, risks="First")
    token = token_of(client.as_user(people.amina), path)
    client.as_user(people.dev).post(f"{record.path}/changes/delete")
    send(client, people.dev, record, risks="Second")
    data = {**ADVICE, "version": token, "risks": "First"}
    assert client.as_user(people.amina).post(path, data=data).status_code == 409
    assert pending(record).fields["risks"] == "Second"


def test_a_moderators_change_meanwhile_is_not_taken_back(client: Client, people: People, record):
    path = f"{record.path}/edit/advice"
    token = token_of(client.as_user(people.amina), path)
    now = current(record)
    editor = db.session.merge(people.bilal)
    actions.save(now, editor, fields={"risks": "Seen by Bilal"}, version=now.version)
    db.session.commit()
    data = {**ADVICE, "version": token}
    both = client.as_user(people.amina).post(path, data=data)
    assert both.status_code == 409
    assert "Seen by Bilal" in both.text


def test_submitting_needs_a_complete_record(client: Client, people: People, record):
    send(client, people.amina, record, "permissions", contact="portal")
    page = client.get(f"{record.path}/tasks")
    assert "Before you can submit your changes" in page.text
    client.post(f"{record.path}/changes/submit")
    assert pending(record).status == "draft"
    assert "Then you can submit your changes" in client.get(f"{record.path}/tasks").text


def test_submitted_changes_get_a_receipt_and_a_place(client: Client, people: People, record):
    make_innovation(people.carys, "submitted")
    hand_in(client, people.amina, record)
    assert "number 2 in the queue" in client.get(f"{record.path}/tasks").text
    for address in ("amina@portal.example", "dev@portal.example"):
        (text,) = mail_to(address, "Received")
        assert "They are number 2 in the queue." in text


def test_submitted_changes_are_taken_back_before_they_are_changed(
    client: Client, people: People, record
):
    path = f"{record.path}/edit/advice"
    send(client, people.amina, record)
    token = token_of(client, path)
    client.post(f"{record.path}/changes/submit")
    assert client.get(path).location == f"{record.path}/tasks"
    late = client.post(path, data={**ADVICE, "version": token, "risks": "Do not lose me"})
    assert late.status_code == 409
    assert "Do not lose me" in late.text
    client.post(f"{record.path}/changes/withdraw")
    assert pending(record).status == "draft"
    assert send(client, people.amina, record, risks="Now").status_code == 303


def test_deleting_the_changes_asks_first(client: Client, people: People, record):
    send(client, people.amina, record)
    page = client.get(f"{record.path}/changes/delete")
    assert "Delete your changes" in page.text
    assert client.post(f"{record.path}/changes/delete").status_code == 303
    assert pending(record) is None


def test_a_second_click_does_it_once(client: Client, people: People, record):
    hand_in(client, people.amina, record)
    before = pending(record).version
    assert client.post(f"{record.path}/changes/submit").status_code == 303
    assert "already been submitted" in client.get(f"{record.path}/tasks").text
    assert pending(record).version == before


def test_a_moderators_own_edit_is_direct_and_kept(client: Client, people: People, record):
    assert send(client, people.bilal, record).status_code == 303
    assert pending(record) is None
    assert kept(record)[-1].by_id == people.bilal.id
    assert "Begin early" in client.as_user(None).get(record.path).text


def test_an_owner_who_is_a_moderator_proposes_too(client: Client, people: People):
    record = make_innovation(people.bilal)
    send(client, people.bilal, record)
    assert pending(record).fields == {"starting_advice": "Begin early"}


def test_whoever_shows_their_address_is_the_one_who_chose_it(
    client: Client, people: People, record
):
    data = {"agreed_by_organisation": "y", "agreed_by_people": "y", "no_patient_data": "y"}
    data |= {"licence": "OGL-3.0", "contact": "email"}
    send(client, people.dev, record, "permissions", **data)
    assert pending(record).fields == {"contact": "email", "contact_person_id": people.dev.id}


@pytest.mark.parametrize("verb", ["submit", "withdraw", "delete"])
def test_who_may(client: Client, people: People, record, verb: str):
    path = f"{record.path}/changes/{verb}"
    draft = make_innovation(people.amina, "draft")
    for person in (people.carys, people.bilal):
        assert client.as_user(person).post(path).status_code == 403
    assert client.post(f"{draft.path}/changes/{verb}").status_code == 404
    assert client.post(f"/innovations/999999/changes/{verb}").status_code == 404
    assert client.put(path).status_code == 405
    assert client.as_user(None).post(path).status_code in (302, 401)
    # There is nothing to do it to.
    client.as_user(people.amina).post(path)
    assert "There are no changes" in client.get(f"{record.path}/tasks").text


def test_others_cannot_read_the_changes(client: Client, people: People, record):
    send(client, people.amina, record)
    path = f"{record.path}/changes"
    assert client.as_user(people.carys).get(path).status_code == 403
    assert client.as_user(people.bilal).get(path).status_code == 200
    assert client.as_user(None).get(path).status_code == 302
    assert client.as_user(people.amina).post(path).status_code == 405


def test_my_records_and_the_front_page_say_that_there_are_changes(
    client: Client, people: People, record
):
    send(client, people.amina, record)
    assert "Changes: draft" in client.get("/innovations/mine").text
    assert "Changes to One catalogue for six libraries" in client.get("/").text
    client.post(f"{record.path}/changes/submit")
    assert "Changes: submitted" in client.get("/innovations/mine").text
    assert "Changes to One catalogue" not in client.get("/").text


@pytest.mark.parametrize("act", ["submit", "delete"])
def test_what_another_owner_wrote_meanwhile_is_not_acted_on_unread(
    client: Client, people: People, record, act: str
):
    assert send(client, people.amina, record, starting_advice="Mine").status_code == 303
    page = "/tasks" if act == "submit" else "/changes/delete"
    text = client.get(f"{record.path}{page}").text
    seen = re.search(r'name="seen" value="([^"]+)"', text)[1]
    assert send(client, people.dev, record, starting_advice="Theirs").status_code == 303
    client.as_user(people.amina).post(f"{record.path}/changes/{act}", data={"seen": seen})
    assert pending(record).status == "draft"
    assert pending(record).fields["starting_advice"] == "Theirs"
    assert "Look at it again" in client.get(f"{record.path}/tasks").text
