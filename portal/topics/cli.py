"""``flask topics``: load vocabularies."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.extensions import db
from portal.intake import UnreadableFileError, read_text
from portal.intake.terminal import show_faults, with_bar
from portal.outbox import commit
from portal.topics.files import STARTER, read
from portal.topics.importing import Report, load

topics = AppGroup("topics", help="The vocabulary of topics.")


@topics.command("import")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option(
    "--source",
    help="Whose vocabulary it is; MeSH for JSON lines, the name of the file for CSV.",
)
def import_file(file: Path | None, dry_run: bool, source: str | None) -> None:
    """Add and update topics from FILE, or from the starter vocabulary without FILE.

    FILE is CSV with the columns slug,label,parent,scope_note,synonyms (synonyms
    separated by |), or JSON lines with ui, heading, scope, synonyms, broader and
    trees, as made from MeSH; both also gzipped. JSON lines hang under a topic of
    their own, "Subject headings". Rows are matched by slug or ui, so a file can
    be imported again. Nothing is removed.

    Example: flask --app wsgi topics import terms.jsonl.gz --source MeSH
    """
    path = file or STARTER
    try:
        contents = read(read_text(path))
    except UnreadableFileError as error:
        raise click.ClickException(str(error)) from error
    usual = "MeSH" if contents.has_headings else path.name.split(".")[0]
    report = load(contents, source=(source or usual)[:40], progress=with_bar)
    if dry_run:
        db.session.rollback()
    else:
        commit()
    show_faults(report.faults)
    click.echo(_summary(report))
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")


def _summary(report: Report) -> str:
    return (
        f"{report.rows:,} rows: {report.created:,} topics added, {report.updated:,} updated, "
        f"{report.unchanged:,} as before, {report.joined:,} joined to a topic of the same name, "
        f"{report.left_out:,} left out; {report.synonyms:,} synonyms added, "
        f"{report.synonyms_skipped:,} skipped because another topic has them"
    )
