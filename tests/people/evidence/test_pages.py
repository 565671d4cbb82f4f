"""The page of what a person did, and leaving things out of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import delete

from portal.extensions import db
from portal.forum.models import Community, Membership, Thread
from portal.people import evidence
from tests.client import Client
from tests.factories import make_community, make_innovation, make_reply, make_thread, make_topic
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People
from tests.people.evidence.looking import post_of

Counter = Callable[[], AbstractContextManager[list[str]]]


def path(people: People, name: str = "carys") -> str:
    return f"/people/{getattr(people, name).id}/evidence"


def act(people: People, ref: str, verb: str) -> str:
    return f"{path(people)}/{ref.replace(':', '/')}/{verb}"


def test_others_see_what_a_person_did(client: Client, people: People, question: Thread) -> None:
    page = client.as_user(people.dev).get(path(people)).text
    assert question.title in page
    assert post_of(people.carys).path in page
    assert "Leave it out" not in page


def test_visitors_are_asked_to_sign_in(client: Client, people: People, question: Thread) -> None:
    assert client.get(path(people)).headers["Location"].startswith("/sign-in")


def test_an_unlisted_person_is_there_for_themself_only(
    client: Client, people: People, question: Thread
) -> None:
    people.carys.is_listed = False
    db.session.commit()
    for reader in (people.dev, people.bilal, people.erin):
        assert client.as_user(reader).get(path(people)).status_code == 404
    assert client.as_user(people.carys).get(path(people)).status_code == 200
    assert client.get("/people/999/evidence").status_code == 404


def test_what_the_reader_may_not_see_is_not_named(client: Client, people: People) -> None:
    closed = make_community(people.carys, "Closed", privacy="private", members=[people.amina])
    make_thread(people.carys, closed, "A secret question")
    make_thread(people.carys, closed, "Who said this?", is_anonymous=True)
    assert "A secret question" in client.as_user(people.amina).get(path(people)).text
    for reader in (people.amina, people.dev, people.carys):
        assert "Who said this?" not in client.as_user(reader).get(path(people)).text
    page = client.as_user(people.dev).get(path(people)).text
    assert "A secret question" not in page
    assert "Closed" not in page


def test_the_list_is_narrowed_by_kind_and_topic(client: Client, people: People) -> None:
    person = {"user_id": people.carys.id, "name": "Carys", "role": "owner", "is_shown": True}
    make_innovation(people.amina, title="One catalogue", people=[person])
    community = make_community(people.erin, members=[people.carys])
    topic = make_topic("Outreach")
    make_thread(people.carys, community, "On outreach", topics=[topic.id])
    client.as_user(people.dev)
    page = client.get(path(people) + "?kind=question").text
    assert "On outreach" in page
    assert "One catalogue" not in page
    page = client.get(path(people) + "?about=library-management-systems").text
    assert "One catalogue" in page
    assert "On outreach" not in page
    page = client.get(path(people) + "?kind=question&about=library-management-systems").text
    assert "Show everything" in page
    assert "One catalogue" in client.get(path(people) + "?kind=nonsense&about=nothing").text


def test_the_fragment_is_a_part_of_the_page(
    client: Client, people: People, question: Thread
) -> None:
    client.as_user(people.carys)
    for address in (path(people), path(people) + "?show=left-out"):
        assert is_part_of_its_page(client, address)


def test_a_page_past_the_end_leads_back(client: Client, people: People, question: Thread) -> None:
    response = client.as_user(people.dev).get(path(people) + "?page=9")
    assert response.status_code == 404
    assert "There is no page 9" in response.text


def test_statements_do_not_grow_with_the_list(
    client: Client,
    people: People,
    community: Community,
    question: Thread,
    count_statements: Counter,
) -> None:
    client.as_user(people.dev)
    numbers = []
    for _ in range(2):
        client.get(path(people))
        with count_statements() as statements:
            assert client.get(path(people)).status_code == 200
        numbers.append(len(statements))
        for number in range(6):
            thread = make_thread(people.amina, community, f"Another question {number}")
            make_reply(people.carys, thread)
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 13


def test_what_is_left_out_counts_for_nobody_until_it_is_taken_in_again(
    client: Client, people: People, question: Thread
) -> None:
    ref = post_of(people.carys).ref
    client.as_user(people.carys)
    for _ in range(2):
        response = client.post(act(people, ref, "exclude"))
        assert response.headers["Location"] == path(people)
        assert evidence.of_refs([ref], people.dev) == []
    assert question.title not in client.get(path(people)).text
    assert question.title in client.get(path(people) + "?show=left-out").text
    assert "show=left-out" not in client.as_user(people.dev).get(path(people)).text
    assert question.title not in client.get(path(people) + "?show=left-out").text
    client.as_user(people.carys)
    for _ in range(2):
        assert client.post(act(people, ref, "include")).status_code == 303
    assert len(evidence.of_refs([ref], people.dev)) == 1


@pytest.mark.parametrize("verb", ["exclude", "include", "dispute"])
def test_only_the_person_chooses_what_counts(
    client: Client, people: People, question: Thread, verb: str
) -> None:
    address = act(people, post_of(people.carys).ref, verb)
    assert client.as_user(None).post(address).status_code == 401
    for other in (people.dev, people.bilal, people.erin):
        assert client.as_user(other).post(address).status_code == 403
    client.as_user(people.carys)
    # What others did, and what is not there.
    for ref in (question.ref, "post:999", "nonsense:1"):
        assert client.post(act(people, ref, verb)).status_code == 404
    if verb != "dispute":
        assert client.get(address).status_code == 405


def test_what_was_done_in_a_community_that_was_left_can_be_left_out(
    client: Client, people: People
) -> None:
    closed = make_community(people.dev, "Closed", privacy="private", members=[people.carys])
    thread = make_thread(people.dev, closed, "A secret question", topics=[make_topic().id])
    ref = make_reply(people.carys, thread).ref
    db.session.execute(delete(Membership).where(Membership.person_id == people.carys.id))
    db.session.commit()
    page = client.as_user(people.carys).get(path(people)).text
    assert "Something that you cannot open any more" in page
    for word in ("A secret question", "Closed", make_topic().label):
        assert word not in page
    assert len(evidence.of_refs([ref], people.dev)) == 1
    assert client.post(act(people, ref, "exclude")).status_code == 303
    assert evidence.of_refs([ref], people.dev) == []
    page = client.as_user(people.amina).get(path(people)).text
    assert "Something" not in page
