"""From a file that somebody brings to rows of text; nothing in it is trusted or evaluated."""

from portal.innovations.importing.reading.files import digest_of, read
from portal.innovations.importing.reading.table import Cell, Limits, Row, Table

__all__ = ["Cell", "Limits", "Row", "Table", "digest_of", "read"]
