"""Which kind of file it is, told by its content and never by its name; unpacking, decoding."""

import gzip
import hashlib
import zlib
from pathlib import Path

from portal.innovations.importing.reading.json_lines import read_json_lines
from portal.innovations.importing.reading.sheets import read_workbook
from portal.innovations.importing.reading.table import Limits, Table
from portal.innovations.importing.reading.values import read_values
from portal.intake import UnreadableFileError

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_OTHERS = {
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"{\\rtf": "a rich text document",
}
_ASK = "Save it as CSV or as an Excel workbook (.xlsx) and bring that file"
WINDOWS_NOTICE = (
    "The file is not UTF-8, so it was read as Windows-1252, which is what Excel writes as CSV. "
    "Check that letters with accents and quotation marks look right"
)


def digest_of(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(path: Path, limits: Limits, sheet: str = "") -> Table:
    """The rows of a CSV file, an Excel workbook or JSON lines; text may be gzipped.

    ``sheet`` chooses one where a workbook has several.

    Raises UnreadableFileError with words for the person who brought the file.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise UnreadableFileError(f"It cannot be opened: {error.strerror}") from error
    if size > limits.size:
        raise UnreadableFileError(
            f"It is larger than {limits.size // 1024**2:,} MB. Split it into smaller files"
        )
    if start.startswith(_ZIP):
        return read_workbook(path, limits, sheet)
    if start.startswith(_COMPOUND):
        raise UnreadableFileError(_old_or_locked(path))
    data = _unpacked(path, limits) if start.startswith(_GZIP) else path.read_bytes()
    return _read_text(data, limits)


def _read_text(data: bytes, limits: Limits) -> Table:
    text, notices = decode(data)
    first = text.lstrip()[:1]
    if not first:
        raise UnreadableFileError("It is empty")
    if first == "{":
        return read_json_lines(text, limits, *notices)
    if first == "[":
        raise UnreadableFileError(
            "It is one JSON list. Write each record as JSON on a line of its own"
        )
    if first == "<":
        raise UnreadableFileError(f"It is a web page or XML, not a table. {_ASK}")
    return read_values(text, limits, *notices)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what to tell about its encoding.

    Raises UnreadableFileError when it is no text.
    """
    for start, kind in _OTHERS.items():
        if data.startswith(start):
            raise UnreadableFileError(f"It is {kind}, not a table. {_ASK}")
    if data.startswith((_ZIP, _COMPOUND, _GZIP)):
        raise UnreadableFileError(f"It is a packed file inside another. {_ASK}")
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    if encoding != "utf-16" and data.count(0) > len(data) // 5:
        raise UnreadableFileError(
            f"It is not text, or text in an encoding that does not say so. {_ASK}"
        )
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnreadableFileError(f"Its text is damaged. {_ASK}") from error
        return _as_windows_text(data, error)


def _as_windows_text(data: bytes, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("cp1252"), (WINDOWS_NOTICE,)
    except UnicodeDecodeError:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(
            f"It is neither UTF-8 nor Windows-1252: see line {line}. Save it as CSV (UTF-8)"
        ) from error


def _unpacked(path: Path, limits: Limits) -> bytes:
    """At most one byte more than is allowed: a small file may unpack to any size."""
    try:
        with gzip.open(path) as file:
            data = file.read(limits.unpacked + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError("It is gzipped and damaged") from error
    if len(data) > limits.unpacked:
        raise UnreadableFileError(
            f"It holds more than {limits.unpacked // 1024**2:,} MB once unpacked. Split it"
        )
    return data


def _old_or_locked(path: Path) -> str:
    """Excel keeps a workbook with a password in the same container as the old .xls files."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return "The workbook has a password. Save a copy without one and bring that"
    return "It is an old Excel or Word file. Save it as an Excel workbook (.xlsx) or as CSV"
