"""Post numbers and the figures of a thread."""

import pytest
from sqlalchemy import select, update

from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.counting import recount
from portal.forum.errors import NotPossibleError
from portal.forum.models import Community, Post, Thread
from tests.factories import make_community, make_reply, make_thread


def test_posts_are_numbered_from_one_and_the_thread_knows_its_last(app, people) -> None:
    community = make_community(people.bilal)
    thread = make_thread(people.amina, community)
    post = make_reply(people.carys, thread)

    db.session.expire_all()
    thread = db.session.get_one(Thread, thread.id)
    assert (post.no, thread.next_no, thread.last_no, thread.reply_count) == (2, 2, 2, 1)
    assert thread.last_post_id == post.id
    assert thread.last_post_at == post.created_at


def test_figures_that_others_wrote_meanwhile_are_made_right(app, people) -> None:
    community = make_community(people.bilal)
    thread = make_thread(people.amina, community)
    make_reply(people.carys, thread)
    thread = db.session.get_one(Thread, thread.id, populate_existing=True)
    meanwhile = update(Thread).values(reply_count=7, last_no=1)
    db.session.execute(meanwhile.execution_options(synchronize_session=False))
    recount(thread)
    db.session.commit()
    db.session.expire_all()
    assert (thread.reply_count, thread.last_no) == (1, 2)


@pytest.mark.parametrize("state", ["merged", "hidden"])
def test_a_reply_to_a_thread_that_was_merged_meanwhile_is_refused(app, people, state) -> None:
    """Nobody would find it there; sent again, it goes where the thread went."""
    thread = make_thread(people.amina, make_community(people.amina))
    other = make_thread(people.amina, db.session.get_one(Community, thread.community_id))
    values = {"state": state, "merged_into_id": other.id if state == "merged" else None}
    away = update(Thread).where(Thread.id == thread.id).values(values)
    db.session.execute(away.execution_options(synchronize_session=False))
    with pytest.raises(NotPossibleError, match="Send it again"):
        posting.reply(people.dev, thread, text="Too late")
    db.session.rollback()
    assert db.session.scalars(select(Post.no)).all() == [1, 1]
