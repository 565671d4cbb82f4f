"""The other thread that a person names by its link or its number."""

import re
from typing import Final

from flask import current_app
from flask_login import current_user

from portal.forum.errors import NotPossibleError
from portal.forum.models import Thread
from portal.forum.queries import curating, places
from portal.records import bounded_int

_THREAD: Final = re.compile(r"/?threads/(\d{1,10})(?:/posts/\d+)?/?(?:[?#].*)?")
_POST: Final = re.compile(r"/?posts/(\d{1,10})/?(?:[?#].*)?")


def named(text: str) -> Thread:
    """The thread that the text leads to; of a merged one that into which it went.

    Raises NotPossibleError where there is none for the reader.
    """
    path = text.strip().removeprefix(current_app.config["BASE_URL"].rstrip("/")).removeprefix("#")
    found = None
    if match := _POST.fullmatch(path):
        post = curating.post(int(match[1]), current_user)
        found = post.thread if post else None
    else:
        match = _THREAD.fullmatch(path)
        key = bounded_int(match[1] if match else path)
        found = places.thread(key, current_user) if key is not None else None
    if found is None:
        raise NotPossibleError("There is no such thread. Enter its link or its number.")
    return found
