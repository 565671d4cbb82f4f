"""Reading the files back, as the people who download them do."""

import csv
import io
import json
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.test import TestResponse

RESULTS = ("csv", "xlsx", "json", "ris", "bib")
ONE = ("ris", "bib", "md")


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    """The rows by their headings, as a spreadsheet takes the file."""
    assert data.startswith(b"\xef\xbb\xbf"), "Excel would not know that it is UTF-8"
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(data: bytes) -> Worksheet:
    """The first sheet of a workbook."""
    return load_workbook(io.BytesIO(data)).worksheets[0]


def rows_of_xlsx(data: bytes) -> list[dict[str, Any]]:
    """The rows of the first sheet by their headings."""
    heads, *rows = sheet_of(data).iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def everything_in(response: TestResponse) -> str:
    """All text of a file, whatever its format, so that nothing hides in it."""
    if not response.data.startswith(b"PK"):
        return response.data.decode("utf-8")
    book = load_workbook(io.BytesIO(response.data))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def titles_in(response: TestResponse) -> list[str]:
    """The titles of a JSON file, in its order."""
    found = json.loads(response.data)
    assert found["total"] == len(found["records"])
    return [record["title"] for record in found["records"]]
