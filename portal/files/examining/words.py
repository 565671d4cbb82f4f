"""The words of a file, for search."""

import re
from pathlib import Path

from portal.files.examining import packages
from portal.files.examining.kinds import CSV, KINDS, PDF, TEXT

MOST_CHARACTERS = 100_000
# What PostgreSQL cannot hold, and what a PDF makes of letters that it does not know.
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffd]")
_HYPHENATED = re.compile(r"(?<=\w)-\n(?=[a-z])")


def read(path: Path, media_type: str) -> str:
    """The text in reading order, cut off where it is long; empty for pictures."""
    kind = KINDS[media_type]
    if kind.is_picture:
        return ""
    if kind == PDF:
        from portal.files.examining import documents

        text = documents.text_of(path, MOST_CHARACTERS)
    elif kind in (CSV, TEXT):
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(MOST_CHARACTERS)
    else:
        text = packages.text_of(path, MOST_CHARACTERS)
    text = _UNREADABLE.sub(" ", _HYPHENATED.sub("", text))
    return " ".join(text.split())[:MOST_CHARACTERS]
