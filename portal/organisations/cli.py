"""``flask organisations``: import them from files, close them, merge them."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.extensions import db
from portal.intake import UnreadableFileError, read_text
from portal.intake.terminal import show_faults, with_bar
from portal.organisations import actions, layouts, queries
from portal.organisations.importing import Report, load
from portal.organisations.models import Organisation, OrganisationKind
from portal.outbox import commit

organisations = AppGroup("organisations", help="Organisations and library services.")

KINDS = click.Choice([kind.value for kind in OrganisationKind])
DATE = click.DateTime(["%Y-%m-%d"])


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--kind", type=KINDS, help="What the organisations are, whatever the file says.")
def import_file(file: Path, dry_run: bool, kind: str | None) -> None:
    """Add and update organisations or library services from FILE.

    Read are the ODS format (27 columns without a header, as in etr.csv) and
    tables with a header: regions, integrated care boards, trusts, our own
    organisations and library services. Rows are matched by code, so a file
    can be imported again. What is not in the file stays as it is.

    Import regions first, then integrated care boards, then trusts, then
    library services.

    Example: flask --app wsgi organisations import etr.csv --dry-run
    """
    try:
        contents = layouts.read(read_text(file))
    except UnreadableFileError as error:
        raise click.ClickException(str(error)) from error
    report = load(contents, kind=OrganisationKind(kind) if kind else None, progress=with_bar)
    if dry_run:
        db.session.rollback()
    else:
        commit()
    show_faults(report.faults)
    click.echo(_summary(contents.layout.title, report))
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")


@organisations.command("close")
@click.argument("code")
@click.option("--on", "day", type=DATE, required=True, help="Its last day, such as 2025-03-31.")
def close(code: str, day: datetime) -> None:
    """Close the organisation with the ODS code CODE. It stays in the directory.

    Example: flask --app wsgi organisations close RQF --on 2025-03-31
    """
    organisation = _find(code)
    try:
        actions.close(organisation, on=day.date())
    except actions.NotPossibleError as error:
        raise click.ClickException(str(error)) from error
    commit()
    click.echo(f"{organisation.name} ({organisation.ods_code}) closes on {day.date()}")


@organisations.command("merge")
@click.argument("code")
@click.argument("into")
@click.option("--on", "day", type=DATE, help="The last day of CODE; today when left out.")
def merge(code: str, into: str, day: datetime | None) -> None:
    """Note that the organisation CODE was taken over by INTO. It closes, and stays.

    Example: flask --app wsgi organisations merge RRP G6V2S --on 2024-10-31
    """
    organisation, successor = _find(code), _find(into)
    try:
        actions.merge(organisation, into=successor, on=day.date() if day else None)
    except actions.NotPossibleError as error:
        raise click.ClickException(str(error)) from error
    commit()
    click.echo(f"{organisation.name} is now part of {successor.name}")


def _find(code: str) -> Organisation:
    organisation = queries.by_code(code)
    if organisation is None:
        raise click.ClickException(f"there is no organisation with the code {code}")
    return organisation


def _summary(title: str, report: Report) -> str:
    """``ODS file: 210 rows: 200 added, 3 updated, 5 as before, 2 left out; 5 closed, 1 merged``"""
    return (
        f"{title}: {report.rows:,} rows: {report.created:,} added, {report.updated:,} updated, "
        f"{report.unchanged:,} as before, {report.left_out:,} left out; "
        f"{report.closed:,} closed, {report.merged:,} merged"
    )
