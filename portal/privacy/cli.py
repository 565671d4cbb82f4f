"""``flask privacy``: for requests that come by letter."""

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db

privacy = AppGroup("privacy", help="What the portal holds about a person.")


def find_person(said: str) -> User:
    """The person with this email, or with this number, as in the address of their profile."""
    clause = User.id == int(said) if said.isdecimal() else func.lower(User.email) == said.lower()
    person: User | None = db.session.scalar(select(User).where(clause))
    if person is None:
        raise click.ClickException(f"there is nobody with the email or number {said}")
    return person
