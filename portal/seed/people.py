"""The places, topics and people of the invented community."""

import json
from pathlib import Path

from sqlalchemy import select

from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import LibraryService, Organisation
from portal.permissions import Role

FOLDER = Path(__file__).parent
PASSWORD = "shared-knowledge"  # noqa: S105  # of people who do not exist; refused in production
CAST = ("amina", "bilal", "carys", "dev", "erin")


def load_people() -> dict[str, User]:
    """Make the accounts; returns them by their keys in people.json."""
    organisations = dict(
        db.session.execute(select(Organisation.ods_code, Organisation.id)).tuples().all()
    )
    services = dict(db.session.execute(select(LibraryService.slug, LibraryService.id)).tuples().all())
    return {
        person["key"]: accounts.create(
            email=person["email"],
            name=person["name"],
            role=Role(person["role"]),
            job_title=person["job_title"],
            organisation_id=organisations[person["organisation"]],
            library_service_id=services.get(person["library_service"]),
            password=PASSWORD,
        )
        for person in json.loads((FOLDER / "people.json").read_text())
    }
