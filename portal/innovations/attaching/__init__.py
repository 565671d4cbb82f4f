"""The files of records: taken in, listed, given out, found by their words, and let go."""

from portal.innovations.attaching import forgetting, reading

__all__ = ["forgetting", "reading"]
