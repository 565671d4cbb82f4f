"""Marking what was told about a record as read once its reader has the record before them."""

from flask import Response
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.notifications.actions import read_about
from portal.notifications.queries import is_unread
from portal.web.afterwards import afterwards, is_looked_at


def note_read(response: Response, about: str, about_id: int) -> Response:
    """The response of the record's page; what was told is marked when it is sent."""
    if is_looked_at() and is_unread(current_user, about, about_id):
        person_id = current_user.id

        def note(session: Session) -> None:
            read_about(session, person_id, about, about_id)

        afterwards(response, note, "a notice was not marked as read")
    return response
