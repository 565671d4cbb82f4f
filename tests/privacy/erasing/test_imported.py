"""Who wrote in a forum that was imported is erased as well, and does not come back with it."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import Post
from portal.privacy import actions
from portal.privacy.vocabulary import Extent, LeftName
from tests.forum.importing.dumps import POSTS, bring, write_lines
from tests.people import People
from tests.privacy.erasing.world import everywhere, work

# By one without an account, of whom only a name is left, and an answer that nobody commented on.
BY_NAME = (5, "answer", 4, None, 5, "", "<p>A wombat says so.</p>", None, None)


def erase(name: str) -> None:
    person = db.session.scalars(select(User).where(User.name == name)).one()
    actions.ask(person, extent=Extent.EVERYTHING, left_name=LeftName.FORMER)
    work()


def test_what_was_erased_does_not_come_back_with_the_next_import(
    app: Flask, people: People, tmp_path: Path
):
    folder = write_lines(tmp_path, [BY_NAME if post[0] == 5 else post for post in POSTS])
    bring(app, folder)
    work()
    assert "post.text" in everywhere("wombat")
    erase("Someone who has left")
    erase("Ben")
    before = db.session.scalar(select(func.count()).select_from(Post))
    again = bring(app, folder)
    work()
    assert again.exit_code == 0, again.output
    assert db.session.scalar(select(func.count()).select_from(Post)) == before
    for word in ("wombat", "someone who has left", "which *system*", "ben "):
        assert everywhere(word) == [], word


def test_the_title_of_a_thread_goes_from_links_in_posts_of_others(
    app: Flask, people: People, tmp_path: Path
):
    bring(app, write_lines(tmp_path))
    work()
    assert "post.text" in everywhere("an older way")
    erase("Ben")
    assert everywhere("an older way") == []
    assert "post.text" in everywhere("[erased by its author](/")
