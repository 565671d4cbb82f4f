"""``flask users``: make people, give them a role, disable them."""

import secrets

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal.accounts import actions
from portal.accounts.models import User
from portal.accounts.queries import by_email
from portal.accounts.sign_in import MIN_PASSWORD
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.outbox import commit
from portal.permissions import Role

users = AppGroup("users", help="People who can sign in.")
ROLES = click.Choice([role.value for role in Role])


@users.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=ROLES, default=Role.MEMBER.value, show_default=True)
@click.option("--organisation", "ods_code", help="ODS code of their organisation.")
@click.option("--password", help="At least 12 characters; made up and printed when left out.")
def create(email: str, name: str, role: str, ods_code: str | None, password: str | None) -> None:
    """Make an account.

    Example: flask --app wsgi users create amina@example.org "Amina Yusuf" --role librarian
    """
    if password is not None and len(password) < MIN_PASSWORD:
        raise click.ClickException(f"the password needs {MIN_PASSWORD} characters or more")
    if by_email(email):
        raise click.ClickException("someone already has this email")
    organisation = None
    if ods_code:
        organisation = db.session.scalar(
            select(Organisation).where(Organisation.ods_code == ods_code)
        )
        if organisation is None:
            raise click.ClickException(f"there is no organisation with the code {ods_code}")
    made_up = password or secrets.token_urlsafe(12)
    actions.create(
        email=email,
        name=name,
        role=Role(role),
        organisation_id=organisation.id if organisation else None,
        password=made_up,
    )
    commit()
    click.echo(f"created {email}" + ("" if password else f" with the password {made_up}"))


@users.command("role")
@click.argument("email")
@click.argument("role", type=ROLES)
def change_role(email: str, role: str) -> None:
    """Give someone another role.

    Example: flask --app wsgi users role amina@example.org moderator
    """
    actions.change_role(_find(email), Role(role))
    commit()
    click.echo(f"{email} is now {role}")


@users.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Stop someone from signing in, and sign them out everywhere.

    Example: flask --app wsgi users disable amina@example.org
    """
    actions.disable(_find(email))
    commit()
    click.echo(f"{email} cannot sign in any more")


def _find(email: str) -> User:
    user = by_email(email)
    if user is None:
        raise click.ClickException("nobody has this email")
    return user
