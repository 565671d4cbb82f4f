"""What a reader typed, as clauses: our own small language, bounded and without errors.

Words, "phrases" and -not. Whatever cannot be read as one of these is searched as words, so there
is no field name, operator or wildcard that a reader could reach by accident or on purpose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from portal.search.analysis import exact_key, terms

MAX_CHARACTERS: Final = 200
MAX_WORDS: Final = 12

_PIECE: Final = re.compile(r'(?<!\S)(-?)"([^"]*)"|(\S+)')
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_IDENTIFIER: Final = re.compile(r"[a-z]{2,5}-\d{4}-\d{1,8}", re.IGNORECASE)


class Occur(Enum):
    """What a clause asks of a record."""

    SHOULD = auto()
    """Counts for it."""
    MUST = auto()
    """It has to be there."""
    MUST_NOT = auto()
    """It may not be there."""


Phrase = tuple[str, ...]
"""Terms that stand side by side; one term is a word."""


@dataclass(frozen=True)
class Clause:
    """Phrases of which one is enough, and where they are looked for."""

    phrases: tuple[Phrase, ...]
    occur: Occur
    field: str = ""
    """One of ``fields.NAMED``, or empty for all the text."""


@dataclass(frozen=True)
class Parsed:
    """A query that an engine can answer."""

    clauses: tuple[Clause, ...] = ()
    exact: str = ""
    """The whole text as it would be compared with a title."""
    identifier: str = ""
    """The identifier that was typed, in capitals."""
    blank: bool = False
    """Nothing was typed: everything is meant."""
    shortened: bool = False
    """More was typed than is searched for."""

    after: date | None = None
    """Published on that day or later."""
    before: date | None = None
    """Published before that day."""

    def of(self, occur: Occur) -> tuple[Phrase, ...]:
        """The phrases of all clauses of one kind."""
        found = (clause.phrases for clause in self.clauses if clause.occur is occur)
        return tuple(phrase for phrases in found for phrase in phrases)

    @property
    def words(self) -> tuple[str, ...]:
        """The single terms that count for a record, each once, as typed."""
        return tuple(dict.fromkeys(term for terms in self.of(Occur.SHOULD) for term in terms))

    @property
    def marked(self) -> frozenset[str]:
        """Every term that a reader wants to see marked."""
        phrases = self.of(Occur.MUST)
        return frozenset(self.words).union(*phrases)


EVERYTHING: Final = Parsed(blank=True)
"""What is meant when nothing was typed."""


def printable(text: str) -> str:
    """The text with a space for every character that has no place on a page."""
    return _UNPRINTABLE.sub(" ", text)


def clean(text: str) -> str:
    """The text in one line without unprintable characters or fancy quotation marks."""
    return " ".join(printable(text).translate(_QUOTES).split())


@lru_cache(maxsize=512)
def parse(text: str) -> Parsed:
    """Read a query. Never raises; the work is bounded by ``MAX_CHARACTERS``."""
    whole = clean(text[: MAX_CHARACTERS * 2])
    kept = _cut(whole)
    identifier = _IDENTIFIER.fullmatch(kept.strip("\"'., "))
    clauses, cut_words = _capped(_phrase(identifier[0]) if identifier else _clauses(kept))
    return Parsed(
        clauses=tuple(clauses),
        exact=exact_key(kept),
        identifier=identifier[0].upper() if identifier else "",
        blank=not kept,
        shortened=cut_words or len(kept) < len(whole) or len(text) > MAX_CHARACTERS * 2,
    )


def _cut(text: str) -> str:
    """The first characters, without the half of a word at the end."""
    if len(text) <= MAX_CHARACTERS:
        return text
    kept, _, _ = text[: MAX_CHARACTERS + 1].rpartition(" ")
    return kept or text[:MAX_CHARACTERS]


def title_key(title: str) -> str:
    """What ``Parsed.exact`` is when this title is typed."""
    return exact_key(_cut(clean(title)))


def _phrase(text: str) -> Iterator[Clause]:
    yield Clause((terms(text),), Occur.MUST)


def _clauses(text: str) -> Iterator[Clause]:
    for minus, quoted, word in _PIECE.findall(text):
        if quoted:
            yield Clause((terms(quoted),), Occur.MUST_NOT if minus else Occur.MUST)
        elif len(word) > 1 and word[0] == "-" and word[1].isalnum():
            yield Clause((terms(word),), Occur.MUST_NOT)
        else:
            for term in terms(word):
                yield Clause(((term,),), Occur.SHOULD)


def _capped(clauses: Iterator[Clause]) -> tuple[list[Clause], bool]:
    """The clauses that hold the first ``MAX_WORDS`` terms, and whether any were left out."""
    kept: dict[Clause, None] = {}
    room = MAX_WORDS
    for clause in clauses:
        [phrase] = clause.phrases
        if not phrase or clause in kept:
            continue
        if room == 0:
            return list(kept), True
        fitting = phrase[:room]
        kept[Clause((fitting,), clause.occur)] = None
        room -= len(fitting)
    return list(kept), False
