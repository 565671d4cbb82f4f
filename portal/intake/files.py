"""From bytes to text to rows, with words for whatever a file can be instead of text."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from portal.intake.faults import UnreadableFileError

MOST_BYTES = 100 * 1024 * 1024

_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_OTHER_KINDS = {
    b"PK\x03\x04": "a spreadsheet or a zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database",
}


def read_text(path: Path) -> str:
    """The text of a file, unpacked if it is gzipped: UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises UnreadableFileError.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be opened: {error.strerror}") from error
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(path, data)
    if len(data) > MOST_BYTES:
        raise UnreadableFileError(
            f"{path.name} holds more than {MOST_BYTES // 1024**2} MB; split it"
        )
    if not data.strip():
        raise UnreadableFileError(f"{path.name} is empty")
    return _decoded(path, data)


def read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row that holds anything; commas, semicolons or tabs between cells.

    Raises UnreadableFileError at a row whose quotation marks do not match.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UnreadableFileError(
            f"row {number + 1} (line {reader.line_num}) is not CSV: {error}. "
            "Check its quotation marks"
        ) from error


def read_lines(text: str) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is not blank."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _unpacked(path: Path, data: bytes) -> bytes:
    """At most one byte more than is allowed: a small file may unpack to any size."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError(f"{path.name} is gzipped and damaged: {error}") from error


def _decoded(path: Path, data: bytes) -> str:
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise UnreadableFileError(f"{path.name} is {kind}, not text. Save it as CSV (UTF-8)")
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    if encoding != "utf-16" and data.count(0) > len(data) // 20:
        raise UnreadableFileError(f"{path.name} is not text. Save it as CSV (UTF-8)")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = _as_windows_text(path, data, error)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_windows_text(path: Path, data: bytes, error: UnicodeDecodeError) -> str:
    """What Excel saves as plain CSV in Britain is Windows-1252."""
    line = data.count(b"\n", 0, error.start) + 1
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            f"{path.name} is neither UTF-8 nor Windows text (line {line}). Save it as CSV (UTF-8)"
        ) from error


def _delimiter(text: str) -> str:
    first_line = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first_line.count) if first_line else ","
