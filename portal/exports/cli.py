"""``flask innovations export``: a file of what a search finds, made at the machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import current_app
from werkzeug.datastructures import MultiDict

from portal.accounts.models import Visitor
from portal.clock import now
from portal.exports.formats import OF_MANY
from portal.exports.records import read, searched
from portal.exports.words import About
from portal.extensions import reading
from portal.innovations.cli import innovations
from portal.permissions import Role
from portal.search.addresses import Asked


@dataclass(frozen=True)
class AnyModerator:
    """A moderator who is nobody in particular, and owns nothing."""

    id: int = 0
    organisation_id: None = None
    is_authenticated: bool = True

    def has_role(self, role: Role) -> bool:
        """As a moderator has it."""
        return role.rank <= Role.MODERATOR.rank


@innovations.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option(
    "--format",
    "ending",
    type=click.Choice(list(OF_MANY)),
    help="The format; read from the name of FILE if left out.",
)
@click.option("--query", default="", help="What to search for; everything if left out.")
@click.option(
    "--view",
    type=click.Choice(["visitor", "moderator"]),
    default="visitor",
    show_default=True,
    help="Whose view of the records it is: moderators see all but drafts.",
)
def export(file: Path, ending: str | None, query: str, view: str) -> None:
    """Write the records that a search finds to FILE, as the search page offers them.

    Example: flask --app wsgi innovations export records.xlsx --query "shared catalogue"
    """
    ending = ending or file.suffix.removeprefix(".")
    if ending not in OF_MANY:
        raise click.ClickException(f"say --format, one of {', '.join(OF_MANY)}")
    reader: Any = AnyModerator() if view == "moderator" else Visitor()
    asked = Asked.read(MultiDict({"q": query}))
    most = current_app.config["EXPORT_MAX_ROWS"]
    with reading():
        found = searched(asked, reader, most)
        if found.is_incomplete:
            raise click.ClickException(
                "the search index is not complete: start a worker, or run flask search rebuild"
            )
        if found.total > most:
            raise click.ClickException(
                f"{found.total:,} records are more than PORTAL_EXPORT_MAX_ROWS ({most:,})"
            )
        address = current_app.config["BASE_URL"] + asked.url()
        about = About(current_app.config["BASE_URL"], now(), address, view == "moderator")
        with file.open("wb") as stream:
            OF_MANY[ending].write(stream, read(found.ids, reader), about)
    click.echo(f"Wrote what was found to {file}: {found.total:,} records.")
