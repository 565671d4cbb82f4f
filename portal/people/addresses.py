"""The addresses of records, as people copy them into a form."""

import re
from typing import Final

from portal.innovations import queries as innovations
from portal.records import bounded_int, ref

_ADDRESS: Final = re.compile(
    r"(?:https?://[^/\s]+)?/(innovations|threads)/([A-Za-z0-9-]+)(?:[/?#]\S*)?"
)


def ref_at(address: str) -> str | None:
    """The ref of the innovation or the thread at an address; None when it is that of neither.

    Whether it is there, and the reader may see it, is for the caller to ask.
    """
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        return None
    number = bounded_int(found[2])
    if found[1] == "threads":
        return ref("thread", number) if number else None
    # Innovations have identifiers too, such as INN-2026-0042.
    key = number or innovations.id_of(found[2])
    return ref("innovation", key) if key else None
