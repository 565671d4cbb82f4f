"""PDF files: whether they can be read, and what they say."""

import time
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.files.examining import faults
from portal.files.examining.faults import RefusedError

MOST_PAGES = 2_000
# What is read of it for search.
_PAGES_READ = 500
_SECONDS = 20


def check(path: Path) -> None:
    """Raises RefusedError for a PDF that is broken, locked or huge."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            raise RefusedError(faults.LOCKED)
        pages = len(reader.pages)
        if pages:
            _ = reader.pages[0].mediabox
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError(faults.BROKEN) from error
    if not pages:
        raise RefusedError(faults.BROKEN)
    if pages > MOST_PAGES:
        raise RefusedError(
            f"It has {pages:,} pages; {MOST_PAGES:,} is the most. Split it into parts."
        )


def text_of(path: Path, most: int) -> str:
    """The text of the first pages, ``most`` characters at least if it has so many."""
    begun = time.process_time()
    found: list[str] = []
    length = 0
    for number, page in enumerate(PdfReader(path).pages):
        if number >= _PAGES_READ or length >= most or time.process_time() - begun > _SECONDS:
            break
        found.append(page.extract_text())
        length += len(found[-1])
    return "\n".join(found)
