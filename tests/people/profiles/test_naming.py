"""Whoever cannot be found may have what they wrote bear no name, and their name back."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation, Version
from portal.outbox import drain
from tests.client import Client
from tests.factories import make_community, make_innovation, make_reply, make_thread
from tests.people import People

LISTING = "/account/profile/listing"
HIDDEN = {"is_listed": "no", "is_named": "no"}


def work() -> None:
    db.session.commit()
    db.session.remove()
    while drain():
        pass


def written(people: People) -> tuple[str, str]:
    """The addresses of an innovation and of a thread of Amina's."""
    record = make_innovation(people.amina, reviewer=people.bilal, title="A desk")
    fields = {"summary": "A desk for all."}
    actions.save(record, db.session.merge(people.amina), fields=fields, version=record.version)
    thread = make_thread(people.amina, make_community(people.bilal), "How does a desk work?")
    make_reply(people.carys, thread, f"Ask @[{people.amina.id}] of it.")
    paths = record.path, thread.path
    work()
    return paths


def choose(client: Client, person: User, form: dict[str, str]) -> None:
    assert client.as_user(person).post(LISTING, data=form).status_code == 303
    work()


def test_no_page_names_them(client: Client, people: People):
    paths = written(people)
    choose(client, people.amina, HIDDEN)
    client.as_user(db.session.merge(people.dev))
    for path in (*paths, "/innovations", "/threads", "/search?q=desk", "/people"):
        page = client.get(path).text
        assert "Amina Yusuf" not in page, path
    assert "Former member" in client.get(paths[0]).text
    assert "Former member" in client.get(paths[1]).text


def test_nothing_is_found_by_their_name_nor_kept_under_it(client: Client, people: People):
    written(people)
    choose(client, people.amina, HIDDEN)
    page = client.as_user(db.session.merge(people.dev)).get("/search?q=author:yusuf").text
    assert "/innovations/" not in page.split("<main")[1]
    assert "/threads/" not in page.split("<main")[1]
    for version in db.session.scalars(select(Version)):
        assert [row["name"] for row in version.fields["people"]] == ["Former member"]


def test_they_still_see_their_own_name(client: Client, people: People):
    choose(client, people.amina, HIDDEN)
    person = db.session.get_one(User, people.amina.id)
    assert (person.name, person.own_name) == ("Former member", "Amina Yusuf")
    page = client.as_user(person).get("/account/profile").text
    assert "Amina Yusuf" in page


def test_mail_calls_them_by_their_own_name(app: Flask, client: Client, people: People):
    path, _ = written(people)
    choose(client, people.amina, HIDDEN)
    record = db.session.get_one(Innovation, int(path.rpartition("/")[2]))
    actions.hide(record, db.session.merge(people.bilal), reason="rights", words="Whose is it?")
    work()
    mails = [file.read_text() for file in Path(app.config["DATA_DIR"], "mail").glob("*.eml")]
    (told,) = [mail for mail in mails if "Whose is it?" in mail]
    assert "To: Amina Yusuf <amina@portal.example>" in told
    assert "Hello Amina Yusuf" in told
    assert "Former member" not in told


def test_who_comes_back_has_their_name_again(client: Client, people: People):
    paths = written(people)
    choose(client, people.amina, HIDDEN)
    choose(client, db.session.get_one(User, people.amina.id), {"is_listed": "yes"})
    client.as_user(db.session.merge(people.dev))
    for path in paths:
        page = client.get(path).text
        assert "Amina Yusuf" in page
        assert "Former member" not in page


def test_they_may_keep_their_name_where_it_stands(client: Client, people: People):
    paths = written(people)
    choose(client, people.amina, {"is_listed": "no", "is_named": "yes"})
    assert "Amina Yusuf" in client.as_user(db.session.merge(people.dev)).get(paths[1]).text


def test_the_choice_has_to_be_one_of_the_two(client: Client, people: People):
    answer = client.as_user(people.amina).post(LISTING, data={**HIDDEN, "is_named": "maybe"})
    assert answer.status_code == 422
    assert "Choose what should stand on what you wrote" in answer.text
