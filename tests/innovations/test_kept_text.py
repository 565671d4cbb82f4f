"""Nothing typed is lost: drafts, other tabs, other people, an ended session."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func, select
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.models import User
from portal.accounts.sign_in import hash_password
from portal.drafts.models import Draft
from portal.extensions import db
from portal.innovations.models import Innovation
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


def test_characters_that_no_database_keeps_are_left_out(client: Client, people: People):
    client.as_user(people.amina)
    response = save_draft(client, "It began\x00 with a queue.", draft_key="a\x00b")
    assert "Draft saved at" in response.text
    assert "with a queue." in client.get(NEW).text
    draft = {"draft_place": "/knowledge/topics/a\x00b/captures/new", "note": "Ask her."}
    assert client.post("/drafts", data=draft, headers=HTMX).status_code == 200


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
    save_draft(client, "Second tab, other text.", draft_key="second-tab")
    save_draft(client, "First tab, more text.", draft_sequence="1")
    page = client.get(NEW).text
    assert "First tab, more text." in page
    assert "You typed other text here in another tab" in page
    assert "Second tab, other text." in client.get(f"{NEW}?draft=second-tab").text


def test_the_same_draft_open_twice_keeps_both_texts(client: Client, people: People):
    client.as_user(people.amina)
    save_draft(client, "Begun.")
    save_draft(client, "Gone on in one tab.", draft_sequence="1")
    late = save_draft(client, "Gone on in the other.", draft_sequence="1")
    assert "copy of its own" in late.text
    page = client.get(NEW).text
    assert "Gone on in the other." in page
    assert "You typed other text here in another tab" in page


def test_sending_one_tab_leaves_the_draft_of_the_other(client: Client, people: People):
    client.as_user(people.amina)
    save_draft(client, "Nearly done.")
    save_draft(client, "Something else.", draft_key="second-tab")
    client.post(NEW, data={**short_form(people.amina), "draft_key": "first-tab"})
    late = save_draft(client, "Nearly done, late.", draft_sequence="1")
    assert "already sent" in late.text
    page = client.get(NEW).text
    assert "Nearly done" not in page
    assert "Something else." in page
    more = save_draft(client, "Something else, more.", draft_key="second-tab", draft_sequence="1")
    assert "Draft saved at" in more.text


def test_a_form_that_is_sent_again_is_done_once(client: Client, people: People):
    client.as_user(people.amina)
    data = {**short_form(people.amina), "draft_key": "one-form"}
    first, again = client.post(NEW, data=data), client.post(NEW, data=data)
    assert first.location == again.location == "/innovations/1/tasks"
    assert db.session.scalar(select(func.count()).select_from(Innovation)) == 1


def test_a_form_that_was_sent_before_it_was_changed_is_given_back(client: Client, people: People):
    client.as_user(people.amina)
    data = {**short_form(people.amina), "draft_key": "one-form"}
    assert client.post(NEW, data=data).location == "/innovations/1/tasks"
    changed = {**data, "problem": "It began with a queue."}
    again = client.post(NEW, data=changed)
    assert (again.status_code, again.location) == (303, NEW)
    page = client.get(NEW).text
    assert "This was sent before you changed it" in page
    assert "It began with a queue." in page
    assert db.session.scalar(select(func.count()).select_from(Innovation)) == 1
    part = client.post(NEW, data=changed, headers=HTMX)
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, NEW)
    # Once more, as the page that gives it back sends it.
    key = db.session.scalars(select(Draft.key).where(Draft.place == NEW)).first()
    assert client.post(NEW, data={**changed, "draft_key": key}).location == "/innovations/2/tasks"


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


def test_the_page_of_both_texts_keeps_nobody_from_writing(client: Client, people: People):
    record = recorded(client, people.amina)
    begun: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        data = short_form(people.amina, problem="Mine", version="7")
        assert client.post(f"{record.path}/edit/summary", data=data).status_code == 409
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert not begun or begun[-1] == "BEGIN"


def ended_form(client: Client, person: User) -> TestResponse:
    """The answer to a form that is sent after the session has ended by itself."""
    client.as_user(person)
    clock.start_at(clock.now() + timedelta(hours=13))
    return client.post(NEW, data=short_form(person, problem="Do not lose me"))


def kept_in(response: TestResponse) -> str:
    return response.text.split('name="kept" value="', 1)[1].split('"', 1)[0]


@pytest.fixture
def password(people: People) -> Iterator[str]:
    for person in (people.amina, people.carys):
        db.session.merge(person).password_hash = hash_password("correct horse battery")
    db.session.commit()
    yield "correct horse battery"
    clock.start_at(None)


def test_a_form_sent_after_the_session_ended_is_given_back(
    client: Client, people: People, password: str
):
    ended = ended_form(client, people.amina)
    assert ended.status_code == 401
    assert ended.headers["Cache-Control"] == "no-store"
    assert "We have kept what you typed" in ended.text
    data = {"email": people.amina.email, "password": password, "kept": kept_in(ended)}
    assert client.post("/sign-in", data=data).location == NEW
    assert "Do not lose me" in client.get(NEW).text


def test_nobody_else_gets_the_text_of_an_ended_session(
    client: Client, people: People, password: str
):
    ended = ended_form(client, people.amina)
    data = {"email": people.carys.email, "password": password, "kept": kept_in(ended)}
    assert client.post("/sign-in", data=data).location == "/"
    assert "Do not lose me" not in client.get(NEW).text


def test_text_of_nobody_in_particular_is_shown_to_be_copied(client: Client, people: People):
    answer = client.as_user(None).post(NEW, data=short_form(people.amina, problem="Keep me"))
    assert answer.status_code == 401
    assert "Keep me" in answer.text
    assert kept_in(answer) == ""


def test_a_spoiled_kept_text_is_ignored(client: Client, people: People, password: str):
    data = {"email": people.amina.email, "password": password, "kept": "x.y.z"}
    assert client.post("/sign-in", data=data).status_code == 303


def test_all_unsent_text_can_be_read_and_deleted(client: Client, people: People):
    client.as_user(people.amina)
    save_draft(client, "Where did this go?", place="/innovations/77/edit/results")
    page = client.get("/drafts")
    assert "Where did this go?" in page.text
    assert client.fragment("/drafts").text.strip() in page.text
    assert "Where did this go?" not in client.as_user(people.dev).get("/drafts").text
    assert client.as_user(None).get("/drafts").status_code == 302
    data = {"draft_place": "/innovations/77/edit/results", "draft_key": "first-tab"}
    client.as_user(people.amina).post("/drafts/discard", data=data)
    assert "Where did this go?" not in client.get("/drafts").text
