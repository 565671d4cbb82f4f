"""What several pages of people begin with."""

from flask import abort
from flask_login import current_user

from portal.accounts.models import User
from portal.people.queries import visible


def load_person(person_id: int) -> User:
    """The person, if the reader may open their page."""
    return visible.person(person_id, current_user) or abort(404)
