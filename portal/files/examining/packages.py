"""Word, Excel, PowerPoint and OpenDocument files: zip files with XML in them."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

# Only names: what reads is defusedxml.
from xml.etree.ElementTree import Element, ParseError  # nosec B405

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from portal.files.examining import faults
from portal.files.examining.faults import RefusedError
from portal.files.examining.kinds import (
    EXCEL,
    ODF_SHEET,
    ODF_SLIDES,
    ODF_TEXT,
    POWERPOINT,
    WORD,
    Kind,
)

MOST_ENTRIES = 5_000
MOST_UNPACKED = 250 * 1024 * 1024
# Of one part, once it is a megabyte: text of an office program packs to a tenth or a twentieth.
_MOST_RATIO = 200
_CHUNK = 1024 * 1024
_ZIP_ONLY = "It is a zip file. Unpack it, and upload the files in it that readers need, one by one."
_ARCHIVES = re.compile(r"\.(zip|7z|rar|gz|bz2|xz|tar|jar|exe)$", re.IGNORECASE)
_MACROS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/.*|Basic/.+|Scripts/.+)$", re.I
)
_BROKEN = (zipfile.BadZipFile, ParseError, DefusedXmlException, OSError, ValueError, KeyError)
_BROKEN_TOO = (EOFError, NotImplementedError, RuntimeError)

_OOXML = (
    (b"wordprocessingml.document.main+xml", WORD),
    (b"spreadsheetml.sheet.main+xml", EXCEL),
    (b"presentationml.presentation.main+xml", POWERPOINT),
    # Show files and templates are opened by the same programs.
    (b"presentationml.slideshow.main+xml", POWERPOINT),
)
_ODF = {kind.media_type.encode(): kind for kind in (ODF_TEXT, ODF_SHEET, ODF_SLIDES)}
# Where the words are, and the elements that hold a paragraph of them each.
_WORDS: dict[Kind, tuple[str, tuple[str, ...]]] = {
    WORD: (r"word/(document|footnotes|endnotes|comments)\.xml", ("p",)),
    EXCEL: (r"xl/(sharedStrings|worksheets/[^/]+)\.xml", ("si", "is")),
    POWERPOINT: (r"ppt/(slides|notesSlides)/[^/]+\.xml", ("p",)),
    **dict.fromkeys((ODF_TEXT, ODF_SHEET, ODF_SLIDES), (r"content\.xml", ("p", "h"))),
}


def kind_of(path: Path) -> Kind:
    """Raises RefusedError for any other zip file, and for one that is broken."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "[Content_Types].xml" in names:
                types = _beginning(package, "[Content_Types].xml")
                if b"macroEnabled" in types:
                    raise RefusedError(faults.MACROS)
                return next((kind for mark, kind in _OOXML if mark in types), None) or _other()
            if "mimetype" in names:
                return _ODF.get(_beginning(package, "mimetype").strip()) or _other()
    except (*_BROKEN, *_BROKEN_TOO) as error:
        raise RefusedError(faults.BROKEN) from error
    raise RefusedError(_ZIP_ONLY)


def check(path: Path, kind: Kind) -> None:
    """Raises RefusedError for a bomb, for macros and passwords, and for what is broken."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_entries(package)
            _unpack(package, MOST_UNPACKED, depth=0)
            if kind.media_type.encode() in _ODF:
                manifest = _beginning(package, "META-INF/manifest.xml")
                if b"encryption-data" in manifest:
                    raise RefusedError(faults.LOCKED)
            for _ in _paragraphs(package, kind):
                pass
    except (*_BROKEN, *_BROKEN_TOO) as error:
        raise RefusedError(faults.BROKEN) from error


def text_of(path: Path, most: int) -> str:
    """The text of its paragraphs, ``most`` characters at least if it has so many."""
    found: list[str] = []
    length = 0
    # A file that was taken once is sound: what its parts unpack to was counted then.
    with zipfile.ZipFile(path) as package:
        for paragraph in _paragraphs(package, _kind_in(package)):
            found.append(paragraph)
            length += len(paragraph) + 1
            if length >= most:
                break
    return "\n".join(found)


def _kind_in(package: zipfile.ZipFile) -> Kind:
    return kind_of(Path(str(package.filename)))


def _other() -> Kind:
    raise RefusedError(faults.OTHER)


def _check_entries(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES:
        raise RefusedError(faults.TOO_BIG_INSIDE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedError(faults.LOCKED)
    if any(_MACROS.search(entry.filename) for entry in entries):
        raise RefusedError(faults.MACROS)
    if any(_ARCHIVES.search(entry.filename) for entry in entries):
        raise RefusedError(
            "It holds a zip file or a program. Take that out, save it again and upload it."
        )


def _unpack(package: zipfile.ZipFile, left: int, depth: int) -> int:
    """Unpack everything, which proves it whole, and keep nothing; returns what is left of bytes.

    What the list of a zip file says of sizes may be a lie, so the bytes are counted.
    """
    for entry in package.infolist():
        if entry.file_size > left:
            raise RefusedError(faults.TOO_BIG_INSIDE)
        packed = max(entry.compress_size, 1)
        size = 0
        with package.open(entry) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                if size > left or (size > _CHUNK and size > packed * _MOST_RATIO):
                    raise RefusedError(faults.TOO_BIG_INSIDE)
        left -= size
        left = _look_inside(package, entry, left, depth)
    return left


def _look_inside(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, depth: int) -> int:
    """A workbook in a document is a zip file as well, and so on; one level of that is usual."""
    with package.open(entry) as part:
        if part.read(4) != b"PK\x03\x04":
            return left
    if depth:
        raise RefusedError(faults.TOO_BIG_INSIDE)
    with package.open(entry) as part, zipfile.ZipFile(part) as inner:
        _check_entries(inner)
        return _unpack(inner, left, depth + 1)


def _beginning(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(_CHUNK)


def _paragraphs(package: zipfile.ZipFile, kind: Kind) -> Iterator[str]:
    pattern, holders = _WORDS[kind]
    names = [name for name in package.namelist() if re.fullmatch(pattern, name)]
    if not names:
        raise KeyError("no part with words")
    for name in sorted(names, key=_in_order):
        with package.open(name) as part:
            yield from _texts(part, holders, is_odf=kind.media_type.encode() in _ODF)


def _in_order(name: str) -> tuple[str, int]:
    """Slide 2 comes before slide 10."""
    number = re.search(r"(\d+)\.xml$", name)
    return (name[: number.start()], int(number[1])) if number else (name, 0)


def _texts(part: IO[bytes], holders: tuple[str, ...], *, is_odf: bool) -> Iterator[str]:
    """The text of each paragraph; what was read is dropped, so that a long part takes no room."""
    element: Element
    for _, element in iterparse(part, events=("end",), forbid_dtd=True):
        if _local(element) in holders:
            pieces = element.itertext() if is_odf else _runs(element)
            if text := "".join(pieces).strip():
                yield text
            element.clear()


def _runs(element: Element) -> Iterator[str]:
    for inner in element.iter():
        if _local(inner) == "t":
            yield inner.text or ""
        elif _local(inner) in ("tab", "br"):
            yield " "


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
