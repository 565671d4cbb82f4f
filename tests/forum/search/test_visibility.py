"""Who may see a thread: the query, the index and the rule of the product agree for all there is."""

import itertools

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User, Visitor
from portal.extensions import db
from portal.forum.models import Community, Membership, Post, Thread
from portal.forum.search import posts, threads
from portal.forum.seeing import readable_communities, visible_threads
from portal.forum.vocabulary import MemberRole, Privacy, State
from portal.visibility import labels_of
from tests.factories import make_community
from tests.people import People

READERS = (*People._fields, "nobody")
KINDS = (("public", Privacy.OPEN), *((privacy.value, privacy) for privacy in Privacy))
ROLES = (None, *MemberRole)
STATES = tuple(State)
Case = tuple[str, str | None, str]


def make_all(people: People) -> dict[int, Case]:
    """A thread for every privacy, role that Carys has in the community, and state."""
    cases: dict[int, Case] = {}
    for (name, privacy), role in itertools.product(KINDS, ROLES):
        community = make_community(
            people.amina, f"{name} {role}", privacy=privacy, is_public=name == "public"
        )
        if role:
            db.session.add(
                Membership(community_id=community.id, person_id=people.carys.id, role=role)
            )
        target = None
        for state in STATES:
            thread = Thread(
                community_id=community.id,
                kind="discussion",
                title=f"{name} {role} {state}",
                author_id=people.amina.id,
                state=state,
                state_before="published" if state == State.HIDDEN else None,
                merged_into_id=target if state == State.MERGED else None,
                next_no=2,
            )
            db.session.add(thread)
            db.session.flush()
            target = target or thread.id
            for no in (1, 2):
                db.session.add(
                    Post(thread_id=thread.id, no=no, author_id=people.amina.id, text="-", html="-")
                )
            cases[thread.id] = (name, role, state)
    db.session.commit()
    return cases


def may_see(who: str, case: Case) -> bool:
    """The rule once more, as the product describes it, in words of its own."""
    privacy, role, state = case
    is_in = who == "amina" or (who == "carys" and role is not None)
    reads = is_in or privacy == "public" or (who != "nobody" and privacy in ("open", "restricted"))
    if state == "published" or not reads:
        return reads
    if state != "hidden":
        return False
    steward = who == "carys" and role in ("moderator", "manager")
    portal = who in ("bilal", "erin") and privacy not in ("private", "confidential")
    return who == "amina" or steward or portal


def reader_of(people: People, who: str) -> User | Visitor:
    return Visitor() if who == "nobody" else getattr(people, who)


@pytest.mark.parametrize("who", READERS)
def test_the_query_is_the_rule_of_the_product(app: Flask, people: People, who: str) -> None:
    cases = make_all(people)
    seen = select(Thread.id).join(Thread.community).where(visible_threads(reader_of(people, who)))
    assert set(db.session.scalars(seen)) == {i for i, case in cases.items() if may_see(who, case)}


@pytest.mark.parametrize("who", READERS)
def test_the_index_admits_the_readers_of_what_is_published(
    app: Flask, people: People, who: str
) -> None:
    cases = make_all(people)
    held = labels_of(reader_of(people, who))
    public = {i for i, case in cases.items() if case[2] == "published" and may_see(who, case)}
    found = {d.ref for d in threads.every() if d.labels & held}
    assert found == {f"thread:{i}" for i in public}
    replies = select(Post.id).where(Post.thread_id.in_(public), Post.no == 2)
    expected = {f"post:{i}" for i in db.session.scalars(replies)}
    assert {d.ref for d in posts.every() if d.labels & held} == expected


@pytest.mark.parametrize("who", READERS)
def test_cards_and_names_are_of_what_the_index_admits(app: Flask, people: People, who: str) -> None:
    cases = make_all(people)
    reader = reader_of(people, who)
    admitted = {f"thread:{i}" for i, c in cases.items() if c[2] == "published" and may_see(who, c)}
    refs = [f"thread:{i}" for i in cases]
    assert {card.ref for card in threads.cards(refs, reader)} == admitted
    assert {named.ref for named in threads.named(refs, reader)} == admitted
    replies = [f"post:{i}" for i in db.session.scalars(select(Post.id).where(Post.no == 2))]
    assert len(list(posts.cards(replies, reader))) == len(admitted)
    assert len(list(posts.named(replies, reader))) == len(admitted)


@pytest.mark.parametrize("who", READERS)
def test_communities_have_names_for_those_who_may_read_them(
    app: Flask, people: People, who: str
) -> None:
    make_all(people)
    reader = reader_of(people, who)
    slugs = list(db.session.scalars(select(Community.slug)))
    readable = set(db.session.scalars(select(Community.slug).where(readable_communities(reader))))
    assert set(threads.labels({"community": slugs}, reader)["community"]) == readable
