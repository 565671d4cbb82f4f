"""The box "Where we are", which the people of a thread write together."""

from sqlalchemy.exc import IntegrityError

from portal.extensions import db
from portal.forum import events
from portal.forum.errors import StaleTextError
from portal.forum.models import Thread, ThreadSummary
from portal.forum.queries import summaries
from portal.forum.texts import read_stored
from portal.records import Actor


def summarise(thread: Thread, editor: Actor, *, text: str, seen: int) -> None:
    """Give the box a new text; an empty one takes the box away, and the history stays.

    ``seen`` is the number of the text that the editor changed. Raises StaleTextError when
    somebody else was faster.
    """
    number, before = summaries.newest_text(thread.id)
    if number != seen:
        raise StaleTextError
    if text == before:
        return
    row = ThreadSummary(
        thread_id=thread.id,
        number=number + 1,
        text=text,
        html=read_stored(text).html if text else "",
        editor_id=editor.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise StaleTextError from error
    events.note(thread, editor, "summarised", data={"number": row.number})
