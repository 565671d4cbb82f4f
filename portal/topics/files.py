"""The files that a vocabulary comes in: our own CSV, and JSON lines with the fields of MeSH."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.intake import Fault, UnreadableFileError, read_lines, read_rows

STARTER = Path(__file__).with_name("starter.csv")
LONGEST_LABEL = 200
LONGEST_SLUG = 120
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Entry:
    """One topic of a file. ``key`` is its name in its source; ``parents`` are keys, best first."""

    row: int
    key: str
    slug: str
    label: str
    scope_note: str
    synonyms: Sequence[str]
    parents: Sequence[str] = ()


@dataclass
class Contents:
    # What is in it hangs under a root of its own, and may have several broader topics.
    has_headings: bool
    rows: int = 0
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def slug_of(label: str) -> str:
    """``Go-live & cutover`` -> ``go-live-cutover``; never empty."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return slug[:LONGEST_SLUG].strip("-") or "topic"


def read(text: str) -> Contents:
    """What a file holds: JSON lines when it starts with a brace, otherwise CSV.

    Raises UnreadableFileError.
    """
    start = text.lstrip()[:1]
    if start == "[":
        raise UnreadableFileError("this is one JSON list; write one object to a line (JSON lines)")
    contents = _read_headings(text) if start == "{" else _read_table(text)
    firsts: dict[str, Entry] = {}
    for entry in contents.entries:
        if (first := firsts.setdefault(entry.key, entry)) is not entry:
            words = f"{entry.key} is in row {first.row} as well; row left out"
            contents.faults.append(Fault(entry.row, "ui" if start == "{" else "slug", words))
    contents.entries = list(firsts.values())
    return contents


def _read_table(text: str) -> Contents:
    rows = list(read_rows(text))
    header = [cell.lower() for cell in rows[0][1]] if rows else []
    if not {"slug", "label"} <= set(header) or len(set(header)) != len(header):
        raise UnreadableFileError(
            "row 1 must name the columns: slug,label,parent,scope_note,synonyms "
            "(synonyms are separated by |)"
        )
    contents = Contents(has_headings=False, rows=len(rows) - 1)
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            words = f"has {len(cells)} columns instead of {len(header)}; row left out"
            contents.faults.append(Fault(number, "", words))
            continue
        row = dict(zip(header, cells, strict=True))
        slug, label = row["slug"], _line(row["label"])
        if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
            words = f"{slug[:40]!r} is not small letters, digits and hyphens; row left out"
            contents.faults.append(Fault(number, "slug", words))
        elif fault := _fault_of(label):
            contents.faults.append(Fault(number, "label", f"{fault}; row left out"))
        else:
            parent = row.get("parent", "")
            synonyms = _good_synonyms(number, row.get("synonyms", "").split("|"), contents)
            scope_note = _line(row.get("scope_note", ""))
            entry = Entry(
                number, slug, slug, label, scope_note, synonyms, (parent,) if parent else ()
            )
            contents.entries.append(entry)
    return contents


def _read_headings(text: str) -> Contents:
    lines = list(read_lines(text))
    contents = Contents(has_headings=True, rows=len(lines))
    terms: list[tuple[int, Mapping[str, Any]]] = []
    for number, line in lines:
        try:
            term = json.loads(line)
        except (ValueError, RecursionError):
            contents.faults.append(Fault(number, "", "is not JSON; row left out"))
            continue
        if fault := _misshapen(term):
            contents.faults.append(Fault(number, fault[0], f"{fault[1]}; row left out"))
        else:
            terms.append((number, term))
    broader = _broader([term for _, term in terms])
    for number, term in terms:
        heading, given = _line(term["heading"]), [_line(s) for s in term.get("synonyms") or []]
        label = natural_order(heading, given)
        synonyms = _good_synonyms(number, [heading, *given], contents)
        key = _key(term)
        entry = Entry(
            number,
            key,
            slug_of(label),
            label,
            _line(term.get("scope") or ""),
            [synonym for synonym in synonyms if synonym != label],
            broader[key],
        )
        contents.entries.append(entry)
    return contents


def natural_order(heading: str, synonyms: Iterable[str]) -> str:
    """``Libraries, Hospital`` as ``Hospital Libraries``, where the source itself says so too."""
    turned = " ".join(reversed(heading.split(", ")))
    return next((name for name in synonyms if name.lower() == turned.lower()), heading)


def _broader(terms: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The broader topics of each key that the file holds, nearest first.

    A tree number such as L01.700.508 stands under L01.700, or under L01 when
    that is not in the file. MeSH: https://www.nlm.nih.gov/mesh/intro_trees.html
    """
    by_number = {number: _key(term) for term in terms for number in term.get("trees") or []}
    by_heading = {term["heading"]: _key(term) for term in terms}
    found: dict[str, list[str]] = {}
    for term in terms:
        above = [by_number.get(number) for number in _numbers_above(term.get("trees") or [])]
        named = [by_heading.get(heading) for heading in term.get("broader") or []]
        keys = dict.fromkeys(key for key in (*above, *named) if key and key != _key(term))
        found[_key(term)] = list(keys)
    return found


def _numbers_above(numbers: Sequence[str]) -> list[str]:
    """All numbers above the given ones: those one step up before those further off."""
    above = []
    for number in sorted(numbers):
        parts = number.split(".")
        above += [(len(parts) - size, ".".join(parts[:size])) for size in range(1, len(parts))]
    return [number for _, number in sorted(above)]


def _key(term: Mapping[str, Any]) -> str:
    return str(term.get("ui") or slug_of(term["heading"]))


def _misshapen(term: Any) -> tuple[str, str] | None:
    """The field of a JSON line that cannot be used, and why."""
    if not isinstance(term, dict) or not isinstance(term.get("heading"), str):
        return "heading", "is missing"
    if fault := _fault_of(_line(term["heading"])):
        return "heading", fault
    for name in ("ui", "scope"):
        if not isinstance(term.get(name) or "", str):
            return name, "is not text"
    if len(_key(term)) > 80:
        return "ui", "is too long"
    for name in ("synonyms", "broader", "trees"):
        values = term.get(name) or []
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            return name, "is not a list of texts"
    return None


def _good_synonyms(row: int, names: Iterable[str], contents: Contents) -> list[str]:
    good = []
    for name in map(_line, names):
        fault = _fault_of(name) if name else None
        if fault:
            contents.faults.append(
                Fault(row, "synonyms", f"{name[:40]!r} {fault}; synonym left out")
            )
        elif name:
            good.append(name)
    return good


def _fault_of(label: str) -> str | None:
    if not label:
        return "is empty"
    if len(label) > LONGEST_LABEL:
        return f"is too long ({len(label)} characters)"
    return None if label.isprintable() else "holds a character that is no text, such as NUL"


def _line(text: str) -> str:
    return " ".join(text.split())
