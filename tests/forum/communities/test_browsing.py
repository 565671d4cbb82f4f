"""The list of communities and the home of one: who sees what."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from portal.extensions import db
from portal.forum.models import Community, CommunityReader, Membership
from portal.forum.vocabulary import Privacy
from tests.client import Client
from tests.factories import make_community, make_thread
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People

TOKEN = re.compile('name="csrf_token" value="[^"]*"')
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.mark.parametrize("privacy", list(Privacy))
def test_the_list_names_what_the_reader_may_know_of(
    client: Client, people: People, privacy: str
) -> None:
    make_community(people.amina, "Steering group", privacy=privacy)
    assert "Steering group" in client.as_user(people.amina).get("/communities").text
    for person in (people.carys, people.bilal, people.erin):
        listed = "Steering group" in client.as_user(person).get("/communities").text
        assert listed == (privacy != Privacy.CONFIDENTIAL)
    assert "Steering group" not in client.as_user(None).get("/communities").text


def test_visitors_see_what_is_public(client: Client, people: People) -> None:
    community = make_community(people.amina, is_public=True, welcome="Hello", welcome_html="Hello")
    make_thread(people.amina, community, "How do we move the loans?")
    assert "Library systems" in client.get("/communities").text
    page = client.get("/communities/library-systems")
    assert "How do we move the loans?" in page.text
    assert "Amina Yusuf, manager" not in page.text
    assert "/sign-in" in client.get("/communities/library-systems/members").location


def test_the_home_shows_what_it_is_and_what_is_talked_about(client: Client, people: People) -> None:
    community = make_community(
        people.amina, members=[people.dev], summary="For all of us.", ends_on=date(2027, 3, 31)
    )
    make_thread(people.amina, community, "How we use this")
    page = client.as_user(people.dev).get("/communities/library-systems").text
    for words in ("For all of us.", "How we use this", "31 March 2027", "Amina Yusuf, manager"):
        assert words in page
    assert "You are a member" in page
    assert "Run this community" not in page
    assert "Run this community" in client.as_user(people.amina).get(community.path).text


def test_an_outsider_sees_of_a_private_community_only_what_it_is_for(
    client: Client, people: People
) -> None:
    community = make_community(
        people.amina,
        privacy="private",
        summary="For the board.",
        welcome="Secret welcome",
        welcome_html="<p>Secret welcome</p>",
        terms="Secret terms",
        terms_html="<p>Secret terms</p>",
    )
    make_thread(people.amina, community, "Secret thread here")
    for person in (people.carys, people.bilal, people.erin):
        page = client.as_user(person).get(community.path)
        assert page.status_code == 200
        assert "For the board." in page.text
        assert "Ask to join" in page.text
        assert "Secret" not in page.text
        assert client.get(f"{community.path}/members").status_code == 403


PAGES = (
    "",
    "/members",
    "/edit",
    "/close",
    "/invitations",
    "/requests",
    "/request",
    "/leave",
    "/members/1",
    "/requests/1/decline",
)
ACTS = (
    "/join",
    "/request",
    "/request/withdraw",
    "/leave",
    "/follow",
    "/reopen",
    "/edit",
    "/close",
    "/invitations",
    "/invitations/1/withdraw",
    "/members/1",
    "/members/1/remove",
    "/requests/1/admit",
    "/requests/1/decline",
)


def test_a_confidential_community_is_as_if_it_were_not_there(
    client: Client, people: People
) -> None:
    make_community(people.amina, "Steering group", privacy="confidential")
    for person in (people.carys, people.bilal, people.erin):
        client.as_user(person)
        for page in PAGES:
            there = client.get(f"/communities/steering-group{page}")
            unknown = client.get(f"/communities/no-such-group{page}")
            assert (there.status_code, unknown.status_code) == (404, 404), page
            same = there.text.replace("steering-group", "no-such-group")
            assert TOKEN.sub("", same) == TOKEN.sub("", unknown.text)
        for act in ACTS:
            data = {"level": "normal"}
            there = client.post(f"/communities/steering-group{act}", data=data)
            unknown = client.post(f"/communities/no-such-group{act}", data=data)
            assert (there.status_code, unknown.status_code) == (404, 404), act


def test_who_may_do_nothing_there_is_refused(client: Client, people: People) -> None:
    community = make_community(people.amina, privacy="restricted", members=[people.dev])
    client.as_user(people.dev)
    for page in ("/edit", "/close", "/invitations", "/requests", "/members/1", "/request"):
        assert client.get(community.path + page).status_code == 403, page
    for act in ("/reopen", "/members/1/remove", "/requests/1/admit", "/invitations/1/withdraw"):
        assert client.post(community.path + act).status_code == 403, act
    assert client.as_user(people.carys).get(f"{community.path}/leave").status_code == 403
    assert client.post(f"{community.path}/join").status_code == 403


def test_visitors_sign_in_first_and_other_methods_are_refused(
    client: Client, people: People
) -> None:
    community = make_community(people.amina, is_public=True)
    client.as_user(None)
    for page in PAGES[1:]:
        assert "/sign-in" in client.get(community.path + page).location, page
    for act in ACTS:
        assert client.post(community.path + act).status_code == 401, act
    client.as_user(people.amina)
    for page in ("", *PAGES):
        assert client.put(community.path + page).status_code == 405, page
    for act in ("/join", "/follow", "/reopen", "/members/1/remove", "/request/withdraw"):
        assert client.get(community.path + act).status_code == 405, act


def test_the_list_narrows_by_kind_and_to_my_own(client: Client, people: People) -> None:
    make_community(people.amina, "Ours", members=[people.dev])
    other = make_community(people.amina, "Theirs")
    other.kind = "project"
    db.session.commit()
    client.as_user(people.dev)
    mine = client.get("/communities?view=mine")
    assert "Ours" in mine.text
    assert "Theirs" not in mine.text
    projects = client.get("/communities?kind=project").text
    assert "Theirs" in projects
    assert "Ours" not in projects
    assert "of this kind" in client.get("/communities?kind=region").text
    assert is_part_of_its_page(client, "/communities?view=mine")
    assert client.get("/communities?page=9").status_code == 404


def test_how_much_to_be_told_is_kept_beside_the_all_read_mark(
    client: Client, people: People
) -> None:
    community = make_community(people.amina)
    key = (people.dev.id, community.id)
    db.session.add(CommunityReader(person_id=key[0], community_id=key[1], read_upto_post_id=7))
    db.session.commit()
    for level in ("every_post", "muted"):
        answer = client.as_user(people.dev).post(f"{community.path}/follow", data={"level": level})
        assert (answer.status_code, answer.location) == (303, community.path)
    db.session.expire_all()
    kept = db.session.get_one(CommunityReader, key)
    assert (kept.level, kept.read_upto_post_id) == ("muted", 7)
    wrong = client.post(f"{community.path}/follow", data={"level": "loud"})
    assert wrong.status_code == 422


def _fill(people: People, number: int) -> None:
    for n in range(number):
        community = make_community(people.amina, f"Group {n}", members=[people.dev])
        make_thread(people.amina, community)


def test_statements_do_not_grow_with_rows(
    client: Client, people: People, count_statements: Counting
) -> None:
    community = make_community(people.amina, members=[people.dev])
    make_thread(people.amina, community)
    client.as_user(people.dev)
    paths = ("/communities", community.path, f"{community.path}/members")
    few = {}
    for path in paths:
        client.get(path)
        with count_statements() as statements:
            client.get(path)
        few[path] = len(statements)
    _fill(people, 6)
    community = db.session.get_one(Community, community.id)
    for person in (people.bilal, people.carys, people.erin):
        db.session.add(Membership(community_id=community.id, person_id=person.id, role="manager"))
    for number in range(6):
        make_thread(people.amina, community, f"Thread number {number}")
    for path in paths:
        with count_statements() as statements:
            client.get(path)
        assert len(statements) == few[path], path
    assert few["/communities"] <= 8
    assert few[community.path] <= 12
