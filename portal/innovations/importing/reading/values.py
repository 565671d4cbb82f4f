"""CSV: values between commas, semicolons or tabs.

Text is kept as text: a cell that begins with ``=`` is never evaluated here.
"""

import csv
import io
from collections.abc import Iterator

from portal.innovations.importing.findings import Finding
from portal.innovations.importing.reading.table import (
    Limits,
    Row,
    Table,
    clean_cell,
    clean_headings,
    filled_table,
    too_many_rows,
)
from portal.intake import UnreadableFileError

_QUOTES = "has a quotation mark that is not closed, or text after a closed one"
_TOO_LONG = "has a cell that never ends, or a quotation mark that is not closed"


def read_values(text: str, limits: Limits, *notices: str) -> Table:
    """The rows of a CSV file; a row that cannot be read is a fault of that row only.

    Raises UnreadableFileError.
    """
    records = _records(text)
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in records:
        if isinstance(cells, str):
            if not columns:
                raise UnreadableFileError(f"Row {number} {cells}")
            rows.append(Row(number, {}, (Finding(number, "", cells),)))
        elif any(cell.strip() for cell in cells):
            if columns:
                rows.append(_row(number, cells, columns, limits))
            else:
                columns = clean_headings(cells, limits)
        if len(rows) > limits.rows:
            raise too_many_rows(limits)
    return filled_table(columns, rows, *notices)


def _records(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Number and cells of each row, or words where they cannot be told apart."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, _TOO_LONG if "limit" in str(error) else _QUOTES


def _row(number: int, cells: list[str], columns: tuple[str, ...], limits: Limits) -> Row:
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(columns):
        words = f"has {len(cells)} cells, but the heading has {len(columns)}"
        return Row(number, {}, (Finding(number, "", words),))
    found: dict[str, str] = {}
    findings: list[Finding] = []
    for column, cell in zip(columns, cells, strict=True):
        found[column], said = clean_cell(number, column, cell, limits)
        findings.extend(said)
    return Row(number, found, tuple(findings))


def delimiter(text: str) -> str:
    """The separator that stands most often in the heading, outside quotation marks."""
    counts = dict.fromkeys(",;\t", 0)
    quoted = False
    for character in text.lstrip("\n\r")[:50_000]:
        if character == '"':
            quoted = not quoted
        elif character == "\n" and not quoted:
            break
        elif character in counts and not quoted:
            counts[character] += 1
    return max(counts, key=lambda mark: counts[mark])
