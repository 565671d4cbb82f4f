"""CSV and XLSX. No cell becomes a formula, whatever was typed into a record."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final
from zipfile import ZipFile

import xlsxwriter.workbook

from portal.exports.columns import COLUMNS, Cell
from portal.exports.words import About
from portal.innovations.shown import ShownInnovation
from portal.web.filters import format_datetime

MOST_CHARACTERS: Final = 32_767
"""In a cell: spreadsheets take no more."""
CUT: Final = " (cut; see the record)"
# It has no setting for how hard it packs. The lightest takes a fifth of the time of the usual one,
# which was a third of all, for a file a quarter larger.
xlsxwriter.workbook.ZipFile = partial(ZipFile, compresslevel=1)
_SIGNS: Final = frozenset("=+-@")
# What XML has no place for, and what no reader of a table expects. Tabs and line ends stay.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula.

    Signs count also behind what cannot be seen, and in the wide forms of other scripts.
    """
    if text[:1].isalnum():
        return False
    for character in text:
        if character in "\t\r":
            return True
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
            continue
        return unicodedata.normalize("NFKC", character)[0] in _SIGNS
    return False


def tidy(text: str) -> str:
    """The text with plain line ends, without control characters, and no longer than a cell."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text)
    if len(text) <= MOST_CHARACTERS // 2:
        return text
    # Spreadsheets count as UTF-16 does.
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * (MOST_CHARACTERS - len(CUT))].decode("utf-16-le", "ignore") + CUT


def write_csv(file: BinaryIO, records: Iterable[ShownInnovation], about: About) -> None:
    """UTF-8 with the mark by which Excel knows it; what looks like a formula after a ``'``."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([column.heading for column in COLUMNS])
    for record in records:
        writer.writerow([plain(column.read(record, about)) for column in COLUMNS])
    text.detach()


def plain(cell: Cell) -> str:
    """A value as a cell of a CSV file, which no spreadsheet takes for a formula."""
    if isinstance(cell, str):
        text = tidy(cell)
        return f"'{text}"[:MOST_CHARACTERS] if is_formula(text) else text
    return "" if cell is None else str(cell)


def write_xlsx(file: BinaryIO, records: Iterable[ShownInnovation], about: About) -> None:
    """A workbook of two sheets, the records and what they are, a row in memory at a time."""
    with TemporaryDirectory(prefix="portal-export-") as folder:
        book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        last = _records(book, records, about)
        _about(book, about, last)
        book.close()


def _records(book: Any, records: Iterable[ShownInnovation], about: About) -> int:
    """The first sheet; the number of its records."""
    sheet = book.add_worksheet("Records")
    bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    sheet.freeze_panes(1, 1)
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.heading, bold)
    put = _putting(book, sheet)
    row = 0
    for row, record in enumerate(records, 1):
        for number, column in enumerate(COLUMNS):
            cell = column.read(record, about)
            if cell or cell == 0:
                put(row, number, cell)
    sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
    return row


def _putting(book: Any, sheet: Any) -> Callable[[int, int, Cell], None]:
    """Writes a cell as what it is: text, number or day."""
    # Stays text also when somebody edits the cell.
    quoted = book.add_format({"quote_prefix": True})
    days = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    money = book.add_format({"num_format": "#,##0.00"})

    def put(row: int, number: int, cell: Cell) -> None:
        if isinstance(cell, str):
            text = tidy(cell)
            if text.startswith("<r>") and text.endswith("</r>"):
                # XlsxWriter would take it for its own XML and write it as it is.
                text += " "
            # Past what reads addresses such as A1, which takes a quarter of the time of a cell.
            sheet._write_string(row, number, text, quoted if is_formula(text) else None)
        elif isinstance(cell, Decimal):
            sheet.write_number(row, number, float(cell), money)
        elif isinstance(cell, date):
            sheet.write_datetime(row, number, cell, days)

    return put


def _about(book: Any, about: About, number: int) -> None:
    """Where the records are from, and when."""
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    rows = (
        ("Found at", about.address),
        ("Made on", format_datetime(about.made_at)),
        ("Records", str(number)),
        ("Licence", "Each record has its own: see the column Licence."),
    )
    for row, (name, value) in enumerate(rows):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    book.set_properties({"title": "Innovations", "created": about.made_at.replace(tzinfo=None)})
