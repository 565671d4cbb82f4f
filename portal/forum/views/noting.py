"""Keeping how far a reader has read, beside the request that showed them the posts."""

from flask import Response
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.forum import marks
from portal.forum.shown import ShownThread
from portal.notifications.actions import read_about
from portal.web.afterwards import afterwards, is_looked_at


def note_read(response: Response, thread: ShownThread, no: int) -> None:
    """Keep, once the answer is sent, that the reader was shown the posts up to ``no``.

    Not when a browser only fetches what its reader may open next.
    """
    grows = no > (thread.last_read_no or 0)
    if not current_user.is_authenticated or not (grows or thread.has_notices):
        return
    if not is_looked_at():
        return
    person_id, thread_id = current_user.id, thread.id

    def note(session: Session) -> None:
        if grows:
            marks.read_upto(session, person_id, thread_id, no)
        if thread.has_notices:
            read_about(session, person_id, "thread", thread_id, upto=no)

    afterwards(response, note, "how far someone read was not kept")
