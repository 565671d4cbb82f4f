"""The archive: data.json with everything, a CSV file for each kind, and the files themselves."""

import csv
import io
import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, BinaryIO, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from portal.clock import LONDON, now
from portal.exports.sheets import plain
from portal.extensions import db
from portal.files.names import clean_name
from portal.files.taking import store
from portal.mail.texts import text_of
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kind import Kind
from portal.privacy.exporting.kinds import GROUPS, KINDS
from portal.privacy.exporting.reading import rows_of

log = logging.getLogger(__name__)
# The usual one takes three times as long, for a tenth less.
_LEVEL: Final = 1

Row = dict[str, Any]


class _File(NamedTuple):
    path: str
    digest: str


def write_archive(file: BinaryIO, holder: Holder, base_url: str) -> None:
    """Write all that the portal holds of a person as a zip file.

    The rows are read in one transaction, the files after it: they may take long.
    """
    archive = _Archive(file, base_url)
    with archive.zip, tempfile.TemporaryFile() as everything:
        head = {"person": holder.id, "made_at": now(), "portal": base_url}
        everything.write(b"{\n" + _dumped("about") + b": " + _dumped(head))
        counts = {kind.key: archive.put(kind, holder, everything) for kind in KINDS}
        everything.write(b"\n}\n")
        db.session.rollback()
        everything.seek(0)
        with archive.open("data.json") as target:
            shutil.copyfileobj(everything, target)
        archive.copy_files()
        readme = text_of(
            "privacy/export.txt",
            holder=holder,
            made_at=now(),
            groups=GROUPS,
            counts=counts,
            lost=archive.lost,
        )
        with archive.open("README.txt") as target:
            target.write(readme.encode())


class _Archive:
    """The zip file while it is written."""

    def __init__(self, file: BinaryIO, base_url: str) -> None:
        self.zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL)
        self.files: list[_File] = []
        self.lost: list[str] = []
        self._base_url = base_url

    def open(self, name: str, how: int = ZIP_DEFLATED) -> IO[bytes]:
        """A new file in the archive, to write to; one at a time."""
        made = ZipInfo(name, date_time=now().astimezone(LONDON).timetuple()[:6])
        made.compress_type = how
        return self.zip.open(made, "w")

    def put(self, kind: Kind, holder: Holder, everything: IO[bytes]) -> int:
        """Write the rows of a kind to its own file and to that with everything; their number."""
        everything.write(b",\n" + _dumped(kind.key) + b": [")
        rows = self._told(kind, rows_of(kind, holder))
        total = 0
        if first := next(rows, None):
            with self.open(f"{kind.key}.csv") as target:
                text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
                writer = csv.writer(text)
                writer.writerow(first)
                for total, row in enumerate(_again(first, rows), 1):
                    writer.writerow([_cell(value) for value in row.values()])
                    everything.write((b"\n" if total == 1 else b",\n") + _dumped(row))
                text.detach()
        everything.write(b"]")
        return total

    def copy_files(self) -> None:
        """The content of the files that belong to the rows; what is lost is said."""
        for path, digest in self.files:
            try:
                source = store().open(digest)
            except FileNotFoundError:
                log.error("the content %s of a file is lost", digest)
                self.lost.append(path)
                continue
            # Most are pictures and PDF files, which are packed already.
            with source, self.open(path, ZIP_STORED) as target:
                shutil.copyfileobj(source, target)

    def _told(self, kind: Kind, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows with whole addresses, and with the place of their file in the archive."""
        for row in rows:
            if row.get("link"):
                row["link"] = self._base_url + row["link"]
            if kind.has_files:
                name = clean_name(row["name"])
                found = _File(f"files/{kind.key}-{row.pop('id')}-{name}", row.pop("digest"))
                self.files.append(found)
                row["file"] = found.path
            yield row


def _again(first: Row, rest: Iterable[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _dumped(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, default=_written)
    # Half a character, which rows of JSON may hold, cannot be written.
    return text.encode("utf-8", "replace")


def _cell(value: Any) -> str:
    """A value as a cell of a table: a list in its words, and nothing that becomes a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return plain(json.dumps(value, ensure_ascii=False, default=_written) if value else "")
    return plain(_written(value) if isinstance(value, datetime) else value)


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"no way to write {value!r}")
