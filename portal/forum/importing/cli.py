"""``flask forum``: bring in the threads of a Stack Exchange forum, and take them out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import select

from portal.accounts.queries import by_email
from portal.extensions import db
from portal.forum.importing import running, undoing
from portal.forum.importing.beginning import WrongPlaceError, begin, new_community
from portal.forum.importing.reading import Dump, open_dump
from portal.forum.importing.surveying import Survey, as_line, here, survey
from portal.forum.models import Community, ForumImport
from portal.forum.vocabulary import Privacy
from portal.intake import UnreadableFileError
from portal.intake.terminal import show_faults
from portal.outbox import commit
from portal.web.filters import count

forum = AppGroup("forum", help="Threads: import them from another forum.")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@forum.command("import-stackexchange")
@click.argument("folder", type=FOLDER)
@click.option("--source", required=True, help="A name for this import, such as the forum's.")
@click.option("--community", "slug", help="The community that the threads go to, as in its link.")
@click.option("--new", "name", help="Make a community with this name for them.")
@click.option("--manager", help="Email of the person who manages the new community.")
@click.option(
    "--privacy",
    type=click.Choice([privacy.value for privacy in Privacy]),
    default=Privacy.OPEN.value,
    show_default=True,
    help="Who reads the new community.",
)
@click.option("--site", default="", help="Address of the forum, if the files do not say it.")
@click.option("--dry-run", is_flag=True, help="Say what there is and import nothing.")
def import_stackexchange(
    folder: Path,
    source: str,
    slug: str | None,
    name: str | None,
    manager: str | None,
    privacy: str,
    site: str,
    dry_run: bool,
) -> None:
    """Import the dump of a Stack Exchange forum from FOLDER into a community.

    FOLDER holds Posts.xml, Users.xml, Comments.xml, Votes.xml, PostLinks.xml, Tags.xml and
    Badges.xml, or the same as JSON lines (posts.jsonl.gz and so on). Questions become threads,
    answers and comments replies, accepted answers credited answers, tags topics. People cannot
    sign in and cannot be found. An import that was broken off goes on where it stopped when
    the same command is given again; a whole one is changed by nothing but a newer dump.

    Example: flask --app wsgi forum import-stackexchange dumps/ai --source ai.stackexchange.com
    --new "Artificial intelligence" --manager amina@example.org
    """
    if not dry_run and (slug is None) == (name is None):
        raise click.UsageError("Say where the threads go: --community SLUG or --new NAME.")
    try:
        dump = open_dump(folder, site or (source if "." in source else ""))
        found = survey(dump)
        click.echo(f"In the folder: {as_line(found.counts)}.")
        if not dry_run:
            record = _begin(source, slug, name, manager, privacy)
            commit()
            _bring(record, dump, found)
    except (UnreadableFileError, WrongPlaceError) as error:
        raise click.ClickException(f"{error}.") from error
    finally:
        db.session.rollback()
    show_faults(list(dump.faults))
    click.echo("This was a dry run: nothing was changed." if dry_run else _whereto(record))


@forum.command("undo-import")
@click.argument("source")
@click.option("--dry-run", is_flag=True, help="Say what would go and what would stay.")
def undo_import(source: str, dry_run: bool) -> None:
    """Delete what the import SOURCE made: threads, posts, people and topics.

    Threads that people have added to since stay, and are named. Doing it again deletes what
    nobody needs any more.

    Example: flask --app wsgi forum undo-import ai.stackexchange.com
    """
    record = db.session.scalar(select(ForumImport).where(ForumImport.source == source))
    if record is None:
        names = ", ".join(db.session.scalars(select(ForumImport.source).order_by("source")))
        raise click.ClickException(f"there is no import {source}; there are: {names or 'none'}")
    kept = undoing.kept_threads(record)
    if dry_run:
        gone = here(record).get("thread", 0) - len(kept)
        db.session.rollback()
        click.echo(f"{count(gone, 'thread')} would be deleted.")
    else:
        undone = undoing.undo(record)
        click.echo(
            f"{count(undone.threads, 'thread')}, {count(undone.posts, 'post')} and "
            f"{count(undone.people, 'person', 'people')} of {source} deleted."
        )
        if undone.keeps_community and record.made_community:
            click.echo("The community stays, because it is in use.")
    if kept:
        click.echo("These stay, because people have added to them or lead to them:")
    for thread_id, title in sorted(kept.items()):
        click.echo(f"  /threads/{thread_id} {title}")


def _begin(
    source: str, slug: str | None, name: str | None, manager: str | None, privacy: str
) -> ForumImport:
    if name is not None:
        person = by_email(manager or "")
        if person is None:
            raise WrongPlaceError(
                "a new community needs someone who manages it: --manager and their email"
            )
        return begin(source, lambda: new_community(name, source, privacy, person), is_new=True)
    return begin(source, lambda: _community(slug or ""), is_new=False)


def _community(slug: str) -> Community:
    community = db.session.scalar(select(Community).where(Community.slug == slug))
    if community is None:
        raise WrongPlaceError(f"there is no community {slug}")
    return community


def _bring(record: ForumImport, dump: Dump, found: Survey) -> None:
    with _bar("Importing", found.texts) as progress:
        running.bring(record, dump, found, progress)


def _whereto(record: ForumImport) -> str:
    numbers = here(record)
    community = db.session.get_one(Community, record.community_id)
    words = (
        f"In the portal now: {numbers.get('thread', 0):,} threads, "
        f"{numbers.get('post', 0) - numbers.get('thread', 0):,} answers and "
        f"{numbers.get('comment', 0):,} comments by {numbers.get('user', 0):,} people, "
        f"at {community.path}"
    )
    db.session.rollback()
    return words


@contextmanager
def _bar(label: str, total: int) -> Iterator[running.Progress]:
    """A progress bar on the terminal; nothing where there is none."""
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.update(task, completed=done)
