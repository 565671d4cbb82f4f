"""Jobs that failed, for the tests of what shows and counts them."""

from portal.extensions import db
from portal.outbox import Message


def failed_job(subject: str = "innovation:1", error: str = "OSError: no mail server") -> int:
    """The id of a message that is not tried again by itself."""
    message = Message(topic="mail.test", subject=subject, attempts=7, last_error=error)
    db.session.add(message)
    db.session.flush()
    # The column has a default, which a None given to the constructor would not replace.
    message.due_at = None
    db.session.commit()
    return message.id
