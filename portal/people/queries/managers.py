"""Who manages an organisation."""

from sqlalchemy import select

from portal.accounts.models import User
from portal.people.models import OrganisationManager
from portal.records import AnySelect


def managers(organisation_id: int) -> AnySelect:
    """Id, name, job title and since when, by name."""
    return (
        select(User.id, User.name, User.job_title, OrganisationManager.named_at)
        .join(OrganisationManager, OrganisationManager.person_id == User.id)
        .where(OrganisationManager.organisation_id == organisation_id)
        .order_by(User.name, User.id)
    )
