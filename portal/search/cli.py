"""Commands of the search index: rebuild it, and see whether it agrees with the database."""

from collections.abc import Iterable

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from portal.extensions import db, reading
from portal.outbox import waiting
from portal.search.backend import SearchError
from portal.search.indexing import SYNC, backend, rebuild
from portal.search.sources import count_documents, every_document

SHOWN = 20
"""Refs of each kind that ``check`` names."""

search = AppGroup("search", help="Look after the search index.")


@search.command("rebuild")
def rebuild_command() -> None:
    """Index all records afresh; searches are answered from the old index until it is done.

    Example: flask --app wsgi search rebuild
    """
    columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with reading():
        total = count_documents()
        db.session.rollback()
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("Indexing", total=total)
            done = rebuild(lambda count: progress.update(task, completed=count))
            progress.update(task, total=done, completed=done)
    except SearchError as error:
        raise click.ClickException(f"Nothing was changed: {error}") from error
    click.echo(f"{done} records are indexed.")


@search.command("check")
@click.pass_context
def check_command(context: click.Context) -> None:
    """Compare the index with the database; the exit status is 1 if they differ.

    Records that wait to be indexed are not counted.

    Example: flask --app wsgi search check
    """
    with reading():
        on_their_way = waiting(SYNC)
        true = {document.ref: document.digest for document in every_document()}
        db.session.rollback()
    try:
        indexed = backend().digests()
    except SearchError as error:
        raise click.ClickException(f"{error}. Run: flask --app wsgi search rebuild") from error
    missing = true.keys() - indexed.keys() - on_their_way
    extra = indexed.keys() - true.keys() - on_their_way
    both = (true.keys() & indexed.keys()) - on_their_way
    stale = {ref for ref in both if true[ref] != indexed[ref]}
    for name, refs in (("missing", missing), ("extra", extra), ("stale", stale)):
        _report(name, refs)
    click.echo(f"{len(true)} records, {len(indexed)} indexed, {len(on_their_way)} waiting.")
    if missing or extra or stale:
        click.echo("The index differs. Run: flask --app wsgi search rebuild")
        context.exit(1)
    click.echo("The index agrees with the database.")


def _report(name: str, refs: Iterable[str]) -> None:
    for number, ref in enumerate(ordered := sorted(refs)):
        if number == SHOWN:
            click.echo(f"{name}: {len(ordered) - SHOWN} more")
            break
        click.echo(f"{name}: {ref}")
