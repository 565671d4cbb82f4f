"""What a person follows, in one place, and following a topic."""

from portal.extensions import db
from portal.forum.models import CommunityReader, ThreadReader, TopicReader
from tests.factories import make_community, make_thread, make_topic


def test_the_page_shows_what_i_follow_and_why(client, people) -> None:
    community = make_community(people.bilal)
    thread = make_thread(people.amina, community, "How do we move the loans?")
    db.session.add_all(
        [
            ThreadReader(
                person_id=people.dev.id, thread_id=thread.id, level="following", reason="replied"
            ),
            CommunityReader(person_id=people.dev.id, community_id=community.id, level="muted"),
        ]
    )
    db.session.commit()

    page = client.as_user(people.dev).get("/follows").text
    assert "How do we move the loans?" in page
    assert "Because you replied in this thread." in page
    assert "Muted" in client.get("/follows?kind=communities").text
    assert "You follow no topics" in client.get("/follows?kind=topics").text
    assert client.fragment("/follows").text.strip() in page


def test_what_i_may_not_see_any_more_is_not_there(client, people) -> None:
    closed = make_community(people.bilal, "Steering", privacy="confidential")
    thread = make_thread(people.bilal, closed, "Secret plan")
    db.session.add_all(
        [
            ThreadReader(person_id=people.dev.id, thread_id=thread.id, level="following"),
            CommunityReader(person_id=people.dev.id, community_id=closed.id, level="following"),
        ]
    )
    db.session.commit()

    client.as_user(people.dev)
    assert "Secret plan" not in client.get("/follows").text
    assert "Steering" not in client.get("/follows?kind=communities").text


def test_a_topic_is_followed_on_a_page_of_its_own(client, people) -> None:
    topic = make_topic()
    db.session.commit()
    path = f"/topics/{topic.slug}/follow"
    topic_id = topic.id
    assert client.as_user(people.dev).get(path).status_code == 200

    assert client.post(path, data={"level": "following"}).status_code == 303
    assert db.session.get_one(TopicReader, (people.dev.id, topic_id)).level == "following"
    assert "Library management systems" in client.get("/follows?kind=topics").text
    assert client.post(path, data={"level": "loud"}).status_code == 422
    assert client.post("/topics/unknown/follow", data={"level": "normal"}).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, people) -> None:
    make_topic()
    db.session.commit()
    assert client.get("/follows").status_code == 302
    assert client.get("/topics/library-management-systems/follow").status_code == 302
