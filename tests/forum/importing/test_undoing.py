"""``flask forum undo-import``."""

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.models import Community, ForumImport, ForumImportItem, Post, Thread
from portal.outbox import drain
from portal.topics.models import Topic
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.forum.importing.dumps import SOURCE, bring, command, write_lines


def test_all_that_an_import_made_goes(app, people, tmp_path) -> None:
    make_topic("Library management systems")
    db.session.commit()
    before = _counts()
    bring(app, write_lines(tmp_path))
    while drain():
        pass

    result = command(app, "undo-import", SOURCE)

    assert result.exit_code == 0, result.output
    assert "4 threads, 8 posts and 4 people of library.stackexchange.com deleted" in result.output
    assert _counts() == before
    while drain():
        pass


def test_a_thread_that_people_added_to_stays_with_all_that_it_needs(app, people, tmp_path) -> None:
    bring(app, write_lines(tmp_path))
    thread = db.session.scalars(select(Thread).where(Thread.title == "The same again?")).one()
    make_reply(people.carys, thread, "It is.")

    result = command(app, "undo-import", SOURCE)

    assert f"/threads/{thread.id} The same again?" in result.output
    titles = set(db.session.scalars(select(Thread.title)))
    # What the duplicate leads to stays as well.
    assert titles == {"The same again?", "How do we move the loans?"}
    assert "The community stays, because it is in use." in result.output
    assert db.session.scalar(select(func.count()).where(User.name == "Ada")) == 1
    assert db.session.scalar(select(func.count()).where(User.name == "Wrote nothing")) == 0


def test_doing_it_again_takes_what_nobody_needs_any_more(app, people, tmp_path) -> None:
    bring(app, write_lines(tmp_path))
    thread = db.session.scalars(select(Thread).where(Thread.title == "Off the subject?")).one()
    reply = make_reply(people.carys, thread)
    command(app, "undo-import", SOURCE)
    db.session.delete(db.session.get_one(Post, reply.id))
    db.session.commit()

    result = command(app, "undo-import", SOURCE)

    assert "1 thread, 1 post and 1 person of library.stackexchange.com deleted" in result.output
    assert not db.session.scalars(select(ForumImportItem)).all()
    assert not db.session.scalars(select(ForumImport)).all()


def test_a_thread_of_others_that_leads_to_an_imported_one_keeps_it(app, people, tmp_path) -> None:
    bring(app, write_lines(tmp_path))
    target = db.session.scalars(select(Thread).where(Thread.title == "Off the subject?")).one()
    own = make_thread(people.amina, make_community(people.amina))
    own.resolution, own.duplicate_of_id = "duplicate", target.id
    db.session.commit()

    command(app, "undo-import", SOURCE)

    assert set(db.session.scalars(select(Thread.title))) == {target.title, own.title}


def test_a_community_that_was_there_before_stays(app, people, tmp_path) -> None:
    community = make_community(people.amina)
    posting.start_thread(people.amina, community, kind="discussion", title="Ours", text="Ours.")
    db.session.commit()
    bring(app, write_lines(tmp_path), "--community", community.slug)

    command(app, "undo-import", SOURCE)

    assert list(db.session.scalars(select(Thread.title))) == ["Ours"]
    assert db.session.get(Community, community.id) is not None


def test_a_dry_run_says_what_would_go(app, people, tmp_path) -> None:
    bring(app, write_lines(tmp_path))
    before = _counts()

    result = command(app, "undo-import", SOURCE, "--dry-run")

    assert "4 threads would be deleted" in result.output
    assert _counts() == before


def test_an_unknown_import_is_named(app, people, tmp_path) -> None:
    bring(app, write_lines(tmp_path))

    result = command(app, "undo-import", "elsewhere")

    assert result.exit_code == 1
    assert f"there is no import elsewhere; there are: {SOURCE}" in result.output


def _counts() -> dict[str, int | None]:
    tables = (User, Community, Thread, Post, Topic, ForumImport, ForumImportItem)
    # The topic above the tags of an import goes with them.
    return {
        table.__name__: db.session.scalar(select(func.count()).select_from(table))
        for table in tables
    }
