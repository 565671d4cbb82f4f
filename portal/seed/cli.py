"""``flask seed``: load the community, and say how to sign in as its people."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.outbox import commit
from portal.seed import people
from portal.seed.adoptions import load_adoptions
from portal.seed.changes import load_changes
from portal.seed.enquiries import load_enquiries
from portal.seed.evidence import load_disputes
from portal.seed.forum import load_forum
from portal.seed.keeping import load_offers
from portal.seed.knowing import load_risks
from portal.seed.profiles import load_profiles
from portal.seed.records import load_records
from portal.seed.searches import load_searches


@click.command("seed")
@click.option("--cast", is_flag=True, help="Only say how to sign in as each of the cast.")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are people already.")
@with_appcontext
def seed(cast: bool, if_empty: bool) -> None:
    """Load a small community of invented people and records.

    Example: flask --app wsgi seed
    """
    if current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException("the invented community is not for production")
    if cast:
        _say_cast()
        return
    if db.session.scalar(select(func.count()).select_from(User)):
        if if_empty:
            return
        raise click.ClickException("there are people already; run 'make reset' to start afresh")
    people.load_places()
    everyone = people.load_people()
    records = load_records(everyone)
    load_adoptions(everyone)
    load_changes(everyone)
    load_offers(everyone)
    load_searches(everyone)
    load_disputes(everyone)
    load_profiles(everyone)
    load_enquiries(everyone)
    load_risks(everyone)
    threads = load_forum(everyone)
    commit()
    click.echo(f"Loaded {len(everyone)} people, {records} records and {threads} threads.")


def _say_cast() -> None:
    click.echo(f"\nSign in at {current_app.config['BASE_URL']}/sign-in")
    click.echo(f"Everyone's password is: {people.PASSWORD}\n")
    for person in json.loads((people.FOLDER / "people.json").read_text()):
        if person["key"] in people.CAST:
            click.echo(f"  {person['email']:<28} {person['name']}, {person['role']}")
    click.echo("")
