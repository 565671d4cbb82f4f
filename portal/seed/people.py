"""The places, topics and people of the invented community."""

import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.extensions import db
from portal.intake import read_text
from portal.organisations import importing as organisations
from portal.organisations import layouts
from portal.organisations.models import LibraryService, Organisation
from portal.permissions import Role
from portal.topics import importing as topics

FOLDER = Path(__file__).parent
PASSWORD = "shared-knowledge"  # noqa: S105  # nosec B105  # of people who do not exist; refused in production
CAST = ("amina", "bilal", "carys", "dev", "erin")


def load_places() -> None:
    """The organisations, their library services and the starter vocabulary."""
    for name in ("organisations.csv", "library_services.csv"):
        report = organisations.load(layouts.read(read_text(FOLDER / name)))
        refuse_faults(name, report.faults)
    refuse_faults("starter.csv", topics.load_starter().faults)
    db.session.flush()


def refuse_faults(name: str, faults: Sequence[object]) -> None:
    """Raises ValueError: our own files must load whole."""
    if faults:
        raise ValueError(f"{name}: {faults[0]}")


def load_people() -> dict[str, User]:
    """Make the accounts; returns them by their keys in people.json."""
    organisations = dict(db.session.execute(select(Organisation.ods_code, Organisation.id)).all())
    services = dict(db.session.execute(select(LibraryService.slug, LibraryService.id)).all())
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
