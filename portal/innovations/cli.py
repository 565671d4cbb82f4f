"""``flask innovations``: import files of records, and take an import back."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from portal.accounts.models import User
from portal.accounts.queries import by_email
from portal.extensions import db, reading
from portal.innovations.importing import batches, queries, reports, running
from portal.innovations.importing.findings import Finding
from portal.innovations.importing.jobs import limits
from portal.innovations.importing.mapping import (
    SHIPPED,
    MappingError,
    guess,
    load_mapping,
    mapping_of,
)
from portal.innovations.importing.models import ImportBatch, State
from portal.innovations.importing.reading import Table, digest_of, read
from portal.innovations.vocabulary import STATUSES
from portal.intake import UnreadableFileError
from portal.outbox import commit
from portal.web.filters import count

innovations = AppGroup("innovations", help="Records: import them from files.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@innovations.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--mapping",
    "mapping_name",
    help=f"A mapping file, or one of {', '.join(SHIPPED)}; guessed from the headings if left out.",
)
@click.option("--as", "email", required=True, help="Email of the person whose records they become.")
@click.option("--sheet", default="", help="The sheet to read, if a workbook has several.")
@click.option(
    "--status",
    type=click.Choice(["draft", "published"]),
    default="draft",
    show_default=True,
    help="What the records become; only moderators may publish what nobody reviewed.",
)
@click.option("--dry-run", is_flag=True, help="Name the faults and import nothing.")
@click.option(
    "--faults",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write all faults and notes to this CSV file.",
)
def import_file(
    file: Path,
    mapping_name: str | None,
    email: str,
    sheet: str,
    status: str,
    dry_run: bool,
    faults: Path | None,
) -> None:
    """Import records from FILE: CSV, an Excel workbook, or JSON lines; text may be gzipped.

    Rows with a fault are left out, the others become records. An import that was
    broken off goes on where it stopped when the same command is given again. The
    exit status is 1 when nothing could be imported.

    Example: flask --app wsgi innovations import records.jsonl.gz
    --mapping nhs_datascience --as bilal@example.org --status published
    """
    person = _find(email)
    try:
        running.must_be_allowed(person, status)
        table = read(file, limits(), sheet)
        mapping = _mapping(mapping_name, table)
        for notice in table.notices:
            click.echo(f"Note: {notice}.", err=True)
        if dry_run:
            good, findings = _try(table, mapping, person, status)
        else:
            good, findings = _import(file, table, mapping, person, status, sheet)
    except UnreadableFileError as error:
        raise click.ClickException(f"{file.name} was not read. {error}.") from error
    except (MappingError, running.NotAllowedError) as error:
        raise click.ClickException(f"{error}.") from error
    if faults:
        reports.write(findings, faults)
    if not good:
        raise SystemExit(1)


@innovations.command("undo-import")
@click.argument("batch", type=click.IntRange(1))
def undo_import(batch: int) -> None:
    """Delete the records of an import that nobody has worked on since.

    Those that somebody edited, submitted or decided on stay, and are named. Doing
    it twice does no harm.

    Example: flask --app wsgi innovations undo-import 3
    """
    found = db.session.get(ImportBatch, batch)
    if found is None:
        raise click.ClickException(f"there is no import {batch}")
    batches.begin_undo(found, None, in_background=False)
    commit()
    if found.state not in (State.UNDOING, State.UNDONE):
        raise click.ClickException(f"nothing of import {batch} was imported yet")
    before = found.rows_removed
    gone, _ = queries.undo_counts(found)
    commit()
    with reports.bar("Removing", gone) as progress:
        running.undo(batch, progress)
    db.session.refresh(found)
    click.echo(f"{count(found.rows_removed - before, 'record')} of import {batch} removed.")
    stay = queries.touched(found)
    if stay:
        click.echo("These stay, because somebody has worked on them or refers to them:")
    for row in stay:
        click.echo(f"  {row.identifier} {row.title} ({STATUSES[row.status].lower()})")
    db.session.rollback()


def _find(email: str) -> User:
    user = by_email(email)
    if user is None:
        raise click.ClickException(f"nobody has the email {email}")
    return user


def _mapping(name: str | None, table: Table) -> Any:
    if name is not None:
        return load_mapping(name)
    return mapping_of(table.columns, guess(table.columns))


def _try(table: Table, mapping: Any, person: User, status: str) -> tuple[int, list[Finding]]:
    """Rows that could be imported, and everything there is to say about the rows."""
    good = 0
    findings: list[Finding] = []
    with reports.bar("Checking", len(table.rows)) as progress:
        for start, drafts in running.Pass(table, mapping, person, None).chunks():
            good += sum(draft.is_good for draft in drafts)
            findings += [finding for draft in drafts for finding in draft.findings]
            progress(start + len(drafts))
    findings.sort(key=lambda finding: (finding.level, finding.row))
    reports.show(findings)
    _say(len(table.rows), good, findings, f"could be imported as {_kind(status, good)}")
    click.echo("This was a dry run: nothing was changed.")
    return good, findings


def _import(
    file: Path, table: Table, mapping: Any, person: User, status: str, sheet: str
) -> tuple[int, list[Finding]]:
    """Records made, and everything there was to say about the rows."""
    running.Pass(table, mapping, person, None)
    batch_id = _open(file, table, mapping, person, status, sheet)
    with reports.bar("Importing", len(table.rows)) as progress:
        running.run(batch_id, table, progress)
    with reading():
        batch = db.session.get_one(ImportBatch, batch_id)
        findings = queries.all_findings(batch)
        reports.show(findings)
        good = batch.rows_good
        words = f"imported as {_kind(status, good)}, in import {batch_id}"
        _say(batch.rows_total, good, findings, words)
        db.session.rollback()
    if good:
        click.echo(f"To take them back: flask --app wsgi innovations undo-import {batch_id}")
    return good, findings


def _open(file: Path, table: Table, mapping: Any, person: User, status: str, sheet: str) -> int:
    """The id of the import to run: one that was broken off, or a new one."""
    digest = digest_of(file)
    person = db.session.merge(person)
    broken_off = queries.unfinished(person, digest=digest, mapping=mapping, record_status=status)
    if broken_off is not None:
        db.session.rollback()
        click.echo(f"Import {broken_off} was broken off; it goes on where it stopped.", err=True)
        return broken_off
    batch = batches.open_batch(person, file_name=file.name, digest=digest, table=table, sheet=sheet)
    batches.match_columns(batch, mapping)
    batches.start(batch, record_status=status, in_background=False)
    batch_id = batch.id
    commit()
    return batch_id


def _say(rows: int, good: int, findings: list[Finding], what: str) -> None:
    left_out = rows - good
    notes = sum(finding.level == "note" for finding in findings)
    click.echo(f"{good:,} of {count(rows, 'row')} {what}.")
    if left_out:
        click.echo(f"{count(left_out, 'row')} left out because of a fault.")
    if notes:
        click.echo(f"{count(notes, 'note')} on what to look at in the others.")


def _kind(status: str, number: int) -> str:
    return (
        {"draft": "a draft", "published": "a published record"}[status]
        if number == 1
        else {
            "draft": "drafts",
            "published": "published records",
        }[status]
    )
