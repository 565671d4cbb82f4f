"""The formats of a file by the end of its name."""

from collections.abc import Callable, Iterable
from typing import BinaryIO, Final, NamedTuple

from portal.exports.documents import write_markdown
from portal.exports.objects import write_json
from portal.exports.references import write_bibtex, write_ris
from portal.exports.sheets import write_csv, write_xlsx
from portal.exports.words import About
from portal.innovations.shown import ShownInnovation

Write = Callable[[BinaryIO, Iterable[ShownInnovation], About], None]


class Format(NamedTuple):
    """A format: what it is called, how it is announced, and who writes it."""

    label: str
    media_type: str
    write: Write


_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OF_ONE: Final = {
    "ris": Format("RIS", "application/x-research-info-systems; charset=utf-8", write_ris),
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", write_bibtex),
    "md": Format("Markdown", "text/markdown; charset=utf-8", write_markdown),
}
"""What one record can be had in."""
OF_MANY: Final = {
    "csv": Format("CSV", "text/csv; charset=utf-8", write_csv),
    "xlsx": Format("Excel", _SHEET, write_xlsx),
    "json": Format("JSON", "application/json", write_json),
    "ris": OF_ONE["ris"],
    "bib": OF_ONE["bib"],
}
"""What a result can be had in."""
