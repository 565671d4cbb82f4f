"""Taking the turn of a thread: what is decided about it is decided of what it is now."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.forum.counting import hold
from portal.forum.errors import NotPossibleError
from portal.forum.models import Thread


def take_turn(*threads: Thread) -> None:
    """Wait for other writers of the threads, and read what became of them meanwhile.

    Raises NotPossibleError when one has gone to another community: what the person may do was
    asked for where it was.
    """
    places = {thread.id: thread.community_id for thread in threads}
    # Always in the same order, so that two who take the same turns never wait for each other.
    for thread in sorted(threads, key=lambda thread: thread.id):
        hold(thread)
    db.session.scalars(
        select(Thread)
        .where(Thread.id.in_(places))
        .options(joinedload(Thread.community))
        .execution_options(populate_existing=True)
    ).all()
    if any(places[thread.id] != thread.community_id for thread in threads):
        raise NotPossibleError("Someone else has just moved this thread. Look at it again.")
