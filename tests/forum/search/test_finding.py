"""Threads and replies are found by those who may read them, and stand beside other records."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User, Visitor
from portal.extensions import db
from portal.forum.models import Answer, Community, Post, Thread
from portal.forum.search import posts, threads
from portal.forum.telling import announce_thread
from portal.forum.vocabulary import Privacy, ThreadKind
from portal.outbox import commit
from portal.search import indexing
from portal.search.service import find
from portal.search.suggestions import suggest
from tests.factories import make_community, make_innovation, make_reply, make_thread, make_topic
from tests.people import People
from tests.search.conftest import work


@pytest.fixture(autouse=True)
def index(app: Flask) -> None:
    indexing.rebuild()


@pytest.fixture
def thread(app: Flask, people: People) -> Thread:
    """A question of Amina with a reply of Carys; the index knows both."""
    community = make_community(people.amina, privacy=Privacy.OPEN)
    thread = make_thread(
        people.amina, community, topics=[make_topic().id], text="We have 90,000 *open* loans."
    )
    make_reply(people.carys, thread, "We froze circulation for one weekend.")
    key = thread.id
    work()
    return db.session.get_one(Thread, key)


def reader(name: str) -> User:
    """Someone of the cast, as the session of now knows them."""
    return db.session.scalars(select(User).where(User.email == f"{name}@portal.example")).one()


def found(text: str, who: object, **filters: str) -> list[str]:
    wanted = {name: frozenset({key}) for name, key in filters.items()}
    return [card.url for card in find(text, who, filters=wanted).cards]


def test_a_thread_is_found_by_its_title_and_by_its_opening_post(
    thread: Thread, people: People
) -> None:
    for text in ("loans move", "90,000"):
        assert found(text, reader("dev")) == [thread.path]


def test_a_reply_is_found_by_itself_and_shows_its_best_passage(
    thread: Thread, people: People
) -> None:
    (card,) = find("froze", reader("dev")).cards
    reply = db.session.query(Post).filter(Post.no == 2).one()
    assert card.url == reply.path
    assert card.title == thread.title
    assert card.summary == "We <mark>froze</mark> circulation for one weekend."
    assert (card.kind, card.community, card.author) == ("Reply", "Library systems", "Carys Evans")


def test_a_credited_answer_makes_its_thread_found(thread: Thread, people: People) -> None:
    reply = db.session.query(Post).filter(Post.no == 2).one()
    db.session.add(Answer(thread_id=thread.id, position=1, post_id=reply.id))
    announce_thread(thread)
    expected = {thread.path, reply.path}
    commit()
    work()
    assert set(found("froze", reader("dev"))) == expected


@pytest.mark.parametrize(
    "asked",
    [
        'community:"library systems" loans',
        "author:amina loans",
        "kind:question loans",
        "state:open loans",
        "topic:library loans",
        "after:2020 loans",
    ],
)
def test_fields_can_be_typed(thread: Thread, people: People, asked: str) -> None:
    assert found(asked, reader("dev"))[0] == thread.path


def test_facets_name_what_was_found(thread: Thread, people: People) -> None:
    facets = {f.name: [v.label for v in f.values] for f in find("", reader("dev")).facets}
    assert set(facets["kind"]) == {"Question", "Reply"}
    assert facets["community"] == ["Library systems"]
    assert set(facets["author"]) == {"Amina Yusuf", "Carys Evans"}
    assert facets["state"] == ["Open"]
    assert found("", reader("dev"), author=str(reader("carys").id)) == [f"/posts/{_reply_id()}"]
    assert found("", reader("dev"), state="open") == [thread.path]


def test_innovations_stand_beside_threads(thread: Thread, people: People) -> None:
    key = make_innovation(reader("amina"), title="Moving loans between systems").id
    path = thread.path
    work()
    assert set(found("loans", reader("dev"))) == {path, f"/innovations/{key}"}
    assert found("loans", reader("dev"), kind="project") == [f"/innovations/{key}"]
    assert find("loans", reader("dev")).kinds["innovation"] == 1


def test_a_recent_thread_stands_slightly_higher(thread: Thread, people: People) -> None:
    (document,) = threads.documents([thread.id])
    created = thread.created_at.timestamp()
    assert document.sorts["fresh_until"] - created == pytest.approx(180 * 86_400)


def test_titles_are_suggested_but_not_once_more_for_each_reply(
    thread: Thread, people: People
) -> None:
    (group,) = [g for g in suggest("how do we mo", reader("dev")) if g.title == "Titles"]
    assert [line.url for line in group.lines] == [thread.path]


def test_who_asked_without_a_name_is_not_in_the_index(app: Flask, people: People) -> None:
    community = make_community(people.amina, allows_anonymous=True)
    key = make_thread(people.dev, community, is_anonymous=True).id
    work()
    (document,) = threads.documents([key])
    assert "Dev Patel" not in str(document)
    assert "author" not in document.facets
    (card,) = find("loans", reader("carys")).cards
    assert card.author == "A member"


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_what_is_not_published_is_not_indexed(thread: Thread, people: People, state: str) -> None:
    reply_id = _reply_id()
    db.session.get_one(Thread, thread.id).state = state
    db.session.commit()
    assert list(threads.documents([thread.id])) == []
    assert list(posts.documents([reply_id])) == []
    assert list(threads.cards([thread.ref], reader("amina"))) == []
    assert list(posts.cards([f"post:{reply_id}"], reader("amina"))) == []


def test_a_hidden_reply_is_gone_and_an_opening_post_is_no_reply(
    thread: Thread, people: People
) -> None:
    opening, reply = db.session.query(Post).order_by(Post.no)
    assert list(posts.documents([opening.id])) == []
    reply.state = "hidden"
    db.session.commit()
    assert list(posts.documents([reply.id])) == []


def test_a_community_that_becomes_private_is_gone_at_once(thread: Thread, people: People) -> None:
    assert found("loans", reader("dev"))
    db.session.get_one(Community, thread.community_id).privacy = Privacy.PRIVATE
    db.session.commit()
    result = find("loans", reader("dev"))
    assert (result.total, result.cards, result.facets) == (0, (), ())
    assert suggest("how do we", reader("dev")) == ()
    assert found("loans", reader("amina")) == [thread.path]


def test_visitors_find_what_is_public_alone(app: Flask, people: People) -> None:
    for name, is_public in (("Public place", True), ("Open place", False)):
        make_thread(people.amina, make_community(people.amina, name, is_public=is_public), name)
    work()
    assert [card.title for card in find("place", Visitor(), plain=True).cards] == ["Public place"]


def test_statements_do_not_grow_with_what_is_found(
    app: Flask, people: People, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    key = make_community(people.amina).id
    counts = []
    for times in (1, 4):
        for number in range(times):
            community = db.session.get_one(Community, key)
            thread = make_thread(
                reader("amina"), community, f"Loans {times} {number}", kind=ThreadKind.DISCUSSION
            )
            make_reply(reader("carys"), thread, f"Loans again {number}")
        work()
        db.session.rollback()
        dev = reader("dev")
        with count_statements() as statements:
            assert len(find("loans", dev).cards) >= 2 * times
        counts.append(len(statements))
    assert counts[0] == counts[1]


def _reply_id() -> int:
    return int(db.session.query(Post.id).filter(Post.no == 2).scalar())
