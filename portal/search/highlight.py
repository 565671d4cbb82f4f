"""The passage of a text that answers a query best, with the matched words marked.

Works on plain text from the database: the index keeps none. Everything is escaped.

Analysing every word of a text would take most of the time of a page of results, so words are
looked for by what they begin with, and only those that begin so are analysed.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from portal.search.analysis import WORD, Word, term_of

PASSAGE_LENGTH: Final = 240
LONGEST_TEXT: Final = 60_000
"""Characters that are looked at: what is found beyond them is shown without marks."""

_LEAD: Final = 60
"""Characters shown before the first match, so that it can be understood."""
_FEW: Final = 12
"""Up to so many beginnings are quicker looked for one by one than by an expression."""
_APOSTROPHES: Final = ("'", "’")


def mark(text: str, terms: Set[str]) -> Markup:
    """The whole text with its matched words in ``<mark>``."""
    return _marked(text, _matches(text, terms))


def passage(text: str, terms: Set[str], length: int = PASSAGE_LENGTH) -> Markup:
    """About ``length`` characters around the best group of matches, or from the beginning."""
    text = text[:LONGEST_TEXT].strip()
    matches = _matches(text, terms)
    start, end = _window(text, matches, length)
    inside = [
        Word(match.term, match.start - start, match.end - start)
        for match in matches
        if match.start >= start and match.end <= end
    ]
    before = Markup("…") if start > 0 else Markup("")
    after = Markup("…") if end < len(text) else Markup("")
    return before + _marked(text[start:end], inside) + after


def _matches(text: str, terms: Set[str]) -> list[Word]:
    """The words with one of the terms, in order."""
    if not terms:
        return []
    # One byte a character, whatever its letter: places in it are places in the text.
    flat = text.encode("ascii", "replace").lower()
    starts = {at for at in _places(flat, frozenset(terms)) if not _is_inside_word(text, at)}
    starts.update(_starts_of_odd_words(text, flat))
    matches = []
    for start in sorted(starts):
        word = WORD.match(text, start)
        if word and (term := term_of(word[0])) in terms:
            matches.append(Word(term, start, word.end()))
    return matches


def _places(flat: bytes, terms: frozenset[str]) -> Iterator[int]:
    """Where a word of plain letters with one of the terms may begin."""
    beginnings = _beginnings(terms)
    if len(beginnings) > _FEW:
        yield from (match.start() for match in _any_of(beginnings).finditer(flat))
        return
    for beginning in beginnings:
        at = flat.find(beginning)
        while at >= 0:
            yield at
            at = flat.find(beginning, at + 1)


@lru_cache(maxsize=32)
def _beginnings(terms: frozenset[str]) -> tuple[bytes, ...]:
    """What words with these terms begin with, if all their characters are ASCII."""
    found = sorted({_unchanged(term).encode("ascii") for term in terms if term.isascii()})
    return tuple(b for n, b in enumerate(found) if not any(map(b.startswith, found[:n])))


def _unchanged(term: str) -> str:
    """The part of a term that no step of the stemmer can have altered.

    It takes endings off and may then turn y to i, add e, or turn bility to bl or ble; besides it
    knows some words by heart, such as skies and dying.
    """
    if len(term) > 2 and term.endswith(("ble", "ie")):
        return term[:-2]
    return term[:-1] if len(term) > 1 and term.endswith(("i", "e", "y", "bl")) else term


@lru_cache(maxsize=32)
def _any_of(beginnings: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, beginnings)))


def _starts_of_odd_words(text: str, flat: bytes) -> Iterator[int]:
    """Where words begin that have an apostrophe or letters beyond ASCII, which terms have not."""
    for sign in (b"'", b"?"):
        end = 0
        at = flat.find(sign)
        while at >= 0:
            if text[at] in _APOSTROPHES or text[at].isalnum():
                start = at
                while start > end and _is_inside_word(text, start):
                    start -= 1
                if word := WORD.match(text, start):
                    end = word.end()
                    yield start
            at = flat.find(sign, max(at + 1, end))


def _is_inside_word(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    if before in _APOSTROPHES:
        before = text[at - 2] if at > 1 else " "
    return before.isalnum() or before == "_"


def _window(text: str, matches: list[Word], length: int) -> tuple[int, int]:
    """Where the best passage starts and ends, at the edges of words."""
    if len(text) <= length:
        return 0, len(text)
    first = _densest(matches, length)
    start = max(0, first - _LEAD)
    if start > 0:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else first
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", start + length // 2, end + 1)
        end = space if space > 0 else end
    return start, end


def _densest(matches: list[Word], length: int) -> int:
    """Where the passage with most different terms begins; the first of equals."""
    reach = length - _LEAD
    best_start, best_value = 0, (0, 0)
    counts: dict[str, int] = {}
    last = 0
    for first, match in enumerate(matches):
        while last < len(matches) and matches[last].end <= match.start + reach:
            term = matches[last].term
            counts[term] = counts.get(term, 0) + 1
            last += 1
        value = (len(counts), last - first)
        if value > best_value:
            best_start, best_value = match.start, value
        if match.term in counts:
            counts[match.term] -= 1
            if not counts[match.term]:
                del counts[match.term]
        last = max(last, first + 1)
    return best_start


def _marked(text: str, matches: list[Word]) -> Markup:
    parts: list[str] = []
    at = 0
    for match in matches:
        parts += (escape(text[at : match.start]), "<mark>")
        parts += (escape(text[match.start : match.end]), "</mark>")
        at = match.end
    parts.append(escape(text[at:]))
    return Markup("".join(parts))  # noqa: S704  # nosec B704  # each part is escaped, or ours
