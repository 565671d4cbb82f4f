"""``flask files``: whether the store and the database agree."""

import click
from flask.cli import AppGroup

from portal.clock import now
from portal.extensions import db, reading
from portal.files.forgetting import FRESH, faults, forget_content
from portal.outbox import commit
from portal.web.filters import count

files = AppGroup("files", help="Uploaded files: see that none is lost or left over.")
EXAMPLE = """Compare the store of files with the database.

    Lists content that no file has, and files whose content is lost. Content that no file has
    is deleted by the worker unless --dry-run is given; what came in the last day is left alone.
    Put a lost file back from a copy of the store, under the same name.

    Example: flask --app wsgi files check --dry-run
    """


@files.command("check", help=EXAMPLE)
@click.option("--dry-run", is_flag=True, help="Only list; delete nothing.")
def check(*, dry_run: bool) -> None:
    with reading():
        found = faults()
    left_over = [kept for kept in found.unnamed if kept.since < now() - FRESH]
    for kept in left_over:
        click.echo(f"left over: {kept.digest}, {kept.size:,} bytes")
    for file in found.lost:
        click.echo(f"lost: {file.digest}, “{file.name}” of {file.of}")
    if not dry_run:
        # What was begun to read cannot write on SQLite once somebody else has written.
        db.session.rollback()
        forget_content(kept.digest for kept in left_over)
        commit()
    done = "" if dry_run or not left_over else ", to be deleted by the worker"
    click.echo(
        f"{count(len(left_over), 'content', 'contents')} left over{done}; "
        f"{count(len(found.lost), 'file', 'files')} lost"
    )
    if found.lost:
        raise SystemExit(1)
