"""Files as people bring them, and those that nobody should."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from portal.innovations.importing.reading import Limits, Table, read

LIMITS = Limits(size=1024 * 1024, rows=100)

MAPPING: dict[str, Any] = {
    "name": "Our old list",
    "fields": {
        "title": {"from": "Title"},
        "kind": {"value": "project"},
        "summary": {"from": "Summary"},
        "source_url": {"from": "Link"},
    },
}


def csv_text(*rows: Sequence[str]) -> str:
    """Rows with their cells quoted."""
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)


def records(number: int, first: int = 1) -> str:
    """A CSV file of so many good rows with the columns of MAPPING."""
    rows = [
        [f"Record {n}", f"What record {n} is about", f"https://old.example/{n}"]
        for n in range(first, first + number)
    ]
    return csv_text(["Title", "Summary", "Link"], *rows)


def workbook(path: Path, rows: Sequence[Sequence[Any]], *more_sheets: str) -> Path:
    """An Excel workbook; texts that begin with "=" become formulas, as in Excel."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Records")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for name in more_sheets:
            book.add_worksheet(name)
    return path


def repacked(path: Path, **members: bytes) -> Path:
    """A workbook with some of its files replaced; ``sheet`` and ``strings`` are the usual ones."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    wanted = {names.get(name, name): data for name, data in members.items()}
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()} | wanted
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            new.writestr(name, data)
    return path


def saved(folder: Path, data: bytes | str, name: str = "records.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def table(folder: Path, data: bytes | str, limits: Limits = LIMITS) -> Table:
    """What is read from a file of this content."""
    return read(saved(folder, data), limits)


def mapping_file(folder: Path, mapping: Any = MAPPING) -> Path:
    return saved(folder, json.dumps(mapping), "mapping.json")


def upload(data: bytes | str, name: str = "records.csv", **fields: str) -> dict[str, Any]:
    """The data of an upload form."""
    raw = data.encode() if isinstance(data, str) else data
    return {"file": (io.BytesIO(raw), name), "mapping": "", "sheet": "", **fields}
