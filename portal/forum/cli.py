"""``flask communities``: make communities, put people into them, close them."""

from datetime import datetime
from typing import TextIO

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import by_email
from portal.extensions import db
from portal.forum import vocabulary as v
from portal.forum.actions import communities as actions
from portal.forum.actions import members
from portal.forum.errors import NotPossibleError
from portal.forum.models import Community
from portal.forum.queries import communities as queries
from portal.outbox import commit
from portal.web.filters import count

communities = AppGroup("communities", help="Communities: make them, put people in, close them.")
ROLE = click.Choice([role.value for role in v.MemberRole])


@communities.command("list")
@click.option("--without-manager", is_flag=True, help="Only those that nobody manages any more.")
def list_all(without_manager: bool) -> None:
    """List all communities, the confidential ones too, with their people and managers.

    Example: flask --app wsgi communities list --without-manager
    """
    for row in queries.for_operators(without_manager=without_manager):
        state = ", closed" if row.closed_at else ""
        manager = "" if row.managers else ", NO MANAGER"
        click.echo(
            f"{row.slug}: {row.name} ({v.COMMUNITY_KINDS[row.kind]}, {row.privacy}{state}), "
            f"{count(row.people, 'person', 'people')}{manager}"
        )


@communities.command("create")
@click.argument("name")
@click.option("--manager", "email", required=True, help="Email of the person who manages it.")
@click.option("--kind", type=click.Choice([*v.COMMUNITY_KINDS]), default="community_of_practice")
@click.option(
    "--privacy",
    type=click.Choice([privacy.value for privacy in v.Privacy]),
    default=v.Privacy.OPEN.value,
    show_default=True,
)
@click.option("--summary", default="", help="What it is for, in a sentence.")
@click.option("--terms", default="", help="Terms of reference, of a working group.")
@click.option("--ends-on", type=click.DateTime(["%Y-%m-%d"]), help="Of a working group.")
def create(
    name: str,
    email: str,
    kind: str,
    privacy: str,
    summary: str,
    terms: str,
    ends_on: datetime | None,
) -> None:
    """Make a community.

    Example: flask --app wsgi communities create "Koha users" --manager amina@example.org
    --summary "For everyone who runs Koha."
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 100 or len(summary) > 300:
        raise click.ClickException("the name needs 1 to 100 characters, the summary up to 300")
    if kind == "working_group" and not (terms and ends_on):
        raise click.ClickException("a working group needs --terms and --ends-on")
    try:
        community = actions.create(
            None,
            _person(email),
            name=name,
            kind=kind,
            privacy=privacy,
            summary=summary,
            terms=terms,
            ends_on=ends_on.date() if ends_on else None,
        )
    except NotPossibleError as error:
        raise click.ClickException(f"{error}.") from error
    path = community.path
    commit()
    click.echo(f"made {path}, managed by {email}")


@communities.command("add-person")
@click.argument("slug")
@click.argument("emails", nargs=-1, required=True)
@click.option("--role", type=ROLE, default=v.MemberRole.MEMBER.value, show_default=True)
@click.option("--dry-run", is_flag=True, help="Say who would be put in, and change nothing.")
def add_person(slug: str, emails: tuple[str, ...], role: str, dry_run: bool) -> None:
    """Put people into a community, or give those who are in it another role.

    All of them or, when one of the emails belongs to nobody, none.

    Example: flask --app wsgi communities add-person koha-users bilal@example.org dev@example.org
    --role moderator
    """
    community = _community(slug)
    people = [(email, _person(email)) for email in emails]
    lines = [f"{email}: {_put(community, person, role)}" for email, person in people]
    if dry_run:
        db.session.rollback()
        lines.append("This was a dry run: nothing was changed.")
    else:
        commit()
    click.echo("\n".join(lines))


@communities.command("set-manager")
@click.argument("slug")
@click.argument("email")
def set_manager(slug: str, email: str) -> None:
    """Make somebody a manager of a community, whether they are in it or not.

    For a community whose managers have left. The audit log says that it was done here.

    Example: flask --app wsgi communities set-manager koha-users amina@example.org
    """
    done = _put(_community(slug), _person(email), v.MemberRole.MANAGER)
    commit()
    click.echo(f"{email}: {done}")


@communities.command("remove-person")
@click.argument("slug")
@click.argument("email")
def remove_person(slug: str, email: str) -> None:
    """Take somebody out of a community; never its only manager.

    Example: flask --app wsgi communities remove-person koha-users dev@example.org
    """
    try:
        was_in = members.remove(_community(slug), _person(email), None)
    except NotPossibleError as error:
        raise click.ClickException(str(error)) from error
    commit()
    click.echo(f"{email}: {'taken out' if was_in else 'was not in it'}")


@communities.command("close")
@click.argument("slug")
@click.option("--report", type=click.File(encoding="utf-8"), required=True, help="- reads it.")
def close(slug: str, report: TextIO) -> None:
    """Close a community with a report, in Markdown: from then on it is read only.

    Example: flask --app wsgi communities close koha-users --report report.md
    """
    text = report.read().strip()
    if not text:
        raise click.ClickException("the report is empty")
    try:
        actions.close(_community(slug), None, report=text)
    except NotPossibleError as error:
        raise click.ClickException(str(error)) from error
    commit()
    click.echo(f"{slug} is closed")


@communities.command("reopen")
@click.argument("slug")
def reopen(slug: str) -> None:
    """Open a community again that was closed.

    Example: flask --app wsgi communities reopen koha-users
    """
    actions.reopen(_community(slug), None)
    commit()
    click.echo(f"{slug} is open")


def _put(community: Community, person: User, role: str) -> str:
    """Let the person in with the role, or give it to them; in words what came of it."""
    if members.add(community, person, None, role=role, act="community:add"):
        return f"put in as {role}"
    try:
        changed = members.change_role(community, person, None, role=role)
    except NotPossibleError as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from error
    return f"is {role} now" if changed else f"is {role} already"


def _community(slug: str) -> Community:
    community = db.session.scalar(select(Community).where(Community.slug == slug))
    if community is None:
        raise click.ClickException(f"there is no community {slug}; communities list names them")
    return community


def _person(email: str) -> User:
    person = by_email(email)
    if person is None or person.disabled_at is not None:
        raise click.ClickException(f"nobody signs in with {email}")
    return person
