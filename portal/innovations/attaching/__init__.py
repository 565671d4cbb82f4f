"""The files of records: taken in, listed, given out, found by their words, and let go."""

from portal.innovations.attaching import forgetting, reading
from portal.innovations.attaching.cli import files

__all__ = ["files", "forgetting", "reading"]
