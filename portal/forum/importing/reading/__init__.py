"""Reading a dump of Stack Exchange, whichever of its two forms it has. Nothing is written here."""

from pathlib import Path

from portal.forum.importing.reading.dump import Dump, SourceComment, SourcePerson, SourcePost
from portal.forum.importing.reading.lines import LinesDump
from portal.forum.importing.reading.xml import XmlDump
from portal.intake import UnreadableFileError

__all__ = ["Dump", "SourceComment", "SourcePerson", "SourcePost", "open_dump"]


def open_dump(folder: Path, site: str = "") -> Dump:
    """The dump in a folder; ``site`` is the address of the forum, if the files do not say it.

    Raises UnreadableFileError when there are no posts in it.
    """
    for kind in (XmlDump, LinesDump):
        dump = kind(folder, site)
        if dump.has("posts"):
            return dump
    raise UnreadableFileError(
        f"{folder} holds neither Posts.xml nor posts.jsonl.gz. Unpack the dump into a folder first"
    )
