"""How text becomes terms: the same way for the index, for queries and for highlighting."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from whoosh.lang.snowball.english import EnglishStemmer

WORD: Final = re.compile(r"\w(?:&\w)+(?!\w)|\w+(?:['’]\w+)*(?:(?:\+\+|#)(?!\w))?")
"""A word, with its apostrophes; C++ and C# keep their signs, A&E and R&D theirs."""

LONGEST_TERM: Final = 40
"""Characters of a term that are kept: nobody searches for more, and the index stays small."""

# Short on purpose. Words such as "it", "us" or "will" mean something in our titles.
_STOP_WORDS: Final = """
a an and are as at be but by for from has have how in into is its not of on or that the their then
there these they this to was were what when where which who why with
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())

# Porter's second stemmer (Snowball's "English"): better than his first on five of six collections.
_stem = EnglishStemmer().stem
# GPs are more than one GP, but an LMS is not more than one LM: only a small "s" makes a plural.
_PLURAL_ACRONYM: Final = re.compile(r"([A-Z]{2,})s")

_POSSESSIVE: Final = re.compile(r"['’]s$")


class Word(NamedTuple):
    """A term and where in the text it was found, in characters."""

    term: str
    start: int
    end: int


def fold(word: str) -> str:
    """The word without case, accents and apostrophes: ``Élan's`` becomes ``elan``."""
    word = _POSSESSIVE.sub("", word.casefold())
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return word.replace("'", "").replace("’", "")


@lru_cache(maxsize=65_536)
def term_of(word: str) -> str:
    """The term that a word is indexed under; empty for a stop word."""
    if acronym := _PLURAL_ACRONYM.fullmatch(word):
        word = acronym[1]
    folded = fold(word)[:LONGEST_TERM]
    if folded in STOP_WORDS:
        return ""
    if folded.isascii() and folded.isalpha():
        return str(_stem(folded))
    return folded


def words(text: str) -> Iterator[Word]:
    """The terms of a text in order, with their places; stop words are left out."""
    for match in WORD.finditer(text):
        if term := term_of(match[0]):
            yield Word(term, match.start(), match.end())


def joined(text: str, one: Word, other: Word) -> str:
    """The term of two words that a hyphen joins as one word: X-ray is xray; empty for others."""
    if text[one.end : other.start] != "-":
        return ""
    return term_of(text[one.start : one.end] + text[other.start : other.end])


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text in order."""
    return tuple(word.term for word in words(text))


def exact_key(text: str) -> str:
    """What two titles share when only case, accents and punctuation tell them apart."""
    return " ".join(fold(match[0]) for match in WORD.finditer(text))
