"""What is similar is shown before it is asked."""

import pytest

from portal.extensions import db
from portal.forum.models import Thread
from portal.outbox import drain
from tests.factories import make_community, make_innovation, make_thread
from tests.journeys.forms import fill_in, values_of

NEW = "/communities/library-systems/threads/new"
TITLE = "One catalogue for six hospital libraries"


@pytest.fixture
def record(people, community):
    """The address of a record that is like what is asked, among others that are not."""
    path = make_innovation(people.carys, title="One catalogue for six libraries").path
    for title in ("Tea on the ward", "Minutes by hand", "Parking for visitors"):
        texts = dict.fromkeys(("summary", "problem", "what_we_did"), f"{title} works.")
        make_innovation(people.carys, title=title, **texts)
    db.session.expunge_all()
    while drain():
        pass
    return path


def ask(client, topic_id: int, **fields):
    typed = {"title": TITLE, "text": "How did you do it?", "topics": str(topic_id)}
    return fill_in(client, NEW, **(typed | fields))


def test_what_is_similar_is_shown_while_the_title_is_typed(client, people, record) -> None:
    client.as_user(people.amina)
    path = f"/threads/similar?title={TITLE}"
    part, page = client.fragment(path), client.get(path)
    assert record in part.text
    assert part.text.strip() in page.text
    nothing = client.fragment("/threads/similar?title=Zebras")
    assert "No thread or innovation that you can see is similar" in nothing.text
    assert client.fragment("/threads/similar?title=").text.strip() == ""


def test_without_a_script_it_is_a_step_on_the_way(client, people, record, topic_id) -> None:
    client.as_user(people.amina)
    response = ask(client, topic_id)
    assert response.status_code == 200
    assert "These may answer it already" in response.text
    assert record in response.text
    assert db.session.scalar(db.select(Thread)) is None
    assert client.post(NEW, data=values_of(response.text, NEW)).status_code == 303


def test_who_saw_it_while_typing_is_not_stopped(client, people, record, topic_id) -> None:
    client.as_user(people.amina)
    part = client.fragment(f"/threads/similar?title={TITLE.upper()}").text
    seen = part.partition('name="seen" value="')[2].partition('"')[0]
    assert seen
    assert ask(client, topic_id, seen=seen).status_code == 303


def test_what_one_may_not_see_is_not_similar(client, people, community) -> None:
    secret = make_community(people.carys, "Secret people", privacy="confidential")
    make_thread(people.carys, secret, TITLE)
    while drain():
        pass
    for person in (people.amina, people.erin, None):
        page = client.as_user(person).get(f"/threads/similar?title={TITLE}").text
        assert "/threads/1" not in page.replace("/threads/new", "")
