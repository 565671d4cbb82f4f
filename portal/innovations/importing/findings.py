"""What is said about a row of a file: a fault keeps it out, a note goes with it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """Words about one cell, or about a whole row when ``column`` is empty.

    Rows are counted as a spreadsheet shows them: row 1 is the heading, or the
    first line of a file without one.
    """

    row: int
    column: str
    words: str
    level: Level = Level.FAULT


def note(row: int, column: str, words: str) -> Finding:
    """A finding that does not keep the row out."""
    return Finding(row, column, words, Level.NOTE)
