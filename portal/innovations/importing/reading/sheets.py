"""Excel workbooks. A workbook is a zip of XML: both can be bombs, and are measured first."""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

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

MOST_SHEETS = 50
MOST_MEMBERS = 2_000
MOST_EMPTY_ROWS = 5_000
# XML of a sheet shrinks to a tenth or a thirtieth; only repetition made to order goes this far.
MOST_RATIO = 200
SMALL = 2 * 1024 * 1024

_BROKEN = "It is damaged, or not a workbook that Excel wrote. Open it, save it again as .xlsx"
_FAILURES = (
    zipfile.BadZipFile,
    InvalidFileException,
    DefusedXmlException,
    # openpyxl lets these through when the XML is not what it expects.
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    SyntaxError,
    OverflowError,
    RuntimeError,
    struct.error,
    zlib.error,
)


def read_workbook(path: Path, limits: Limits, sheet: str) -> Table:
    """The rows of one sheet.

    It is read with formulas, not with the values that Excel kept for them: a
    kept value may be stale, or missing where another program wrote the file,
    so a cell with a formula is a fault and its author pastes the value.

    Raises UnreadableFileError.
    """
    _measure(path, limits)
    try:
        # Opened here, because openpyxl leaves it open when it fails. It parses with
        # defusedxml where that is installed; it is a dependency of ours.
        with path.open("rb") as file:
            workbook = load_workbook(file, read_only=True, keep_links=False)
            chosen = workbook[_choose([str(name) for name in workbook.sheetnames], sheet)]
            # The size that a sheet claims to have may be a million empty rows.
            chosen.reset_dimensions()
            return _read_rows(chosen.iter_rows(max_col=limits.columns + 1), limits)
    except UnreadableFileError:
        raise
    except _FAILURES as error:
        raise UnreadableFileError(_BROKEN) from error


def _measure(path: Path, limits: Limits) -> None:
    """Raises UnreadableFileError for what is no workbook, or grows too much when it is unpacked.

    The sizes are those that the zip names; Python's zipfile reads no byte beyond them.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _FAILURES as error:
        raise UnreadableFileError(_BROKEN) from error
    names = {member.filename for member in members}
    if "xl/workbook.bin" in names:
        raise UnreadableFileError("It is a binary workbook (.xlsb). Save it as .xlsx")
    if "xl/workbook.xml" not in names:
        raise UnreadableFileError("It is a zip file or another kind of document. Save it as .xlsx")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFileError(
            "The workbook has a password. Save a copy without one and bring that"
        )
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > limits.unpacked:
        raise UnreadableFileError(
            f"It holds more than {limits.unpacked // 1024**2:,} MB once unpacked. "
            "Copy the rows into a new workbook, or split it"
        )
    for member in members:
        if member.file_size > max(SMALL, MOST_RATIO * member.compress_size):
            raise UnreadableFileError(
                "It unpacks to far more than its size, as files made to do harm do. "
                "Save the rows as CSV and bring that"
            )


def _choose(names: list[str], sheet: str) -> str:
    if len(names) > MOST_SHEETS:
        raise UnreadableFileError(
            f"It has more than {MOST_SHEETS} sheets. Copy one into a new workbook"
        )
    listed = ", ".join(f"“{name}”" for name in names)
    if sheet:
        for name in names:
            if name.casefold() == sheet.casefold():
                return name
        raise UnreadableFileError(f"It has no sheet called “{sheet}”. It has {listed}")
    if len(names) != 1:
        raise UnreadableFileError(f"It has {len(names)} sheets: {listed}. Say which one to read")
    return names[0]


def _read_rows(sheet: Iterable[tuple[Any, ...]], limits: Limits) -> Table:
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in enumerate(sheet, 1):
        # A stray cell far down is given with all the empty rows above it, one by one.
        if number > limits.rows + MOST_EMPTY_ROWS:
            raise too_many_rows(limits)
        if all(cell.value is None or str(cell.value).strip() == "" for cell in cells):
            continue
        if not columns:
            columns = clean_headings([_text(cell.value) for cell in cells], limits)
        else:
            rows.append(_row(number, cells, columns, limits))
        if len(rows) > limits.rows:
            raise too_many_rows(limits)
    if not columns:
        raise UnreadableFileError("The sheet is empty")
    return filled_table(columns, rows)


def _row(number: int, cells: tuple[Any, ...], columns: tuple[str, ...], limits: Limits) -> Row:
    found = dict.fromkeys(columns, "")
    findings: list[Finding] = []
    for position, cell in enumerate(cells):
        if cell.value is None:
            continue
        if position >= len(columns):
            words = f"has something in column {position + 1}, which has no heading"
            findings.append(Finding(number, "", words))
            break
        column = columns[position]
        if cell.data_type == "f":
            words = "holds a formula. Copy the cells and paste them as values"
            findings.append(Finding(number, column, words))
        elif cell.data_type == "e":
            findings.append(Finding(number, column, f"holds the error {cell.value}"))
        else:
            found[column], said = clean_cell(number, column, _text(cell.value), limits)
            findings.extend(said)
    return Row(number, found, tuple(findings))


def _text(value: Any) -> str:
    """As a person would write it: no 12.0 for 12, and days as 2026-11-22."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)
