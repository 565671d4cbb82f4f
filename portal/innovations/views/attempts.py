"""Doing something to a record that may have become impossible since its page was opened."""

from collections.abc import Callable

from sqlalchemy.orm.exc import StaleDataError

from portal.extensions import db
from portal.innovations.errors import NotPossibleError
from portal.outbox import commit

AT_THE_SAME_MOMENT = "Someone else changed this record at the same moment. Look at it again."


def attempt(act: Callable[[], object]) -> str:
    """Act and commit; the words for people when it cannot be done, otherwise nothing.

    Records that were loaded before have to be loaded again after a failure.
    """
    try:
        act()
        commit()
    except NotPossibleError as error:
        db.session.rollback()
        return str(error)
    except StaleDataError:
        db.session.rollback()
        return AT_THE_SAME_MOMENT
    return ""
