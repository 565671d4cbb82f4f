"""However much somebody wrote, their archive takes as many statements and as little memory."""

import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from portal.clock import now
from portal.extensions import db, reading
from portal.forum.models import Post, PostMention, PostRevision, Thread
from portal.innovations.models import Innovation, Version
from portal.privacy.exporting import Holder, figures, write_archive
from portal.privacy.exporting.kinds import KINDS
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People

Counting = Callable[[], AbstractContextManager[list[str]]]


def write_posts(thread: Thread, number: int, text: str) -> None:
    """Many posts of one person, each with an earlier version."""
    common = {"thread_id": thread.id, "author_id": thread.author_id, "html": "", "text": text}
    last = db.session.execute(select(func.max(Post.id), func.max(Post.no))).one()
    posts = [
        {"id": last[0] + n, "no": last[1] + n, "created_at": now(), **common}
        for n in range(1, number + 1)
    ]
    db.session.execute(insert(Post), posts)
    earlier = [
        {"post_id": post["id"], "number": 1, "text": "Before", "editor_id": thread.author_id,
         "at": now()}
        for post in posts
    ]  # fmt: skip
    db.session.execute(insert(PostRevision), earlier)
    mentions = [{"post_id": post["id"], "person_id": thread.author_id} for post in posts]
    db.session.execute(insert(PostMention), mentions)


def save_versions(innovation: Innovation, number: int) -> None:
    common = {"innovation_id": innovation.id, "by_id": innovation.author_id, "act": "edited"}
    rows = [{"number": 9 + n, "fields": {}, "changed": [], **common} for n in range(number)]
    db.session.execute(insert(Version), rows)


@pytest.mark.any_database
def test_the_statements_do_not_grow_with_what_there_is(
    app: Flask, people: People, tmp_path: Path, count_statements: Counting
):
    thread = make_thread(people.amina, make_community(people.bilal, members=[people.amina]))
    innovation = make_innovation(people.amina, reviewer=people.bilal)
    counts = []
    for number in (1, 300):
        db.session.commit()
        holder = Holder.of(people.amina)
        with count_statements() as statements, reading(), (tmp_path / "a").open("wb") as file:
            figures(holder)
            write_archive(file, holder, "http://portal.example")
        counts.append(len([text for text in statements if text.lstrip().startswith("SELECT")]))
        if number == 1:
            write_posts(thread, 300, "A text")
            save_versions(innovation, 300)
    assert counts == [len(KINDS) + 1] * 2


def test_many_posts_are_not_all_in_memory_at_once(app: Flask, people: People, tmp_path: Path):
    thread = make_thread(people.amina, make_community(people.bilal, members=[people.amina]))
    peaks = []
    # The first time, what is used again is put together.
    for _ in range(3):
        write_posts(thread, 600, "What I know of it. " * 300)
        db.session.commit()
        db.session.expunge_all()
        peaks.append(most_bytes(Holder.of(people.amina), tmp_path / "archive.zip"))
    # The texts alone of those that were added have 3.4 MB.
    assert peaks[2] - peaks[1] < 300_000, peaks


def most_bytes(holder: Holder, path: Path) -> int:
    """How much memory making the archive takes at its most."""
    tracemalloc.start()
    try:
        with reading(), path.open("wb") as file:
            write_archive(file, holder, "http://portal.example")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
