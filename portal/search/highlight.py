"""The passage of a text that answers a query best, with the matched words marked.

Works on plain text from the database: the index keeps none. Everything is escaped.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from portal.search.analysis import WORD, Word, term_of, words

PASSAGE_LENGTH: Final = 240
LONGEST_TEXT: Final = 60_000
"""Characters that are looked at: what is found beyond them is shown without marks."""

_LEAD: Final = 60
"""Characters shown before the first match, so that it can be understood."""
_FOREIGN_LETTER: Final = re.compile(r"[^\W\x00-\x7f]")


def mark(text: str, terms: Set[str]) -> Markup:
    """The whole text with its matched words in ``<mark>``."""
    return _marked(text, list(_matches(text, terms)))


def passage(text: str, terms: Set[str], length: int = PASSAGE_LENGTH) -> Markup:
    """About ``length`` characters around the best group of matches, or from the beginning."""
    text = " ".join(text[:LONGEST_TEXT].split())
    matches = list(_matches(text, terms))
    start, end = _window(text, matches, length)
    inside = [
        Word(match.term, match.start - start, match.end - start)
        for match in matches
        if match.start >= start and match.end <= end
    ]
    before = Markup("…") if start > 0 else Markup("")
    after = Markup("…") if end < len(text) else Markup("")
    return before + _marked(text[start:end], inside) + after


def _matches(text: str, terms: Set[str]) -> Iterator[Word]:
    if not terms:
        return
    if _FOREIGN_LETTER.search(text):
        yield from (word for word in words(text) if word.term in terms)
        return
    end = 0
    for beginning in _beginnings(frozenset(terms)).finditer(text.lower()):
        start = beginning.start()
        if start < end or _inside_word(text, start):
            continue
        match = WORD.match(text, start)
        if match and (term := term_of(match[0])) in terms:
            end = match.end()
            yield Word(term, start, end)


@lru_cache(maxsize=256)
def _beginnings(terms: frozenset[str]) -> re.Pattern[str]:
    """What a word with one of these terms begins with, if all its letters are ASCII.

    Stemming changes the end of a word and folding takes out apostrophes. To look at the words
    that begin like a term is many times quicker than to analyse all.
    """
    beginnings = {term[: max(1, min(3, len(term) - 1))] for term in terms}
    return re.compile("|".join("['’]?".join(map(re.escape, text)) for text in sorted(beginnings)))


def _inside_word(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    if before[-1:] in ("'", "’"):
        before = before[:-1]
    return before[-1:].isalnum() or before[-1:] == "_"


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
