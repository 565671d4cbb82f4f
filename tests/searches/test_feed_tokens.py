"""Feeds for feed readers: an address that reads one feed as its owner would, until they stop it."""

import logging

import pytest
from itsdangerous import URLSafeSerializer

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from portal.permissions import Role
from portal.serve.request_log import RequestLog
from portal.visibility import Status
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People
from tests.search.conftest import work
from tests.searches.conftest import saved, saved_by
from tests.searches.feeding import BASE, FEED, TOPIC, leaves, made_by, records
from tests.searches.test_feed import ATOM, read, titles

__all__ = ["records"]


def seen(client: Client, address: str) -> set[str]:
    """For whom the records are that a feed shows."""
    return {title.removeprefix("Catalogue for ") for title in titles(read(client.get(address)))}


@pytest.mark.parametrize("path", [FEED, TOPIC, "/organisations/ZZ02/feed.atom"])
def test_a_feed_reader_reads_what_its_owner_may_see(
    client: Client, people: People, records: dict[str, int], path: str
):
    own, others = made_by(client, people.carys, path), made_by(client, people.amina, path)
    assert seen(client, path) == {"public"}
    assert seen(client, own) == {"public", "members", "organisation"}
    assert seen(client, others) == {"public", "members"}


def test_who_is_signed_in_does_not_count(client: Client, people: People, records: dict[str, int]):
    address = made_by(client, people.amina)
    assert seen(client.as_user(people.carys), address) == {"public", "members"}


def test_the_answer_is_kept_by_nobody(client: Client, people: People, records: dict[str, int]):
    response = client.get(made_by(client, people.carys))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers


def test_the_token_is_in_no_link_but_that_to_itself(
    client: Client, people: People, records: dict[str, int]
):
    for path in (FEED, TOPIC):
        address = made_by(client, people.carys, path)
        token = address.rpartition("token=")[2]
        feed = read(client.get(address))
        (itself,) = feed.findall(f"{ATOM}link[@rel='self']")
        assert itself.get("href") == BASE + address
        feed.remove(itself)
        assert token not in "".join(str(element.attrib) for element in feed.iter())
        assert token not in "".join(feed.itertext())


def test_the_token_opens_nothing_else(client: Client, people: People, records: dict[str, int]):
    address = made_by(client, people.carys)
    token = address.rpartition("token=")[2]
    others = (
        "/search/feed.atom",
        "/search/feed.atom?q=members",
        f"{FEED}&kind=project",
        TOPIC,
        "/topics/none/feed.atom",
        "/organisations/ZZ02/feed.atom",
        "/searches/1/feed.atom",
    )
    for path in others:
        joint = "&" if "?" in path else "?"
        assert client.get(f"{path}{joint}token={token}").status_code == 404, path
    for path in (f"/innovations/{records['members']}", "/search?q=catalogue", "/innovations"):
        joint = "&" if "?" in path else "?"
        assert "for members" not in client.get(f"{path}{joint}token={token}").text
    for path in ("/feeds", "/searches"):
        assert client.get(f"{path}?token={token}").location.startswith("/sign-in")
    assert client.post(address).status_code == 405


def forged(client: Client, key: object, salt: str) -> str:
    secret = client.application.secret_key
    return str(URLSafeSerializer(str(secret), salt=salt).dumps(key))


def test_every_token_that_is_wrong_gets_the_same_answer(
    client: Client, people: People, records: dict[str, int]
):
    address = made_by(client, people.carys)
    stem, _, token = address.rpartition("token=")
    key = leaves()[0].id
    wrong = [
        "",
        "x",
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "é" * 10,
        token * 50,
        forged(client, key, "harvest.resumption"),
        forged(client, key + 1, "feed.token"),
        str(URLSafeSerializer("other", salt="feed.token").dumps(key)),
    ]
    answers = [client.get(stem + "token=" + text) for text in wrong]
    client.as_user(people.carys).post(f"/feeds/{key}/stop")
    client.as_user(None)
    answers.append(client.get(address))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert not any(token in answer.text for answer in answers)


def test_a_disabled_person_s_feeds_are_gone(
    client: Client, people: People, records: dict[str, int]
):
    address = made_by(client, people.carys)
    unknown = client.get(address[:-1])
    db.session.get_one(User, people.carys.id).disabled_at = clock.now()
    db.session.commit()
    response = client.get(address)
    assert (response.status_code, response.text) == (404, unknown.text)


@pytest.mark.parametrize("kept", [False, True])
def test_rights_that_are_lost_are_lost_at_once(
    client: Client, people: People, records: dict[str, int], kept: bool
):
    address = made_by(client, people.carys)
    before = client.get(address)
    asked = {"If-None-Match": before.headers["ETag"]} if kept else {}
    assert client.get(address, headers=asked).status_code == (304 if kept else 200)
    carys = db.session.get_one(User, people.carys.id)
    carys.organisation_id = people.amina.organisation_id
    db.session.commit()
    moved = client.get(address, headers=asked)
    assert set(titles(read(moved))) == {"Catalogue for public", "Catalogue for members"}
    record = db.session.get_one(Innovation, records["members"])
    erin = db.session.get_one(User, people.erin.id)
    actions.hide(record, erin, reason="rights", words="Not yours.")
    db.session.get_one(Innovation, records["public"]).audience = "organisation"
    db.session.commit()
    assert titles(read(client.get(address, headers=asked))) == []


def test_a_lost_role_counts_at_once(client: Client, people: People, records: dict[str, int]):
    hidden = make_innovation(
        people.amina, Status.SUBMITTED, title="Catalogue for nobody", audience="organisation"
    )
    assert hidden.id
    work()
    address = made_by(client, people.bilal)
    before = client.get(address)
    db.session.get_one(User, people.bilal.id).role = Role.MEMBER
    db.session.commit()
    asked = {"If-None-Match": before.headers["ETag"]}
    after = client.get(address, headers=asked)
    assert after.status_code in (200, 304)
    assert "for nobody" not in after.text


def test_a_saved_search_has_a_feed(client: Client, people: People, records: dict[str, int]):
    saved(client.as_user(people.carys), "Catalogues", "q=catalogue")
    (search,) = saved_by(people.carys.id)
    path = f"{search.path}/feed.atom"
    feed = read(client.get(path))
    assert len(titles(feed)) == 3
    assert str(feed.findtext(f"{ATOM}title")).startswith("Catalogues – ")
    address = made_by(client, people.carys, path)
    assert seen(client, address) == {"public", "members", "organisation"}
    assert client.get(path).location.startswith("/sign-in")
    assert client.as_user(people.amina).get(path).status_code == 404
    assert client.post("/feeds", data={"path": path}).status_code == 404
    client.as_user(people.carys).post(f"{search.path}/edit", data={"name": "All catalogues"})
    assert "All catalogues" in client.get("/feeds").text
    client.post(f"{search.path}/delete")
    assert leaves() == []
    assert client.as_user(None).get(address).status_code == 404


def test_no_log_has_a_token(
    client: Client,
    people: People,
    records: dict[str, int],
    caplog: pytest.LogCaptureFixture,
):
    address = made_by(client, people.carys)
    token = address.rpartition("token=")[2]
    inner = client.application.wsgi_app
    client.application.wsgi_app = RequestLog(inner)  # type: ignore[method-assign,arg-type]
    with caplog.at_level(logging.DEBUG):
        client.get(address)
        client.get(address + "x")
    logged = [str(vars(record)) for record in caplog.records]
    assert any("/search/feed.atom" in line for line in logged)
    assert not any(token in line for line in logged)
