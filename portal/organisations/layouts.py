"""The files that organisations come in, and what their columns mean.

Read here: ODS files as NHS England publishes them (no header, 27 columns), tables
of regions, integrated care boards and trusts, and the portal's own two tables.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.intake import Fault, UnreadableFileError, read_rows
from portal.organisations.models import OrganisationKind
from portal.organisations.names import mixed_case

ODS_COLUMNS = 27
_CODE = re.compile(r"[A-Z0-9]{2,12}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATES = (re.compile(r"(\d{4})(\d\d)(\d\d)"), re.compile(r"(\d{4})-(\d\d)-(\d\d)"))
_KEYS = ("ods_code", "slug")


@dataclass(frozen=True)
class Layout:
    """One kind of file: field of ours -> its column, named by a header or counted from 0."""

    title: str
    columns: Mapping[str, str | int]
    kind: OrganisationKind | None = None
    # Fields whose columns must be there; all of them when empty.
    needs: frozenset[str] = frozenset()

    @property
    def is_of_services(self) -> bool:
        return "slug" in self.columns

    def fits(self, header: Sequence[str]) -> bool:
        """Whether the header holds every column that this kind of file must have."""
        return all(self.columns[field] in header for field in self.needs or self.columns)


def _same(names: str) -> dict[str, str | int]:
    return {name: name for name in names.split()}


ODS = Layout(
    "ODS file",
    {
        "ods_code": 0,
        "name": 1,
        "region_code": 2,
        "parent_code": 3,
        "town": 7,
        "postcode": 9,
        "opened_on": 10,
        "closed_on": 11,
    },
    OrganisationKind.TRUST,
)
OWN = Layout(
    "organisations",
    _same(
        "ods_code name kind parent_code region_code town postcode opened_on closed_on merged_into"
    ),
    needs=frozenset({"ods_code", "name"}),
)
SERVICES = Layout(
    "library services",
    _same("slug name organisation_code region_code closed_on merged_into"),
    needs=frozenset({"slug", "name", "organisation_code"}),
)
TRUSTS = Layout(
    "trusts",
    {
        "ods_code": "code",
        "name": "name",
        "region_code": "region_code",
        "parent_code": "icb_code",
        "town": "town",
        "postcode": "postcode",
        "opened_on": "opened",
        "closed_on": "closed",
    },
    OrganisationKind.TRUST,
    needs=frozenset({"ods_code", "name", "region_code", "parent_code"}),
)
ICBS = Layout(
    "integrated care boards",
    {
        "ods_code": "icb_code",
        "name": "icb_name",
        "region_code": "region_code",
        "parent_code": "region_code",
    },
    OrganisationKind.ICB,
)
REGIONS = Layout(
    "regions", {"ods_code": "region_code", "name": "region_name"}, OrganisationKind.REGION
)
# The first that fits is taken, so those with more columns come first.
WITH_HEADER = (OWN, SERVICES, ICBS, TRUSTS, REGIONS)


@dataclass(frozen=True)
class Entry:
    """One good row: the cells that hold something, by our names; dates as dates."""

    row: int
    key: str
    values: Mapping[str, str]
    dates: Mapping[str, date]


@dataclass(frozen=True)
class Contents:
    layout: Layout
    rows: int
    entries: Sequence[Entry]
    faults: Sequence[Fault]


def read(text: str) -> Contents:
    """What a file holds, row by row.

    Raises UnreadableFileError when it is none of the files described here.
    """
    rows = list(read_rows(text))
    layout, header = _recognise(rows)
    body = rows[1:] if header else rows
    entries: list[Entry] = []
    faults: list[Fault] = []
    first_rows: dict[str, int] = {}
    for number, cells in body:
        found = _entry(number, cells, layout, header)
        if (
            isinstance(found, Entry)
            and (first := first_rows.setdefault(found.key, number)) != number
        ):
            found = [Fault(number, _KEYS[layout.is_of_services], f"{found.key} is in row {first}")]
        if isinstance(found, Entry):
            entries.append(found)
        else:
            faults.extend(found)
    return Contents(layout, len(body), entries, faults)


def _recognise(rows: Sequence[tuple[int, list[str]]]) -> tuple[Layout, Sequence[str]]:
    """The layout, and the header if the file has one."""
    first = rows[0][1] if rows else []
    header = [cell.lower() for cell in first]
    for layout in WITH_HEADER:
        if layout.fits(header):
            if len(set(header)) != len(header):
                raise UnreadableFileError("two columns have the same name")
            return layout, header
    if any(len(cells) == ODS_COLUMNS and _CODE.fullmatch(cells[0]) for _, cells in rows[:20]):
        return ODS, []
    raise UnreadableFileError(
        f"row 1 starts with {', '.join(first[:4])[:80]!r} and has {len(first)} columns: this is "
        f"neither an ODS file ({ODS_COLUMNS} columns without a header) nor a table with the "
        "columns ods_code,name or slug,name,organisation_code or icb_code,icb_name,region_code "
        "or code,name,region_code,icb_code or region_code,region_name"
    )


def _entry(
    row: int, cells: list[str], layout: Layout, header: Sequence[str]
) -> Entry | list[Fault]:
    wanted = len(header) or ODS_COLUMNS
    if len(cells) != wanted:
        return [Fault(row, "", f"has {len(cells)} columns instead of {wanted}; left out")]
    values: dict[str, str] = {}
    dates: dict[str, date] = {}
    faults = []
    for field, column in layout.columns.items():
        if isinstance(column, str) and column not in header:
            continue
        cell = cells[column if isinstance(column, int) else header.index(column)]
        named = column if isinstance(column, str) else f"column {column + 1} ({field})"
        try:
            if field.endswith("_on"):
                dates |= {field: _date(cell)} if cell else {}
            elif text := _text(field, cell):
                values[field] = text
        except ValueError as error:
            faults.append(Fault(row, named, f"{error}; row left out"))
    if dates.get("closed_on", date.max) < dates.get("opened_on", date.min):
        faults.append(Fault(row, "closed_on", "closes before it opens; row left out"))
    key = values.get(_KEYS[layout.is_of_services], "")
    return faults or Entry(row, key, values, dates)


def _text(field: str, cell: str) -> str:
    """The cell as it is stored; raises ValueError with the words for the fault."""
    text = " ".join(cell.split())
    if not text.isprintable():
        raise ValueError("holds a character that is no text, such as NUL")
    if field == "name":
        return _name(text)
    if field == "slug" and not _SLUG.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not small letters, digits and hyphens")
    if field.endswith("_code") or field == "merged_into":
        return _code(text, required=field in ("ods_code", "organisation_code"))
    if field == "kind" and text and text not in set(OrganisationKind):
        raise ValueError(f"{text[:40]!r} is not one of {', '.join(OrganisationKind)}")
    if len(text) > {"town": 100, "postcode": 10}.get(field, 80):
        raise ValueError(f"is too long ({len(text)} characters)")
    return mixed_case(text) if field == "town" else text


def _name(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    if len(text) > 200:
        raise ValueError(f"is too long ({len(text)} characters)")
    return mixed_case(text)


def _code(text: str, *, required: bool) -> str:
    """An ODS code in capitals; ``merged_into`` of a library service is a slug, in small letters."""
    if not text and not required:
        return ""
    if _CODE.fullmatch(text.upper()):
        return text.upper()
    if not required and _SLUG.fullmatch(text):
        return text
    raise ValueError(f"{text[:40]!r} is not an ODS code" if text else "is empty")


def _date(cell: str) -> date:
    for pattern in _DATES:
        if match := pattern.fullmatch(cell):
            try:
                return date(*map(int, match.groups()))
            except ValueError:
                break
    raise ValueError(f"{cell[:40]!r} is not a date (write 20240331 or 2024-03-31)")
