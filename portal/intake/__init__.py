"""Reading files that people bring to a command: text, rows, faults, progress. It writes nothing."""

from portal.intake.faults import Fault, UnreadableFileError
from portal.intake.files import read_lines, read_rows, read_text

__all__ = ["Fault", "UnreadableFileError", "read_lines", "read_rows", "read_text"]
