"""``flask harvest``: see whether harvesters are told the truth, and set it right."""

import click
from flask.cli import AppGroup

from portal.harvest.stamping import reconcile
from portal.web.filters import count

harvest = AppGroup("harvest", help="What other catalogues harvest (OAI-PMH).")


@harvest.command("check")
def check() -> None:
    """Count the records of which harvesters are told something else than what is true.

    Those that changed a moment ago are among them until the worker has seen to them.
    Ends with status 1 when there are any.

    Example: flask --app wsgi harvest check
    """
    if wrong := reconcile(dry_run=True):
        raise click.ClickException(
            f"{count(wrong, 'record')} to set right: flask --app wsgi harvest rebuild"
        )
    click.echo("All is as it should be.")


@harvest.command("rebuild")
@click.option("--dry-run", is_flag=True, help="Count the records and change nothing.")
def rebuild(dry_run: bool) -> None:
    """Set right what harvesters are told: of records that were missed, moved or gone.

    What is right already keeps its datestamp, so that nobody has to fetch it again. The worker
    does the same every day.

    Example: flask --app wsgi harvest rebuild --dry-run
    """
    wrong = reconcile(dry_run=dry_run)
    click.echo(f"{count(wrong, 'record')} {'to set right' if dry_run else 'set right'}.")
