"""An attachment as readers see it: what the record says of a file, and how it is reached."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from portal.files import KINDS, size_in_words


class Attachment(NamedTuple):
    """One file of a record, with the title that its owners gave it."""

    path: str
    """That of the record."""
    file_id: int
    title: str
    alternative_text: str
    licence: str
    name: str
    media_type: str
    size: int
    """In bytes; 0 where it was not asked for."""

    @property
    def is_picture(self) -> bool:
        return KINDS[self.media_type].is_picture

    @property
    def url(self) -> str:
        return f"{self.path}/files/{self.file_id}/{quote(self.name)}"

    @property
    def thumbnail_url(self) -> str:
        return f"{self.path}/thumbnails/{self.file_id}"

    @property
    def words(self) -> str:
        """What it is and how large, such as “PDF, 2.1 MB”."""
        size = f", {size_in_words(self.size)}" if self.size else ""
        return f"{KINDS[self.media_type].words}{size}"


def attachments(record: Any, files: Mapping[int, Any]) -> list[Attachment]:
    """Those that the record names, in its order; ``files`` have a name, media type and size."""
    return [
        Attachment(
            path=record.path,
            file_id=file_id,
            title=row["title"],
            alternative_text=row.get("alternative_text") or "",
            licence=row.get("licence") or "",
            name=files[file_id].name,
            media_type=files[file_id].media_type,
            size=files[file_id].size,
        )
        for row in record.attachments
        if (file_id := row["file_id"]) in files
    ]


def file_ids(rows: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """The files that rows of attachments or of evidence name."""
    return frozenset(row["file_id"] for row in rows if row.get("file_id"))
