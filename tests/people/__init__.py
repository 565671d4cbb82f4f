"""The cast: who they are is the same in every test."""

from typing import NamedTuple

from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import Organisation, OrganisationKind
from portal.permissions import Role


class People(NamedTuple):
    """Amina writes, Bilal moderates, Carys is elsewhere, Dev with Amina; Erin administers."""

    amina: User
    bilal: User
    carys: User
    dev: User
    erin: User


def make_people() -> People:
    """Two trusts in two regions and the five people in them."""
    north = Organisation(ods_code="Y60", name="Midlands", kind=OrganisationKind.REGION)
    south = Organisation(ods_code="Y56", name="London", kind=OrganisationKind.REGION)
    db.session.add_all([north, south])
    db.session.flush()
    first = Organisation(ods_code="ZZ01", name="Ashbourne Trust", kind="trust", region_id=north.id)
    second = Organisation(ods_code="ZZ02", name="Thamesby Trust", kind="trust", region_id=south.id)
    db.session.add_all([first, second])
    db.session.flush()

    def person(name: str, role: Role, organisation: Organisation) -> User:
        email = f"{name.split()[0].lower()}@portal.example"
        return User(name=name, email=email, role=role, organisation_id=organisation.id)

    cast = People(
        person("Amina Yusuf", Role.LIBRARIAN, first),
        person("Bilal Haddad", Role.MODERATOR, second),
        person("Carys Evans", Role.MEMBER, second),
        person("Dev Patel", Role.MEMBER, first),
        person("Erin Walsh", Role.ADMINISTRATOR, second),
    )
    db.session.add_all(cast)
    db.session.commit()
    return cast
