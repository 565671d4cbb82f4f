"""The kinds of file that are taken, and what they are called."""

from typing import NamedTuple


class Kind(NamedTuple):
    """``endings`` are those that a name may have; the first is the usual one."""

    media_type: str
    words: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = Kind("application/pdf", "PDF", ("pdf",))
WORD = Kind(f"{_OOXML}wordprocessingml.document", "Word document", ("docx",))
EXCEL = Kind(f"{_OOXML}spreadsheetml.sheet", "Excel workbook", ("xlsx",))
POWERPOINT = Kind(f"{_OOXML}presentationml.presentation", "PowerPoint presentation", ("pptx",))
ODF_TEXT = Kind(f"{_ODF}text", "OpenDocument text", ("odt",))
ODF_SHEET = Kind(f"{_ODF}spreadsheet", "OpenDocument spreadsheet", ("ods",))
ODF_SLIDES = Kind(f"{_ODF}presentation", "OpenDocument presentation", ("odp",))
PNG = Kind("image/png", "PNG picture", ("png",))
JPEG = Kind("image/jpeg", "JPEG picture", ("jpg", "jpeg"))
WEBP = Kind("image/webp", "WebP picture", ("webp",))
GIF = Kind("image/gif", "GIF picture", ("gif",))
CSV = Kind("text/csv", "CSV file", ("csv",))
TEXT = Kind("text/plain", "Plain text", ("txt",))

KINDS = {
    kind.media_type: kind
    for kind in (
        *(PDF, WORD, EXCEL, POWERPOINT, ODF_TEXT, ODF_SHEET, ODF_SLIDES),
        *(PNG, JPEG, WEBP, GIF, CSV, TEXT),
    )
}
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)

# Of a picture, these are put beside the file that is examined: a clean copy, and a small one.
REMADE, THUMBNAIL = "remade", "thumbnail"
THUMBNAIL_TYPE = WEBP.media_type
