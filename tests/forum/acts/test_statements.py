"""What the pages of acts ask the database does not grow with posts, events or people."""

import pytest

from portal.extensions import db
from portal.forum.actions import curating
from portal.forum.models import Thread
from tests.client import Client
from tests.factories import make_reply
from tests.forum.acts.looking import now_in
from tests.people import People


@pytest.mark.parametrize("page", ["split", "history", "lock", "resolve", "helpers"])
def test_a_page_asks_the_same_of_a_long_thread(
    client: Client, people: People, question: Thread, count_statements, page: str
):
    path = f"/threads/{question.id}/{page}"
    client.as_user(people.dev).get(path)
    with count_statements() as few:
        client.get(path)
    for number in range(8):
        thread = now_in(question)
        make_reply(people.bilal if number % 2 else people.carys, thread)
        curating.lock(thread, people.dev, reason="For a while.")
        curating.unlock(thread, people.dev)
        db.session.commit()
    with count_statements() as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few)
    # Who knows is looked for in the index, by the title and by the topic.
    assert len(many) <= (24 if page == "helpers" else 15)
