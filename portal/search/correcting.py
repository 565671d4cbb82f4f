"""What may have been meant by words that are spelt in another way than the records spell them."""

from typing import Final, NamedTuple

from markupsafe import Markup, escape

from portal.search.analysis import STOP_WORDS, WORD, fold
from portal.search.indexing import backend
from portal.search.parsing import LONGEST_QUERY, runs, typed

SHORTEST: Final = 4
"""Letters of a word that is corrected."""


class Meant(NamedTuple):
    """A text with other words in it."""

    text: str
    html: Markup
    """The same for a page, with the other words emphasised."""


class _Word(NamedTuple):
    """A word that may be misspelt, and where it stands."""

    text: str
    start: int
    end: int


def meant(text: str, labels: frozenset[str], excluded: frozenset[str]) -> Meant | None:
    """The text with better-spelt words from what the reader may see; None if it is well spelt."""
    text = typed(text)
    words = _words(text)
    if not words:
        return None
    better = backend().corrections([fold(word.text) for word in words], labels, excluded)
    wrong = [(word, better[key]) for word in words if (key := fold(word.text)) in better]
    return _replaced(text, wrong) if wrong else None


def _words(text: str) -> list[_Word]:
    """The words that are neither in quotes nor unwanted nor in a field, nor short or numbers."""
    loose = [piece for run in runs(text) for piece in run]
    if len(loose) > LONGEST_QUERY:
        return []
    return [
        _Word(match[0], match.start(), match.end())
        for piece in loose
        for match in WORD.finditer(text, piece.start, piece.end)
        if len(match[0]) >= SHORTEST
        and fold(match[0]).isalpha()
        and fold(match[0]) not in STOP_WORDS
    ]


def _replaced(text: str, wrong: list[tuple[_Word, str]]) -> Meant:
    plain: list[str] = []
    html = Markup("")
    at = 0
    for word, better in wrong:
        spelt = _in_the_case_of(word.text, better)
        plain += (text[at : word.start], spelt)
        html += escape(text[at : word.start]) + Markup("<strong>{}</strong>").format(spelt)
        at = word.end
    return Meant("".join([*plain, text[at:]]), html + escape(text[at:]))


def _in_the_case_of(word: str, better: str) -> str:
    if word.isupper():
        return better.upper()
    return better.capitalize() if word[0].isupper() else better
