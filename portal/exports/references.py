"""RIS and BibTeX: what reference managers take in."""

import re
from collections.abc import Iterable
from typing import BinaryIO, Final

from portal.clock import LONDON
from portal.exports import words as w
from portal.exports.words import About
from portal.innovations import vocabulary as v
from portal.innovations.shown import ShownInnovation
from portal.search.parsing import printable

# A tool is none of the usual types; the rest is what libraries call grey literature.
_RIS_TYPES: Final = {**dict.fromkeys(v.KINDS, "RPRT"), "tool": "GEN"}
_BIBTEX_TYPES: Final = {**dict.fromkeys(v.KINDS, "techreport"), "tool": "misc"}
_SPECIAL: Final = {
    **{sign: f"\\{sign}" for sign in "$&#_%"},
    # BibTeX counts a brace even behind a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_TO_ESCAPE: Final = re.compile(r"[\\{}$&#_%^~]")
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)


def write_ris(file: BinaryIO, records: Iterable[ShownInnovation], about: About) -> None:
    """One reference after the other, with the line ends that RIS asks for."""
    for record in records:
        lines = (f"{tag}  - {_line(text)}".rstrip(" ") for tag, text in _ris(record, about) if text)
        file.write(("\r\n".join(lines) + "\r\nER  - \r\n\r\n").encode("utf-8"))


def _ris(record: ShownInnovation, about: About) -> list[tuple[str, str | None]]:
    day = w.day(record.published_at)
    place = record.organisation.name if record.organisation else None
    return [
        ("TY", _RIS_TYPES[record.kind]),
        ("TI", record.title),
        *(("AU", _family_first(name)) for name in w.owners(record)),
        *([] if w.owners(record) else [("AU", place)]),
        ("PY", day[:4]),
        ("DA", day.replace("-", "/")),
        ("PB", place),
        ("M1", record.identifier),
        ("M3", v.KINDS[record.kind]),
        ("AB", record.summary),
        *(("KW", topic.label) for topic in record.topics),
        ("UR", about.url(record.path)),
        ("ID", record.identifier),
        ("LA", "en"),
        ("N1", _rights(record)),
    ]


def write_bibtex(file: BinaryIO, records: Iterable[ShownInnovation], about: About) -> None:
    """One entry after the other, in UTF-8; the identifier is the key."""
    for record in records:
        fields = "".join(f"  {name} = {value},\n" for name, value in _bibtex(record, about))
        entry = f"@{_BIBTEX_TYPES[record.kind]}{{{record.identifier},\n{fields}}}\n\n"
        file.write(entry.encode("utf-8"))


def _bibtex(record: ShownInnovation, about: About) -> list[tuple[str, str]]:
    place = record.organisation.name if record.organisation else ""
    names = [_name(name) for name in w.owners(record)] or ([f"{{{_escaped(place)}}}"] * bool(place))
    moment = record.published_at.astimezone(LONDON) if record.published_at else None
    published = "howpublished" if record.kind == "tool" else "institution"
    texts = {
        # Twice in braces, so that capitals stay.
        "title": f"{{{_escaped(record.title)}}}",
        "author": " and ".join(names),
        published: _escaped(place),
        "type": _escaped(v.KINDS[record.kind]),
        "number": _escaped(record.identifier),
        "year": str(moment.year) if moment else "",
        "abstract": _escaped(record.summary),
        "keywords": ", ".join(_escaped(topic.label) for topic in record.topics),
        "url": _line(about.url(record.path)),
        "note": _escaped(_rights(record)),
        "language": "english",
    }
    fields = [(name, f"{{{text}}}") for name, text in texts.items() if text]
    return [*fields, ("month", _MONTHS[moment.month - 1])] if moment else fields


def _rights(record: ShownInnovation) -> str:
    licence = v.LICENCES.get(record.licence or "")
    return f"Licence: {licence}" if licence else ""


def _line(text: str) -> str:
    """In one line, without what cannot be printed."""
    return " ".join(printable(text).split())


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: _SPECIAL[found[0]], _line(text))


def _name(name: str) -> str:
    """A name whose words BibTeX must not take for two names, or for the parts of one, in braces."""
    is_plain = re.fullmatch(r"[^,{}\\]+", name) and " and " not in f" {name.lower()} "
    return _escaped(name) if is_plain else f"{{{_escaped(name)}}}"


def _family_first(name: str) -> str:
    """``van der Berg, Anna``, as BibTeX would read it; unchanged with a comma in it."""
    words = _line(name).split(" ")
    if len(words) == 1 or "," in name:
        return " ".join(words)
    first = next((n for n, word in enumerate(words) if n and word[0].islower()), len(words) - 1)
    return f"{' '.join(words[first:])}, {' '.join(words[:first])}"
