"""What a reader may do at a thread."""

from typing import Any, NamedTuple

from portal.forum.seats import Seat
from portal.permissions import Action, allowed


class Rights(NamedTuple):
    """What the reader may do at the thread, worked out once for all its posts."""

    write: bool
    edit: bool
    summarise: bool
    credit: bool
    resolve: bool
    curate: bool
    mark: bool


def rights_of(reader: Any, seat: Seat) -> Rights:
    """The rights of a reader in this seat."""
    if not reader.is_authenticated:
        return Rights(*[False] * len(Rights._fields))
    return Rights(
        write=allowed(reader, Action.POST_WRITE, seat),
        edit=allowed(reader, Action.THREAD_EDIT, seat),
        summarise=allowed(reader, Action.THREAD_SUMMARISE, seat),
        credit=allowed(reader, Action.THREAD_CREDIT, seat),
        resolve=allowed(reader, Action.THREAD_RESOLVE, seat),
        curate=allowed(reader, Action.THREAD_CURATE, seat),
        mark=allowed(reader, Action.THREAD_MARK, seat),
    )
