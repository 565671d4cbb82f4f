"""Plain text and CSV: nothing in them says which they are, so their names do."""

import codecs
import csv
import re
from pathlib import Path

from portal.files.examining import faults
from portal.files.examining.faults import RefusedError
from portal.files.examining.kinds import CSV, ENDINGS, TEXT, Kind

_CHUNK = 1024 * 1024
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(rb"\s*(<\?xml|<!doctype|<html|<svg|<script)", re.IGNORECASE)
SVG = (
    "It is an SVG picture, a web page or XML, which can run programs. Save a picture as PNG, "
    "and text as a PDF."
)
RTF = "It is in Rich Text Format. Save it as .docx or as a PDF and upload that."
NOT_UTF8 = (
    "It is not text in UTF-8. In Excel, choose “CSV UTF-8” when you save; in a text editor, "
    "choose the encoding UTF-8."
)
# A cell is read whole.
csv.field_size_limit(1024 * 1024)


def kind_of(head: bytes, ending: str) -> Kind:
    """Raises RefusedError for what is no plain text, or has a name of something else."""
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise RefusedError(SVG)
    if head.startswith(b"{\\rtf"):
        raise RefusedError(RTF)
    if ending in CSV.endings:
        return CSV
    if ending in TEXT.endings:
        return TEXT
    raise RefusedError(_not_what(ending) if ending in ENDINGS else faults.OTHER)


def check(path: Path, kind: Kind) -> None:
    """Raises RefusedError for what is not UTF-8, or has signs that no text has."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if _CONTROLS.search(decoder.decode(chunk)):
                    raise RefusedError(NOT_UTF8)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise RefusedError(NOT_UTF8) from error
    if kind == CSV:
        _check_rows(path)


def _check_rows(path: Path) -> None:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for _ in csv.reader(file, strict=False):
                pass
    except csv.Error as error:
        raise RefusedError(faults.BROKEN) from error


def _not_what(ending: str) -> str:
    return (
        f"It is not a .{ending} file that can be read. If it opens on your computer, save it "
        "again; if not, choose another file."
    )
