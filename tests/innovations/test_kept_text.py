"""Nothing typed is lost: drafts, other tabs, other people, an ended session."""

from portal.accounts.sign_in import hash_password
from portal.extensions import db
from tests.client import Client
from tests.innovations.records import fields_of, recorded, short_form
from tests.people import People

NEW = "/innovations/new"
HTMX = {"HX-Request": "true"}


def save_draft(client: Client, text: str, place: str = NEW, **steering: str):
    data = {**fields_of(place), "title": "Half a title", "problem": text, **steering}
    return client.post("/drafts", data=data, headers=HTMX)


def test_a_draft_is_saved_while_typing_and_comes_back(client: Client, people: People):
    client.as_user(people.amina)
    response = save_draft(client, "It began with a queue.")
    assert "Draft saved at" in response.text
    assert "It began with a queue." in client.get(NEW).text
    assert "It began with a queue." not in client.as_user(people.dev).get(NEW).text


def test_the_button_saves_a_draft_without_javascript(client: Client, people: People):
    data = {**fields_of(NEW), "problem": "Typed without a script."}
    response = client.as_user(people.amina).post("/drafts", data=data)
    assert (response.status_code, response.location) == (303, NEW)
    page = client.get(NEW)
    assert "Draft saved" in page.text
    assert "Typed without a script." in page.text


def test_two_tabs_never_overwrite_each_other(client: Client, people: People):
    client.as_user(people.amina)
    save_draft(client, "First tab, first text.")
    second = save_draft(client, "Second tab, other text.")
    assert "copy of its own" in second.text
    save_draft(client, "First tab, more text.", draft_sequence="1")
    page = client.get(NEW).text
    assert "First tab, more text." in page
    assert "You typed other text here in another tab" in page
    assert "Second tab, other text." in client.get(f"{NEW}?copy=1").text


def test_saving_the_record_ends_its_draft_and_a_late_autosave_is_dropped(
    client: Client, people: People
):
    client.as_user(people.amina)
    save_draft(client, "Nearly done.")
    client.post(NEW, data=short_form(people.amina))
    late = save_draft(client, "Nearly done, late.", draft_sequence="1")
    assert "already sent" in late.text
    assert "Nearly done" not in client.get(NEW).text


def test_a_draft_belongs_to_a_page_of_the_portal(client: Client, people: People):
    client.as_user(people.amina)
    for place in ("https://evil.example/", "//evil.example", "/nowhere", "/search", "", "/drafts"):
        assert save_draft(client, "text", place=place).status_code == 400, place


def test_two_people_editing_the_second_sees_both_texts(client: Client, people: People):
    more = {"people-1-person": str(people.dev.id), "people-1-role": "owner"}
    record = recorded(client, people.amina, **more)
    path = f"{record.path}/edit/summary"
    mine = short_form(people.amina, problem="Amina's words", version="1", **more)
    theirs = short_form(people.amina, problem="Dev's words", version="1", **more)
    assert client.as_user(people.dev).post(path, data=theirs).status_code == 303
    second = client.as_user(people.amina).post(path, data=mine)
    assert second.status_code == 409
    assert "Amina&#39;s words" in second.text
    assert "Dev&#39;s words" in second.text
    again = client.post(path, data={**mine, "problem": "Both", "version": "2"})
    assert again.status_code == 303
    assert "Both" in client.get(record.path).text


def test_a_form_sent_after_the_session_ended_is_given_back(client: Client, people: People):
    people.amina.password_hash = hash_password("correct horse battery")
    db.session.add(people.amina)
    db.session.commit()
    ended = client.as_user(None).post(NEW, data=short_form(people.amina, problem="Do not lose me"))
    assert ended.status_code == 401
    assert "We have kept what you typed" in ended.text
    kept = ended.text.split('name="kept" value="', 1)[1].split('"', 1)[0]
    data = {"email": people.amina.email, "password": "correct horse battery", "kept": kept}
    response = client.post("/sign-in", data=data)
    assert response.location == NEW
    assert "Do not lose me" in client.get(NEW).text


def test_a_spoiled_kept_text_is_ignored(client: Client, people: People):
    people.amina.password_hash = hash_password("correct horse battery")
    db.session.add(people.amina)
    db.session.commit()
    data = {"email": people.amina.email, "password": "correct horse battery", "kept": "x.y.z"}
    assert client.post("/sign-in", data=data).status_code == 303
