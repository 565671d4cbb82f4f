"""What every kind of file is read into, and the limits that all of them keep."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.innovations.importing.findings import Finding, note
from portal.intake import UnreadableFileError

# One text, or several where the file has lists.
Cell = str | tuple[str, ...]

# Line feeds and tabs stay; lone surrogates can be in JSON and in no database.
_SPOILT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Limits:
    """The most that is read. Bytes of the file, bytes once unpacked, rows, columns, characters."""

    size: int
    rows: int
    columns: int = 200
    cell: int = 50_000

    @property
    def unpacked(self) -> int:
        """Text packs 4 to 5 times smaller; what packs much better is hardly written by people."""
        return 5 * self.size


@dataclass(frozen=True)
class Row:
    """The cells of a row by the names of their columns, and what is wrong with the row as such."""

    number: int
    cells: Mapping[str, Cell]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Table:
    """All rows; ``notices`` are for the person and are about the file as a whole."""

    columns: tuple[str, ...]
    rows: Sequence[Row]
    notices: tuple[str, ...] = field(default=())


def clean_cell(number: int, column: str, text: str, limits: Limits) -> tuple[str, list[Finding]]:
    """The text without characters that no text has, and what there is to say about it."""
    findings: list[Finding] = []
    if _SPOILT.search(text):
        text = _SPOILT.sub("", text)
        findings.append(note(number, column, "has control characters, which were taken out"))
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limits.cell:
        words = f"holds {len(text):,} characters; the most is {limits.cell:,}"
        findings.append(Finding(number, column, words))
    return text, findings


def clean_headings(cells: Sequence[str], limits: Limits) -> tuple[str, ...]:
    """The names of the columns.

    Raises UnreadableFileError when they are too many, or two are the same.
    """
    names = [" ".join(_SPOILT.sub("", cell).split())[:200] for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise UnreadableFileError(f"It has more than {limits.columns} columns. Remove some")
    seen: dict[str, int] = {}
    for position, name in enumerate(names, 1):
        if not name:
            raise UnreadableFileError(f"Column {position} has no heading. Give it one in row 1")
        first = seen.setdefault(name.casefold(), position)
        if first != position:
            raise UnreadableFileError(
                f"Columns {first} and {position} are both called “{name}”. Rename one of them"
            )
    return tuple(names)


def filled_table(columns: tuple[str, ...], rows: Sequence[Row], *notices: str) -> Table:
    """The table.

    Raises UnreadableFileError when there are no rows in it.
    """
    if not rows:
        raise UnreadableFileError("It has a heading and no rows below it")
    return Table(columns, rows, notices)


def too_many_rows(limits: Limits) -> UnreadableFileError:
    return UnreadableFileError(
        f"It has more than {limits.rows:,} rows. Split it into smaller files"
    )
