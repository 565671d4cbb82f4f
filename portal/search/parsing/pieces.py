"""The pieces of what was typed, each with its place: words, "phrases", operators, field:value.

Every expression here looks at each character a bounded number of times, whatever was typed.
"""

import re
from datetime import date
from enum import Enum, auto
from typing import Final, NamedTuple

from portal.search.analysis import terms
from portal.search.fields import HAS, NAMED

OPERATORS: Final = frozenset({"AND", "OR", "NOT"})
"""In capitals only: small ones are words."""
DATES: Final = frozenset({"before", "after"})

MAX_CHARACTERS: Final = 2000
LONGEST_QUERY: Final = 20
"""Words. What is longer is a passage from somewhere else, in which signs mean nothing..."""
OFTEN: Final = 8
"""... unless it has an operator in this many words: librarians write long ones."""

_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_BRACKETS: Final = str.maketrans("()", "  ")
_PIECE: Final = re.compile(
    r"""(?<!\S)(?P<minus>-?)(?P<name>[A-Za-z]{3,12}):(?:"(?P<value>[^"]+)"|(?P<bare>[^\s"]+))"""
    r"""|(?<!\S)(?P<without>-?)"(?P<quoted>[^"]*)\""""
    r"""|(?P<word>\S+)"""
)
_WORD: Final = re.compile(r"\S+")
_QUOTED: Final = re.compile(r'-?"[^"]*"')
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_ACRONYM: Final = 5
"""Letters of the longest word that may stand in capitals for itself, as RFID and JISC do."""


class Kind(Enum):
    """What a piece is."""

    WORD = auto()
    PHRASE = auto()
    FIELD = auto()
    """A name and a value."""
    DATE = auto()
    """``before`` or ``after``, and a day."""
    OPERATOR = auto()


class Piece(NamedTuple):
    """One piece, and where in the clean text it stands."""

    kind: Kind
    text: str
    """The word, what stands in quotes, the value of a field, or the operator."""
    start: int
    end: int
    minus: bool = False
    name: str = ""
    day: date | None = None


def printable(text: str) -> str:
    """The text with a space for every character that has no place on a page."""
    return _UNPRINTABLE.sub(" ", text)


def clean(text: str) -> str:
    """The text in one line without unprintable characters or fancy quotation marks."""
    return " ".join(printable(text).translate(_QUOTES).split())


def typed(text: str) -> str:
    """What is searched for of a text: clean, and no longer than ``MAX_CHARACTERS``."""
    return cut(clean(text[: MAX_CHARACTERS * 2]))


def cut(text: str) -> str:
    """The first characters, without the half of a word at the end."""
    if len(text) <= MAX_CHARACTERS:
        return text
    kept, _, _ = text[: MAX_CHARACTERS + 1].rpartition(" ")
    return kept or text[:MAX_CHARACTERS]


def pieces(text: str) -> list[Piece]:
    """The pieces of a clean text. All are words if the text is a passage.

    What stands in brackets is read as if they were not there: OR binds more tightly than AND.
    """
    spaced = text.translate(_BRACKETS)
    words = spaced.split()
    shouted = _is_shouted(words)
    operators = 0 if shouted else sum(word in OPERATORS for word in words)
    is_long = len(words) > max(LONGEST_QUERY, OFTEN * operators)
    if is_long and not _QUOTED.fullmatch(spaced.strip()):
        return [Piece(Kind.WORD, m[0], m.start(), m.end()) for m in _WORD.finditer(spaced)]
    return [_piece(match, shouted=shouted) for match in _PIECE.finditer(spaced)]


def _is_shouted(words: list[str]) -> bool:
    """Whether everything is in capitals, so that AND, OR and NOT say nothing by being so."""
    if any(word != word.upper() for word in words):
        return False
    return any(len(word) > _ACRONYM for word in words)


def _piece(match: re.Match[str], *, shouted: bool) -> Piece:
    text, start, end = match[0], match.start(), match.end()
    if match["name"]:
        return _named(match) or _word(text, start, end)
    if match["quoted"]:
        return Piece(Kind.PHRASE, match["quoted"], start, end, minus=bool(match["without"]))
    if text in OPERATORS and not shouted:
        return Piece(Kind.OPERATOR, text, start, end)
    return _word(text, start, end)


def _word(text: str, start: int, end: int) -> Piece:
    minus = len(text) > 1 and text[0] == "-" and text[1].isalnum()
    return Piece(Kind.WORD, text[1:] if minus else text, start, end, minus=minus)


def _named(match: re.Match[str]) -> Piece | None:
    """A field or a date; None if there is no such field, or nothing to look for in it."""
    name, value = match["name"].lower(), match["value"] or match["bare"]
    minus, start, end = bool(match["minus"]), match.start(), match.end()
    if name in DATES:
        day = _day(value.strip(".,; "))
        if day is None:
            return None
        return Piece(Kind.DATE, value, start, end, minus=minus, name=name, day=day)
    if name not in NAMED or not terms(value):
        return None
    if name == "has":
        value = value.lower().removesuffix("s")
        if value not in HAS:
            return None
    return Piece(Kind.FIELD, value, start, end, minus=minus, name=name)


def _day(text: str) -> date | None:
    """The first day of a year, a month or a day."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
