"""``flask privacy``: for requests that come by letter, and for the log of erasures."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import by_email
from portal.extensions import db, reading
from portal.outbox import commit
from portal.privacy import actions, queries
from portal.privacy import vocabulary as v
from portal.privacy.erasing import carry_out
from portal.privacy.erasing.words import NotYetError
from portal.privacy.errors import NotPossibleError
from portal.privacy.exporting import Holder, write_archive
from portal.privacy.models import Erasure
from portal.records import bounded_int

privacy = AppGroup("privacy", help="What the portal holds about a person.")


@privacy.command()
@click.argument("person")
@click.option(
    "--extent",
    type=click.Choice([str(extent) for extent in v.Extent]),
    required=True,
    help="The account; the account and the profile; or everything, with all texts.",
)
@click.option(
    "--left-name",
    type=click.Choice([str(name) for name in v.LeftName]),
    default=str(v.LeftName.FORMER),
    show_default=True,
    help="What stands on what stays: their name, or “Former member”.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(person: str, extent: str, left_name: str, *, dry_run: bool, yes: bool) -> None:
    """Erase a person, whose email or number is PERSON. It cannot be undone.

    Example: flask --app wsgi privacy erase amina@example.org --extent profile --dry-run
    """
    found = find_person(person)
    wanted = v.Extent(extent)
    chosen = v.EXTENTS[wanted][0]
    click.echo(f"{found.name}, number {found.id}: {chosen[0].lower()}{chosen[1:]}")
    for number, one, many in queries.figures(found.id, wanted):
        click.echo(f"  {number:,} {one if number == 1 else many}")
    if dry_run:
        click.echo("Nothing was erased.")
        return
    if not yes:
        click.confirm("Erase this?", abort=True)
    try:
        erasure = actions.ask(
            found, extent=wanted, left_name=v.LeftName(left_name), is_by_command=True
        )
    except NotPossibleError as error:
        raise click.ClickException(str(error)) from error
    commit()
    number = erasure.id
    try:
        carry_out(
            number,
            current_app.config["BASE_URL"],
            lambda name, done: click.echo(f"  erased {name}: {done:,}"),
        )
    except NotYetError as error:
        db.session.rollback()
        click.echo(f"The worker erases the rest later, because {error}. Log number {number}.")
        return
    click.echo(f"Erased. The worker now clears the search index. Log number {number}.")


@privacy.command()
@click.argument("person")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(person: str, file: Path) -> None:
    """Write all that is held of a person, whose email or number is PERSON, to a zip FILE.

    Example: flask --app wsgi privacy export amina@example.org amina.zip
    """
    with reading():
        holder = Holder.of(find_person(person))
        # Nobody else at the machine may read it.
        file.touch(mode=0o600)
        with file.open("wb") as stream:
            write_archive(stream, holder, current_app.config["BASE_URL"])
    click.echo(f"Wrote what is held of {holder.name}, number {holder.id}, to {file}.")


@privacy.command()
def log() -> None:
    """List all erasures, so that they can be done again after a backup was restored.

    Example: flask --app wsgi privacy log
    """
    rows = db.session.scalars(select(Erasure).order_by(Erasure.id).execution_options(yield_per=500))
    for row in rows:
        done = row.done_at.date().isoformat() if row.done_at else "going on"
        click.echo(
            f"{row.asked_at.date()} {done} person {row.person_id} {row.extent} {row.left_name}"
        )


def find_person(said: str) -> User:
    """The person with this email, or with this number, as in the address of their profile."""
    number = bounded_int(said)
    person = db.session.get(User, number) if number else by_email(said)
    if person is None:
        raise click.ClickException(f"there is nobody with the email or number {said}")
    return person
