"""What becomes of changes that wait when their record goes out of use."""

from portal.extensions import db
from portal.innovations.models import Innovation
from portal.innovations.versions.contents import Contents
from portal.innovations.versions.queries import pending_of


def end(innovation: Innovation) -> Contents:
    """Drop the changes to the record that wait, if there are any; returns them, to be kept."""
    pending = pending_of(innovation)
    if pending is None:
        return {}
    db.session.delete(pending)
    return pending.fields
