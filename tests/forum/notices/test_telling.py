"""Who is told of what in the forum, and what they then read."""

import pytest
from sqlalchemy import delete

from portal.extensions import db
from portal.forum import events
from portal.forum.actions import posting
from portal.forum.audience import would_tell
from portal.forum.models import (
    Community,
    CommunityReader,
    Membership,
    Post,
    PostMention,
    ThreadReader,
    TopicReader,
)
from portal.forum.telling import tell_help, tell_mentioned, tell_nudge
from portal.notifications.models import Notification
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.forum.notices.telling import begun, follow, told, work


@pytest.fixture
def community(app, people) -> Community:
    return make_community(people.bilal)


def test_a_follower_is_told_of_replies_in_one_line(client, people, community) -> None:
    thread = make_thread(people.amina, community, "How do we move the loans?")
    follow(people.amina, thread, reason="started")
    for person in (people.carys, people.dev, people.carys):
        make_reply(person, thread)

    page = told(client, people.amina)

    assert page.count("How do we move the loans?") == 1
    assert "3 replies by Carys Evans and Dev Patel." in page
    assert "You are told because you started this thread." in page


def test_the_line_leads_to_the_first_reply_that_was_not_read(client, people, community) -> None:
    thread = begun(people.amina, community)
    follow(people.amina, thread)
    first = make_reply(people.carys, thread)
    make_reply(people.dev, thread)

    assert f'href="/posts/{first.id}"' in told(client, people.amina)


def test_nobody_is_told_of_their_own_post_or_of_what_they_have_read(
    client, people, community
) -> None:
    thread = begun(people.amina, community)
    follow(people.amina, thread)
    follow(people.dev, thread)
    post = make_reply(people.amina, thread)
    db.session.get_one(ThreadReader, (people.dev.id, thread.id)).last_read_no = post.no
    db.session.commit()

    assert "You have no notifications" in told(client, people.amina)
    assert "You have no notifications" in told(client, people.dev)


def test_muted_threads_and_communities_are_silent(client, people, community) -> None:
    thread = begun(people.amina, community)
    follow(people.amina, thread, "muted")
    follow(people.dev, thread, "normal")
    db.session.add(
        CommunityReader(person_id=people.dev.id, community_id=community.id, level="muted")
    )
    post = make_reply(people.carys, thread)
    db.session.add_all(
        PostMention(post_id=post.id, person_id=person.id) for person in (people.amina, people.dev)
    )
    db.session.commit()

    assert "You have no notifications" in told(client, people.amina)
    assert "You have no notifications" in told(client, people.dev)


def test_who_wants_every_post_gets_a_line_for_each(client, people, community) -> None:
    thread = begun(people.amina, community)
    follow(people.dev, thread, "every_post")
    make_reply(people.carys, thread)
    make_reply(people.carys, thread)

    assert told(client, people.dev).count("Reply by Carys Evans.") == 2


def test_followers_of_a_community_or_a_topic_are_told_of_new_threads_only(
    client, people, community
) -> None:
    topic = make_topic()
    db.session.add(
        CommunityReader(person_id=people.dev.id, community_id=community.id, level="following")
    )
    db.session.add(TopicReader(person_id=people.carys.id, topic_id=topic.id, level="following"))
    db.session.commit()
    thread = make_thread(people.amina, community, topics=[topic.id])
    page = told(client, people.dev)
    assert "New thread by Amina Yusuf." in page
    assert "because you follow the community" in page
    assert "because you follow the topic" in told(client, people.carys)

    client.as_user(people.dev).post("/notifications/read")
    make_reply(people.erin, thread)
    assert "Reply by" not in told(client, people.dev)


def test_a_new_thread_and_its_replies_are_one_line(client, people, community) -> None:
    db.session.add(
        CommunityReader(person_id=people.dev.id, community_id=community.id, level="every_post")
    )
    follow(people.dev, make_thread(people.amina, community, replies=[(people.carys, "Yes")]))
    db.session.query(CommunityReader).update({"level": "following"})
    db.session.commit()

    assert "New thread and 1 reply by Carys Evans and Amina Yusuf." in told(client, people.dev)


def test_who_is_mentioned_is_told_and_told_so(client, people, community) -> None:
    thread = begun(people.amina, community)
    follow(people.dev, thread)
    post = posting.reply(people.carys, thread, text="Words")
    db.session.merge(PostMention(post_id=post.id, person_id=people.dev.id))
    db.session.commit()

    page = told(client, people.dev)
    assert "You were mentioned. Written by Carys Evans." in page
    assert "because someone mentioned you" in page


def test_an_anonymous_author_is_not_named(client, people, community) -> None:
    thread = begun(people.amina, community)
    follow(people.dev, thread)
    posting.reply(people.carys, thread, text="Words", is_anonymous=True)
    db.session.commit()

    page = told(client, people.dev)
    assert "Reply by a member." in page
    assert "Carys" not in page


def test_outsiders_are_told_nothing_of_a_private_community(client, people) -> None:
    closed = make_community(people.bilal, "Steering", privacy="private", members=[people.amina])
    thread = make_thread(people.amina, closed, "Secret plan")
    follow(people.carys, thread)
    make_reply(people.bilal, thread)

    assert "Secret plan" not in told(client, people.carys)
    assert db.session.query(Notification).filter_by(person_id=people.carys.id).count() == 0


def test_who_loses_access_loses_the_notice_and_its_count(client, people) -> None:
    closed = make_community(people.bilal, "Steering", privacy="private", members=[people.amina])
    thread = make_thread(people.bilal, closed, "Secret plan")
    follow(people.amina, thread)
    make_reply(people.bilal, thread)
    assert "Secret plan" in told(client, people.amina)

    db.session.execute(
        delete(Membership).where(
            Membership.person_id == people.amina.id, Membership.community_id == closed.id
        )
    )
    db.session.commit()
    page = told(client, people.amina)
    assert "Secret plan" not in page
    assert "You have no notifications" in page


def test_a_post_that_was_withdrawn_meanwhile_is_not_told(client, people, community) -> None:
    thread = begun(people.amina, community)
    follow(people.amina, thread)
    post = make_reply(people.carys, thread)
    db.session.get_one(Post, post.id).state = "withdrawn"
    db.session.commit()

    assert "You have no notifications" in told(client, people.amina)


def test_an_author_is_told_what_was_done_and_why(client, people, community) -> None:
    thread = make_thread(people.amina, community, "How do we move the loans?")
    events.note(thread, people.bilal, "locked", reason="The project is over.")
    db.session.commit()

    page = told(client, people.amina)
    assert "Bilal Haddad locked the thread." in page
    assert "The project is over." in page
    assert "You have no notifications" in told(client, people.bilal)


def test_the_author_of_a_post_is_told_and_the_anonymous_asker_not_named(
    client, people, community
) -> None:
    thread = make_thread(people.amina, community, is_anonymous=True)
    post = make_reply(people.dev, thread)
    events.note(thread, people.amina, "answered", post=post)
    db.session.commit()

    page = told(client, people.dev)
    assert "A member credited your post as an answer." in page
    assert "Amina" not in page


def test_the_asker_is_nudged_and_helpers_are_asked(client, people, community) -> None:
    thread = make_thread(people.amina, community)
    tell_nudge(thread, 1)
    tell_help(thread, [people.dev.id], 1)
    db.session.commit()

    assert "Did you find an answer?" in told(client, people.amina)
    assert "Can you help?" in told(client, people.dev)


def test_how_many_a_post_will_tell_is_known_before(app, people, community) -> None:
    thread = make_thread(people.amina, community)
    for person in (people.amina, people.carys, people.dev):
        follow(person, thread)
    db.session.add(
        CommunityReader(person_id=people.dev.id, community_id=community.id, level="following")
    )
    db.session.commit()
    community = db.session.get_one(Community, community.id)

    reply = would_tell(community, people.amina.id, thread_id=thread.id)
    mention = would_tell(
        community, people.amina.id, thread_id=thread.id, mentioned=[people.erin.id]
    )
    assert (reply, mention, would_tell(community, people.amina.id)) == (2, 3, 1)


def test_naming_who_asked_without_a_name_counts_like_naming_anybody(people) -> None:
    """Or the number would say whether it was them."""
    community = make_community(people.bilal, allows_anonymous=True)
    thread = make_thread(people.amina, community, is_anonymous=True)
    counts = {
        would_tell(community, people.carys.id, thread_id=thread.id, mentioned=[person.id])
        for person in (people.amina, people.dev, people.erin)
    }
    assert counts == {2}


def test_a_change_tells_only_whom_it_mentions_for_the_first_time(client, people, community) -> None:
    thread = begun(people.amina, community)
    follow(people.dev, thread)
    post = make_reply(people.carys, thread)
    work()
    client.as_user(people.dev).post("/notifications/read")
    db.session.add_all(
        PostMention(post_id=post.id, person_id=person.id) for person in (people.dev, people.erin)
    )
    tell_mentioned(db.session.get_one(Post, post.id), [people.erin.id])
    db.session.commit()

    assert "You were mentioned" in told(client, people.erin)
    assert "You were mentioned" not in told(client, people.dev)
