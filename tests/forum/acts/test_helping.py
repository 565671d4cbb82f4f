"""Who is asked about a question: chosen by its asker among people who know."""

import pytest

from portal.clock import now
from portal.extensions import db
from portal.forum.models import Community, HelpRequest, Thread, ThreadReader
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_community, make_thread, make_topic
from tests.forum.acts.looking import now_in, posts_of
from tests.people import People
from tests.people.finding import reindex

# A box that is not ticked is not sent.
UNTICKED = {"csrf_token": ""}


@pytest.fixture
def topic(app) -> Topic:
    return make_topic()


@pytest.fixture
def question(people: People, community: Community, topic: Topic) -> Thread:
    """Carys and Bilal have replied to one like it; what Carys said got the credit."""
    replies = [(people.carys, "We froze them."), (people.bilal, "So did we.")]
    make_thread(
        people.dev, community, "How did you move the loans?", replies=replies, topics=[topic.id]
    )
    asked = make_thread(people.amina, community, "How do we move loans?", topics=[topic.id])
    reindex()
    return asked


def path(thread: Thread) -> str:
    return f"/threads/{thread.id}/helpers"


def choose(client: Client, thread: Thread, *people):
    return client.post(path(thread), data={"people": [str(person.id) for person in people]})


def requests() -> dict[int, str | None]:
    db.session.remove()
    query = db.select(HelpRequest.person_id, HelpRequest.answer)
    return {row.person_id: row.answer for row in db.session.execute(query)}


def test_the_asker_chooses_among_people_who_know(client: Client, people: People, question: Thread):
    page = client.as_user(people.amina).get(path(question)).text
    assert "Carys Evans, Thamesby Trust" in page
    assert "1 reply." in page
    assert "Amina Yusuf, " not in page
    done = choose(client, question, people.carys, people.bilal)
    assert (done.status_code, done.location) == (303, f"/threads/{question.id}")
    assert requests() == {people.carys.id: None, people.bilal.id: None}
    # Changed as long as nobody was asked.
    choose(client, question, people.bilal)
    assert set(requests()) == {people.bilal.id}
    assert "checked" in client.get(path(question)).text


def test_who_cannot_be_chosen(client: Client, people: People, question: Thread):
    client.as_user(people.amina)
    assert choose(client, question, people.amina).status_code == 422
    assert client.post(path(question), data={"people": ["999"]}).status_code == 422
    assert requests() == {}


@pytest.mark.parametrize("reason", ["unlisted", "disabled", "opted out", "asked twice", "outside"])
def test_who_is_not_suggested(
    client: Client, people: People, question: Thread, community: Community, reason: str
):
    carys = db.session.merge(people.carys)
    if reason == "unlisted":
        carys.is_listed = False
    elif reason == "disabled":
        carys.disabled_at = now()
    elif reason == "opted out":
        client.as_user(people.carys).post("/help-requests", data=UNTICKED)
    elif reason == "asked twice":
        for number in range(2):
            thread = make_thread(people.dev, community, f"Another question {number}")
            db.session.add(HelpRequest(thread_id=thread.id, person_id=people.carys.id))
    else:
        place = make_community(people.dev, "Steering", privacy="private", members=[people.amina])
        now_in(question).community_id = place.id
    db.session.commit()
    page = client.as_user(people.amina).get(path(question)).text
    # Bilal, who replied as well, is.
    assert ("Bilal" in page) == (reason != "outside")
    assert "Carys Evans" not in page
    assert choose(client, question, people.carys).status_code == 422
    assert people.carys.id not in requests() or reason == "asked twice"


def test_who_was_asked_says_no(client: Client, people: People, question: Thread):
    choose(client.as_user(people.amina), question, people.carys)
    decline = f"/help-requests/{question.id}/decline"
    # Not before they were asked, and nobody but them.
    assert client.as_user(people.carys).post(decline).status_code == 404
    request = db.session.get_one(HelpRequest, (question.id, people.carys.id))
    request.asked_at = now()
    db.session.add(
        ThreadReader(
            person_id=people.carys.id, thread_id=question.id, level="following", reason="asked"
        )
    )
    db.session.commit()
    assert client.as_user(people.bilal).post(decline).status_code == 404
    assert client.as_user(None).post(decline).status_code == 401
    client.as_user(people.carys)
    assert "How do we move loans?" in client.get("/help-requests").text
    assert client.get(decline).status_code == 405
    assert client.post("/help-requests/2147483648/decline").status_code == 404
    for _ in range(2):
        assert client.post(decline).status_code == 303
    assert requests() == {people.carys.id: "declined"}
    assert "How do we move loans?" not in client.get("/help-requests").text
    assert db.session.get_one(ThreadReader, (people.carys.id, question.id)).level == "normal"
    # The asker sees it, and may choose another.
    page = client.as_user(people.amina).get(path(question)).text
    assert "cannot help this time" in page
    assert choose(client, question, people.bilal).status_code == 303
    assert set(requests()) == {people.carys.id, people.bilal.id}


def test_one_says_whether_one_wants_to_be_asked(client: Client, people: People):
    client.as_user(people.carys)
    assert "checked" in client.get("/help-requests").text
    assert client.post("/help-requests", data=UNTICKED).status_code == 303
    assert "checked" not in client.get("/help-requests").text
    client.post("/help-requests", data={"is_askable": "y"})
    assert "checked" in client.get("/help-requests").text
    assert client.put("/help-requests").status_code == 405
    assert "/sign-in" in client.as_user(None).get("/help-requests").location


def test_only_the_asker_and_who_runs_it_choose(client: Client, people: People, question: Thread):
    assert client.as_user(people.carys).get(path(question)).status_code == 403
    assert client.as_user(people.dev).get(path(question)).status_code == 200
    assert "/sign-in" in client.as_user(None).get(path(question)).location
    assert client.as_user(people.amina).put(path(question)).status_code == 405
    assert client.get("/threads/2147483648/helpers").status_code == 404
    client.post(f"/threads/{question.id}/resolve", data={"resolution": "no_answer"})
    assert client.get(path(question)).status_code == 404
    assert len(posts_of(question)) == 1
