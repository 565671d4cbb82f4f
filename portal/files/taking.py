"""From what a person uploads to content in the store, and from there to its words."""

from typing import IO, NamedTuple

from flask import current_app

from portal.files.child import examined, words_in
from portal.files.names import clean_name
from portal.files.store import Store


class Taken(NamedTuple):
    """A file whose content is in the store; ``width`` and the two below are of pictures only."""

    name: str
    media_type: str
    digest: str
    size: int
    width: int | None
    height: int | None
    thumbnail_digest: str | None


def store() -> Store:
    """The store of this portal."""
    found: Store = current_app.extensions["files"]
    return found


def take(stream: IO[bytes], name: str, most_bytes: int) -> Taken:
    """Examine what the stream holds and keep it; a picture is kept as it was made anew.

    Raises RefusedError, with words for the person, when it cannot be taken.
    """
    name, thumbnail = clean_name(name), None
    with examined(stream, name, most_bytes) as found:
        with found.path.open("rb") as content:
            digest = store().put(content)
        if found.thumbnail is not None:
            with found.thumbnail.open("rb") as content:
                thumbnail = store().put(content)
        size = found.path.stat().st_size
        return Taken(name, found.media_type, digest, size, found.width, found.height, thumbnail)


def words_of(digest: str, media_type: str) -> str:
    """The words of a file that is kept, cut off where they are many.

    Raises FileNotFoundError, and RefusedError when it cannot be read.
    """
    with store().open(digest) as content:
        return words_in(content, media_type)
