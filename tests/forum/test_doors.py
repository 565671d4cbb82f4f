"""What is said in a closed community leaves it by no door: each is tried as every outsider."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.actions import posting, summarising
from portal.forum.actions.rearranging import merge
from portal.forum.models import (
    Community,
    Membership,
    Post,
    PostFile,
    PostRevision,
    Thread,
)
from portal.forum.vocabulary import Privacy
from portal.search import indexing
from portal.search.addresses import Asked
from portal.search.fields import Sort
from portal.searches import actions as searches
from tests.application import MadeOnce
from tests.client import Client
from tests.factories import make_community, make_thread
from tests.people import People
from tests.search.conftest import work

SECRET = "Zephyrine"
OUTSIDERS = ("dev", "bilal", "erin", None)


class World(NamedTuple):
    """A closed community with all that can be in one; Dev was in it, and follows its threads."""

    slug: str
    thread: int
    merged: int
    opening: int
    reply: int
    file: int
    outside: int
    saved: int


@pytest.fixture(params=[Privacy.PRIVATE, Privacy.CONFIDENTIAL])
def world(people: People, made_once: MadeOnce, request: pytest.FixtureRequest) -> World:
    return made_once((World, request.param), lambda: make_world(people, request.param))


def make_world(people: People, privacy: Privacy) -> World:
    indexing.rebuild()
    # A private one is listed by its name, which is no secret.
    name = f"{SECRET} group" if privacy == Privacy.CONFIDENTIAL else "Closed group"
    inside = make_community(people.amina, name, privacy=privacy, members=[people.carys, people.dev])
    inside.slug = "closed-group"
    text = f"{SECRET} has 90,000 open loans."
    thread = make_thread(people.carys, inside, f"{SECRET} loans", text)
    other = make_thread(people.carys, inside, f"{SECRET} holds", text)
    # Dev is told of what comes, and follows by replying.
    posting.reply(people.dev, thread, text="Asked.")
    reply = posting.reply(people.amina, thread, text=f"{SECRET} froze them. @Dev Patel")
    db.session.add(
        PostRevision(
            post_id=reply.id, number=1, text=SECRET, editor_id=people.amina.id, at=reply.created_at
        )
    )
    file = PostFile(
        post_id=reply.id,
        digest="0" * 64,
        name=f"{SECRET}.pdf",
        media_type="application/pdf",
        size=9,
    )
    db.session.add(file)
    summarising.summarise(thread, people.amina, text=f"{SECRET} waits.", seen=0)
    merge(db.session.get_one(Thread, other.id), people.amina, thread)
    links = f"See /threads/{thread.id} and /posts/{reply.id}"
    outside = make_thread(people.dev, make_community(people.dev, "Open group"), "Places", links)
    saved = searches.save(
        people.dev,
        Asked("loans", {"community": frozenset({inside.slug})}, Sort.RELEVANCE),
        name="x",
    )
    db.session.flush()
    first = select(Post.id).where(Post.thread_id == thread.id).order_by(Post.no)
    opening = db.session.scalars(first.limit(1)).one()
    found = World(
        slug=inside.slug,
        thread=thread.id,
        merged=other.id,
        opening=opening,
        reply=reply.id,
        file=file.id,
        outside=outside.id,
        saved=saved.search.id,
    )
    dev_id = people.dev.id
    db.session.commit()
    work()
    db.session.execute(
        delete(Membership).where(Membership.person_id == dev_id, Membership.role == "member")
    )
    db.session.commit()
    return found


# What is there for those who are in, and for nobody else.
CLOSED = (
    "/threads/{thread}",
    "/threads/{merged}",
    "/threads/{thread}?view=answers",
    "/threads/{thread}/unread",
    "/threads/{thread}/print",
    "/threads/{thread}/history",
    "/threads/{thread}/posts/1",
    "/threads/{merged}/posts/1",
    "/threads/{thread}/edit",
    "/threads/{thread}/summary",
    "/threads/{thread}/summary/history",
    "/threads/{thread}/reply",
    "/threads/{thread}/reply?quote={reply}",
    "/threads/{thread}/helpers",
    "/threads/{thread}/resolve",
    "/threads/{thread}/lock",
    "/threads/{thread}/move",
    "/threads/{thread}/split",
    "/threads/{thread}/merge",
    "/posts/{reply}",
    "/posts/{reply}/edit",
    "/posts/{reply}/revisions",
    "/posts/{reply}/hide",
    "/posts/{reply}/withdraw",
    "/posts/{reply}/files/{file}/x.pdf",
    "/posts/{reply}/thumbnails/{file}",
    "/communities/{slug}/people?q=amina",
    "/communities/{slug}/threads/new",
)
# Pages for everyone, of which it may be no part.
OPEN = (
    "/",
    "/communities",
    "/threads",
    "/threads?view=new",
    "/threads?view=unread",
    "/threads?view=following",
    "/threads?community={slug}",
    "/threads?organisation=ZZ02",
    "/threads/of-place?organisation=ZZ02",
    "/threads/similar?title=loans+that+are+open+froze",
    "/threads/{outside}",
    "/notifications",
    "/search?q=loans",
    "/search?q=froze",
    "/search?q=community:closed",
    "/search?community={slug}",
    "/search?author=3",
    "/search/values/community?q=",
    "/search/values/author?q=",
    "/search/suggestions?q=zeph",
    "/search/feed.atom?q=loans",
    "/search/feed.atom?community={slug}",
    "/search/export.json?q=loans",
    "/searches",
    "/searches/{saved}/feed.atom",
    "/sitemap.xml",
)
# A private community has a page that says what it is.
NAMED = ("/communities/{slug}", "/communities/{slug}/request", "/communities/{slug}/members")


def said(response: TestResponse) -> str:
    """The text of an answer, without what marks the words that were typed."""
    return re.sub(r"</?(b|mark)>", "", response.text.lower())


def outsiders(client: Client, people: People) -> Sequence[User | None]:
    return [getattr(people, name) if name else None for name in OUTSIDERS]


@pytest.mark.parametrize("door", CLOSED)
def test_it_is_not_there_for_outsiders(
    client: Client, people: People, world: World, door: str
) -> None:
    path = door.format(**world._asdict())
    unknown = door.format(**dict.fromkeys(World._fields, 999999))
    for person in outsiders(client, people):
        response = client.as_user(person).get(path)
        assert SECRET not in response.text
        assert response.status_code == client.get(unknown).status_code
        assert response.status_code == 404 or "/sign-in" in response.headers["Location"]


@pytest.mark.parametrize("door", [*OPEN, *NAMED])
def test_it_is_no_part_of_what_everyone_sees(
    client: Client, people: People, world: World, door: str
) -> None:
    for person in outsiders(client, people):
        response = client.as_user(person).get(door.format(**world._asdict()))
        assert response.status_code < 500
        assert SECRET.lower() not in said(response)


@pytest.mark.parametrize(
    "door",
    [
        "/threads/{thread}",
        "/threads/{thread}/print",
        "/threads/{thread}/summary/history",
        "/posts/{reply}/revisions",
        "/threads?community={slug}",
        "/threads?organisation=ZZ02",
        "/threads/of-place?organisation=ZZ02",
        "/threads/similar?title=loans+that+are+open",
        "/search?q=loans",
        "/search?q=froze",
        "/search/suggestions?q=zeph",
        "/search/feed.atom?q=loans",
    ],
)
def test_those_who_are_in_do_go_through(
    client: Client, people: People, world: World, door: str
) -> None:
    response = client.as_user(people.amina).get(door.format(**world._asdict()))
    assert SECRET.lower() in said(response)


def test_nothing_is_counted(client: Client, people: People, world: World) -> None:
    for person in outsiders(client, people):
        page = client.as_user(person).get("/search?q=froze").text
        assert "Nothing was found" in page


def test_who_leaves_is_outside_at_once(client: Client, people: People, world: World) -> None:
    assert SECRET in client.as_user(people.carys).get("/search?q=froze").text
    community = select(Community.id).where(Community.slug == world.slug).scalar_subquery()
    db.session.execute(
        delete(Membership).where(Membership.community_id == community, Membership.role == "member")
    )
    db.session.commit()
    assert SECRET not in client.as_user(people.carys).get("/search?q=froze").text
