"""``flask people``: the managers of organisations."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import by_email
from portal.extensions import db
from portal.organisations import queries as organisations
from portal.organisations.models import Organisation
from portal.outbox import commit
from portal.people.actions import keeping
from portal.people.models import OrganisationManager

people = AppGroup("people", help="People and what they know.")
managers = AppGroup("managers", help="Who looks after what is known in an organisation.")
people.add_command(managers)


@managers.command("list")
@click.argument("ods_code")
def list_managers(ods_code: str) -> None:
    """Name the managers of an organisation.

    Example: flask --app wsgi people managers list RJ1
    """
    query = (
        select(User.name, User.email)
        .join(OrganisationManager, OrganisationManager.person_id == User.id)
        .where(OrganisationManager.organisation_id == _organisation(ods_code).id)
        .order_by(User.name, User.id)
    )
    for name, email in db.session.execute(query):
        click.echo(f"{name}, {email}")


@managers.command("add")
@click.argument("ods_code")
@click.argument("email")
def add_manager(ods_code: str, email: str) -> None:
    """Name a manager of an organisation, who is told.

    Example: flask --app wsgi people managers add RJ1 amina@example.org
    """
    organisation, person = _organisation(ods_code), _person(email)
    keeping.appoint(None, organisation, person)
    commit()
    click.echo(f"{person.name} manages {organisation.name}")


@managers.command("remove")
@click.argument("ods_code")
@click.argument("email")
def remove_manager(ods_code: str, email: str) -> None:
    """Let somebody not manage an organisation any more.

    Example: flask --app wsgi people managers remove RJ1 amina@example.org
    """
    organisation, person = _organisation(ods_code), _person(email)
    if not keeping.dismiss(None, organisation, person.id):
        raise click.ClickException(f"{person.name} does not manage {organisation.name}")
    commit()
    click.echo(f"{person.name} does not manage {organisation.name} any more")


def _organisation(ods_code: str) -> Organisation:
    organisation = organisations.by_code(ods_code)
    if organisation is None:
        raise click.ClickException(f"there is no organisation with the code {ods_code}")
    return organisation


def _person(email: str) -> User:
    person = by_email(email)
    if person is None:
        raise click.ClickException("nobody has this email")
    return person
