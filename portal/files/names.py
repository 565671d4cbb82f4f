"""The names of files, fit to be shown and to be sent in a header, and their sizes in words."""

import unicodedata
from pathlib import PurePath
from urllib.parse import quote

MOST = 120
_KB = 1024
_MB = _KB * _KB
_NOT_IN_NAMES = frozenset('<>:"/\\|?*%')


def clean_name(name: str) -> str:
    """The last part of a path without signs that are hidden, turn text or mean something."""
    last = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    kept = "".join(
        sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in _NOT_IN_NAMES
    )
    stem, dot, ending = " ".join(kept.split()).strip(". ").rpartition(".")
    if not dot:
        return ending[:MOST] or "file"
    return f"{stem[: MOST - 10] or 'file'}.{ending[:9]}"


def title_of(name: str) -> str:
    """A first title for a file, made of its name."""
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split())


def disposition(name: str, *, inline: bool = False) -> str:
    """The header for a download: the name in full, and in ASCII for what knows no other (RFC 6266).

    In quotation marks stands nothing that would need to be escaped: see ``clean_name``.
    """
    kind = "inline" if inline else "attachment"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = plain.replace('"', "").replace("\\", "") or "file"
    if plain == name:
        return f'{kind}; filename="{name}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def size_in_words(size: int) -> str:
    """Such as 640 bytes, 12 KB or 2.1 MB."""
    if size < _KB:
        return f"{size} bytes"
    if size < _MB:
        return f"{round(size / _KB)} KB"
    return f"{size / _MB:.1f} MB"
