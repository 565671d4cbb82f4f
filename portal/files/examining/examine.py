"""What a file is, by what is in it; its name must agree, and is never believed."""

from pathlib import Path
from typing import Any

from portal.files.examining import faults, packages, pictures, plain
from portal.files.examining.faults import RefusedError
from portal.files.examining.kinds import CSV, GIF, JPEG, PDF, PNG, TEXT, WEBP, Kind

_COMPOUND = b"\xd0\xcf\x11\xe0"
# An Office file with a password lies in a part of this name.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"GIF8", GIF))
# A PDF may begin with a few bytes of something else.
_BEGINNING = 1024


def examine(path: Path, name: str) -> dict[str, Any]:
    """What the file is; of a picture, clean copies are put beside it.

    Raises RefusedError.
    """
    with path.open("rb") as file:
        head = file.read(_BEGINNING)
    if not head:
        raise RefusedError(faults.EMPTY)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _recognised(path, head, ending)
    if ending not in kind.endings:
        raise RefusedError(
            f"It is a {kind.words}, but its name does not end with .{kind.endings[0]}. "
            f"Change the end of the name to .{kind.endings[0]}, or choose the right file."
        )
    found = {"media_type": kind.media_type}
    if kind.is_picture:
        return {**found, **pictures.remake(path, kind)}
    if kind == PDF:
        # Only for those who bring one: to load it takes longer than to look into most files.
        from portal.files.examining import documents

        documents.check(path)
    elif kind in (CSV, TEXT):
        plain.check(path, kind)
    else:
        packages.check(path, kind)
    return found


def _recognised(path: Path, head: bytes, ending: str) -> Kind:
    if head.startswith(_COMPOUND):
        is_locked = _ENCRYPTED in path.read_bytes()
        raise RefusedError(faults.LOCKED if is_locked else faults.OLD)
    if head.startswith(b"PK"):
        return packages.kind_of(path)
    for start, kind in _PICTURES:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    return PDF if b"%PDF-" in head else plain.kind_of(head, ending)
