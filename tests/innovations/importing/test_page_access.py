"""Who may import, see an import and undo it."""

from sqlalchemy import select

from portal.extensions import db
from portal.innovations.importing.models import State
from portal.innovations.models import Innovation
from tests.client import Client
from tests.innovations.importing.builders import records
from tests.innovations.importing.pages import NEW, checked, imported, state_of, work
from tests.people import People

PAGES = ("", "/columns", "/values", "/undo", "/records")
POSTS = ("/columns", "/values", "/run", "/undo", "/discard")


def test_only_moderators_may_publish_at_once(client: Client, people: People) -> None:
    path = checked(client.as_user(people.amina), records(1))
    assert "record_status" not in client.get(path).text
    assert client.post(f"{path}/run", data={"record_status": "published"}).status_code == 403
    assert state_of(path) == State.CHECKED
    path = checked(client.as_user(people.bilal), records(1))
    assert "record_status" in client.get(path).text
    client.post(f"{path}/run", data={"record_status": "published"})
    work()
    assert "imported as published records" in client.get(path).text
    assert db.session.scalars(select(Innovation)).one().status == "published"


def test_someone_who_lost_the_right_imports_no_more(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    client.post(f"{path}/run")
    db.session.merge(people.amina).role = "member"
    db.session.commit()
    work()
    assert state_of(path) == State.FAILED
    assert db.session.scalars(select(Innovation)).all() == []


def test_imports_of_others_are_not_there(client: Client, people: People) -> None:
    path = checked(client.as_user(people.amina), records(1))
    client.as_user(people.bilal)
    for page in PAGES:
        assert client.get(path + page).status_code == 404
    for post in POSTS:
        assert client.post(path + post).status_code == 404
    assert "records.csv" not in client.get("/innovations/imports").text


def test_administrators_see_all_imports_and_undo_them(client: Client, people: People) -> None:
    path = imported(client.as_user(people.amina), records(1))
    client.as_user(people.erin)
    assert "by Amina Yusuf" in client.get("/innovations/imports").text
    for page in PAGES:
        assert client.get(path + page).status_code == 200
    client.post(f"{path}/undo")
    work()
    assert state_of(path) == State.UNDONE


def test_members_may_not_import_and_visitors_sign_in(client: Client, people: People) -> None:
    path = checked(client.as_user(people.amina), records(1))
    pages = ["/innovations/imports", NEW, *(path + page for page in PAGES)]
    client.as_user(people.dev)
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(path + post).status_code for post in POSTS} == {403}
    client.as_user(None)
    for page in pages:
        assert client.get(page).location.startswith("/sign-in?next=")
    for post in POSTS:
        assert client.post(path + post).status_code == 401


def test_odd_addresses_are_not_found(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    for page in ("99", str(2**63), "0", "x"):
        assert client.get(f"/innovations/imports/{page}").status_code == 404
    assert client.get(f"{path}?page=99").status_code == 404
    assert client.get("/innovations/imports?page=99").status_code == 404
    assert client.get(f"{path}/run").status_code == 405
