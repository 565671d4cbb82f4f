"""``flask forum import-stackexchange``."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import (
    Answer,
    CommunityReader,
    ForumImportItem,
    Post,
    PostLink,
    Thread,
)
from portal.notifications.models import Notification
from portal.outbox import drain
from portal.topics.models import Topic
from tests.factories import make_community, make_topic
from tests.forum.importing.dumps import POSTS, SITE, bring, command, write_lines, write_xml

FORMS = {"lines": write_lines, "xml": write_xml}


@pytest.fixture(params=FORMS)
def folder(request, tmp_path) -> Path:
    """The same small dump in each of its forms."""
    return FORMS[request.param](tmp_path)


def test_all_of_a_dump_is_there_and_counted(app, people, folder) -> None:
    result = bring(app, folder)

    assert result.exit_code == 0, result.output
    assert "questions 4, answers 2, accepted 1, users 3, comments 3, votes 4" in result.output
    assert (
        "4 threads, 2 answers and 2 comments by 4 people, at /communities/archive" in result.output
    )
    assert "comments: 13 belongs to post 99, which is missing; left out" in result.stderr


def test_answers_and_comments_become_replies_in_the_order_of_time(app, people, folder) -> None:
    bring(app, folder)

    thread = _thread("How do we move the loans?")
    rows = db.session.execute(
        select(Post.no, User.name, Post.reply_to_id, Post.created_at)
        .join(User, Post.author_id == User.id)
        .where(Post.thread_id == thread.id)
        .order_by(Post.no)
    ).all()
    ids = dict(
        db.session.execute(select(Post.no, Post.id).where(Post.thread_id == thread.id)).all()
    )
    assert [(row.no, row.name, row.reply_to_id) for row in rows] == [
        (1, "Ada", None),
        (2, "Ben", ids[1]),
        (3, "Ben", None),
        (4, "Ada", ids[3]),
    ]
    assert rows == sorted(rows, key=lambda row: row.created_at)
    assert (thread.last_no, thread.reply_count, thread.next_no) == (4, 3, 4)
    assert thread.last_post_at == rows[-1].created_at
    assert thread.source_url == f"{SITE}/questions/1" or not thread.source_url


def test_questions_get_their_states(app, people, folder) -> None:
    bring(app, folder)

    first = _thread("How do we move the loans?")
    again = _thread("The same again?")
    states = {t.title: t.resolution for t in db.session.scalars(select(Thread))}
    assert states == {
        "How do we move the loans?": "answered",
        "An older way to ask it?": "open",
        "The same again?": "duplicate",
        "Off the subject?": "no_answer",
    }
    assert again.duplicate_of_id == first.id
    answer = db.session.scalars(select(Answer)).one()
    assert (answer.thread_id, answer.position, answer.by_id) == (first.id, 1, None)
    # Nobody is reminded of what was asked elsewhere.
    assert (first.nudges, first.escalation) == (3, 3)


@pytest.mark.parametrize("at_once", [400, 1])
def test_a_duplicate_keeps_its_credited_answer(app, people, tmp_path, monkeypatch, at_once) -> None:
    monkeypatch.setattr("portal.forum.importing.running.BATCH", at_once)
    posts = [post for post in POSTS if post[0] != 6]
    posts.append((6, "question", None, 1, 6, "The same again?", "<p>Again.</p>", 8, 7))
    posts.append((8, "answer", 6, 2, 8, "", "<p>As before.</p>", None, None))

    bring(app, write_lines(tmp_path, posts))

    again = _thread("The same again?")
    credited = select(Answer.post_id).where(Answer.thread_id == again.id)
    assert again.resolution == "duplicate"
    assert len(db.session.scalars(credited).all()) == 1


def test_links_lead_to_what_became_of_the_posts(app, people, folder) -> None:
    bring(app, folder)

    old = _thread("An older way to ask it?")
    left = db.session.scalars(select(Post).where(Post.thread_id == old.id, Post.no == 2)).one()
    texts = [post.html for post in _posts("How do we move the loans?")]
    assert f'<a href="/threads/{old.id}" rel="nofollow noopener">the old one</a>' in texts[0]
    link = f'<a href="/posts/{left.id}" rel="nofollow noopener">An older way to ask it?</a>'
    assert texts[2].count(link) == 2
    assert f'<a href="/threads/{old.id}" rel="nofollow noopener">An older way' in texts[3]
    assert texts[3].startswith("<p>1. Thanks @Ben, see ")
    targets = set(db.session.scalars(select(PostLink.target)))
    assert targets == {f"thread:{old.id}", f"post:{left.id}"}


def test_code_and_emphasis_read_as_they_did(app, people, folder) -> None:
    bring(app, folder)

    texts = [post.html for post in _posts("How do we move the loans?")]
    assert "<pre><code>if a &lt; b:\n    go()\n</code></pre>" in texts[0]
    assert "<strong>Both:</strong> works" in texts[2]


def test_people_of_an_import_cannot_sign_in_or_be_found(app, client, people, folder) -> None:
    bring(app, folder)

    ada = db.session.scalars(select(User).where(User.name == "Ada")).one()
    assert (ada.email, ada.password_hash, ada.is_listed, ada.role) == (None, None, False, "member")
    names = select(User.name).where(User.email.is_(None)).order_by(User.name)
    assert list(db.session.scalars(names)) == [
        "Ada",
        "Ben",
        "Someone who has left",
        "Wrote nothing",
    ]


def test_nobody_is_told_and_nothing_is_unread(app, people, folder) -> None:
    bring(app, folder)
    while drain():
        pass

    assert db.session.scalar(select(func.count()).select_from(Notification)) == 0
    last = db.session.scalar(select(func.max(Post.id)))
    marks = db.session.execute(select(CommunityReader.person_id, CommunityReader.read_upto_post_id))
    assert dict(marks.all()) == {person.id: last for person in people}


def test_tags_become_the_topics_that_they_name_and_new_ones_stand_apart(
    app, people, folder
) -> None:
    systems = make_topic("Library management systems")
    db.session.commit()

    bring(app, folder)

    odd = db.session.scalars(select(Topic).where(Topic.label == "Odd tag")).one()
    thread = _thread("How do we move the loans?")
    topics = select(Topic.label).join(Thread.topics.property.secondary).order_by(Topic.label)
    labels = list(
        db.session.scalars(topics.where(Thread.topics.property.secondary.c.thread_id == thread.id))
    )
    assert labels == [systems.label, "Odd tag"]
    assert odd.source == "library.stackexchange.com"
    assert db.session.get_one(Topic, odd.parent_id).label == (
        "Subject headings (library.stackexchange.com)"
    )


def test_a_second_import_changes_nothing(app, people, folder) -> None:
    bring(app, folder)
    before = _everything()
    while drain():
        pass

    again = bring(app, folder)

    assert again.exit_code == 0, again.output
    assert _everything() == before
    assert not drain()


def test_an_import_that_broke_off_is_taken_up_again(app, people, tmp_path, monkeypatch) -> None:
    folder = write_lines(tmp_path)
    monkeypatch.setattr("portal.forum.importing.running.BATCH", 2)
    whole = (folder / "posts.jsonl.gz").read_bytes()
    (folder / "posts.jsonl.gz").write_bytes(whole[:-40])

    broken = bring(app, folder)
    (folder / "posts.jsonl.gz").write_bytes(whole)
    result = bring(app, folder)

    assert broken.exit_code == 1
    assert "posts.jsonl.gz cannot be read" in broken.output
    assert result.exit_code == 0, result.output
    assert "4 threads, 2 answers and 2 comments" in result.output
    numbers = select(Post.thread_id, Post.no).order_by(Post.thread_id, Post.no)
    by_thread: dict[int, list[int]] = {}
    for thread_id, no in db.session.execute(numbers):
        by_thread.setdefault(thread_id, []).append(no)
    assert all(found == list(range(1, len(found) + 1)) for found in by_thread.values())


def test_a_newer_dump_adds_what_is_new(app, people, tmp_path) -> None:
    bring(app, write_lines(tmp_path, [post for post in POSTS if post[0] != 5]))
    before = {post.id for post in db.session.scalars(select(Post))}

    bring(app, write_lines(tmp_path))

    new = [post for post in db.session.scalars(select(Post)) if post.id not in before]
    assert [(post.no, post.thread_id) for post in new] == [
        (2, _thread("An older way to ask it?").id)
    ]


def test_a_dry_run_counts_and_writes_nothing(app, people, folder) -> None:
    result = command(app, "import-stackexchange", folder, "--source", "x", "--dry-run")

    assert result.exit_code == 0, result.output
    assert "questions 4" in result.output
    assert "nothing was changed" in result.output
    assert _everything() == {"threads": 0, "posts": 0, "items": 0, "links": 0, "topics": 0}


def test_threads_can_go_into_a_community_that_is_there(app, people, folder) -> None:
    community = make_community(people.amina)

    result = bring(app, folder, "--community", community.slug)

    assert result.exit_code == 0, result.output
    assert set(db.session.scalars(select(Thread.community_id))) == {community.id}
    assert db.session.scalar(select(func.count()).select_from(CommunityReader)) == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Say where the threads go"),
        (("--community", "nowhere"), "there is no community nowhere"),
        (("--new", "Archive"), "needs someone who manages it"),
        (("--new", "Library systems", "--manager", "amina@portal.example"), "a community called"),
    ],
)
def test_a_place_that_cannot_be_is_refused(app, people, tmp_path, options, words) -> None:
    make_community(people.amina)
    folder = write_lines(tmp_path)

    result = command(app, "import-stackexchange", folder, "--source", "x", *options)

    assert result.exit_code != 0
    assert words in result.output
    assert _everything()["items"] == 0


def _thread(title: str) -> Thread:
    db.session.expire_all()
    return db.session.scalars(select(Thread).where(Thread.title == title)).one()


def _posts(title: str) -> list[Post]:
    query = select(Post).where(Post.thread_id == _thread(title).id).order_by(Post.no)
    return list(db.session.scalars(query))


def _everything() -> dict[str, int | None]:
    tables = {
        "threads": Thread,
        "posts": Post,
        "items": ForumImportItem,
        "links": PostLink,
        "topics": Topic,
    }
    return {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in tables.items()
    }
