"""What looks like personal or patient data in a text, so that its author can think again.

It warns and never refuses. Numbers of patients are told from others by their check digit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

AROUND: Final = 40
"""Characters that are shown on either side of what was found."""
_NHS_WEIGHTS: Final = range(10, 1, -1)
_DAY: Final = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})"
_DATE: Final = (
    rf"{_DAY}(?:st|nd|rd|th)?[ ./-]{{1,2}}(?:of )?{_MONTH}[ ./,-]{{1,2}}(?:[0-9]{{4}}|[0-9]{{2}})"
)
# Not a part of a longer number, of a word or of an address.
_BEFORE: Final = r"(?<![\w/+-])(?<![0-9][.,])"
_AFTER: Final = r"(?![\w/-]|[.,][0-9])"
_NUMBER = re.compile(rf"{_BEFORE}[0-9]{{3}}[ -]?[0-9]{{3}}[ -]?[0-9]{{4}}{_AFTER}")
_BIRTH = re.compile(
    rf"\b(?:d\.?o\.?b\b\.?|date of birth|birth date|birthday|born)(?: (?:is|was|on|in))*\W{{0,4}}"
    rf"(?P<found>{_DATE}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\b",
    re.IGNORECASE,
)
# Nobody writes the whole date of anything else that was so long ago.
_LONG_AGO = re.compile(
    rf"{_BEFORE}{_DAY}[./-](?:0?[1-9]|1[0-2])[./-]19[0-9]{{2}}{_AFTER}"
    rf"|{_BEFORE}19[0-9]{{2}}-[01][0-9]-[0-3][0-9]{_AFTER}"
)
# Numbers of the United Kingdom: 10 or 11 digits from 0, or from +44.
_PHONE = re.compile(
    rf"{_BEFORE}(?:\+44 ?(?:\(0\) ?)?|0044 ?|\(?0)[1-37-9](?:[ ()-]{{0,2}}[0-9]){{8,9}}{_AFTER}"
)
# What word processors put for a space and a hyphen, each one character.
_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    }
)
_BOOK = re.compile(r"isbn(?:-1[03])?\W{0,3}$", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """Something in a text that looks like personal data."""

    kind: str
    """What it looks like, in words."""
    found: str
    """The characters themselves."""
    shown: Markup
    """The words around it, with itself marked."""


def findings(text: str) -> list[Finding]:
    """What looks like personal data, in the order of the text; nothing is found twice."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Finding]] = []
    plain = text.translate(_PLAIN)
    for kind, spans in _KINDS:
        for start, end in spans(plain):
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            found.append((start, Finding(kind, text[start:end], _marked(text, start, end))))
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end with the check digit of an NHS number (modulus 11)."""
    total = sum(weight * int(digit) for weight, digit in zip(_NHS_WEIGHTS, digits, strict=False))
    check = (11 - total % 11) % 11
    return len(digits) == 10 and check == int(digits[9]) and len(set(digits)) > 1


def _nhs_numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _NUMBER.finditer(text):
        # The numbers of books that have ten digits are checked in the same way.
        if is_nhs_number(re.sub("[ -]", "", match[0])) and not _is_book(text, match.start()):
            yield match.span()


def _births(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span("found") for match in _BIRTH.finditer(text))
    yield from (match.span() for match in _LONG_AGO.finditer(text))


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for match in _PHONE.finditer(text):
        if not _is_book(text, match.start()):
            yield match.span()


def _is_book(text: str, start: int) -> bool:
    """Whether a number is said to be an ISBN."""
    return bool(_BOOK.search(text, max(0, start - 12), start))


_KINDS: Final[tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    ("NHS number", _nhs_numbers),
    ("Date of birth", _births),
    ("Phone number", _phones),
)


def _marked(text: str, start: int, end: int) -> Markup:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.partition(" ")[2]
    if len(text) > end + AROUND:
        after = after.rpartition(" ")[0] + " …"
    return Markup("{}<mark>{}</mark>{}").format(before, text[start:end], after)
