"""What is offered while somebody types: titles from the index, names from those who know some."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from portal.outbox import waiting
from portal.search.analysis import WORD, fold
from portal.search.indexing import SYNC, backend
from portal.search.parsing import clean
from portal.search.sources import named_of
from portal.search.synonyms import suggested
from portal.visibility import labels_of

SHORTEST: Final = 2
LONGEST: Final = 200
"""Characters for which anything is offered; static/js/suggestions.js asks for no others."""
MOST_TITLES: Final = 6
MOST_NAMES: Final = 4


@dataclass(frozen=True)
class Line:
    """One thing to go to, with what was typed in bold."""

    label: Markup
    url: str
    hint: Markup


@dataclass(frozen=True)
class Group:
    """The lines of one kind."""

    title: str
    lines: tuple[Line, ...]


def suggest(text: str, reader: Any) -> tuple[Group, ...]:
    """What the reader may want, in groups that are not empty. Never fails for what was typed."""
    text = clean(text[: LONGEST + 1])
    if not SHORTEST <= len(text) <= LONGEST:
        return ()
    # Read before the index is: what leaves the outbox after this is in the index already.
    excluded = waiting(SYNC)
    refs = backend().completions(text, labels_of(reader), excluded=excluded, limit=MOST_TITLES)
    typed = frozenset(fold(match[0]) for match in WORD.finditer(text))
    groups: dict[str, list[Line]] = {}
    for named in named_of(refs, reader):
        groups.setdefault("Titles", []).append(_line(named.title, named.url, "", typed))
    for name in suggested(text, reader, MOST_NAMES):
        groups.setdefault(name.kind, []).append(_line(name.label, name.url, name.hint, typed))
    return tuple(Group(title, tuple(lines)) for title, lines in groups.items())


def _line(label: str, url: str, hint: str, typed: Iterable[str]) -> Line:
    return Line(_in_bold(label, typed), url, _in_bold(hint, typed))


def _in_bold(text: str, typed: Iterable[str]) -> Markup:
    """The text with bold beginnings where a word begins as one that was typed."""
    bold, done = Markup(), 0
    for match in WORD.finditer(text):
        word = fold(match[0])
        length = max((len(start) for start in typed if word.startswith(start)), default=0)
        if length:
            end = min(match.start() + length, match.end())
            bold += escape(text[done : match.start()])
            bold += Markup("<b>{}</b>").format(text[match.start() : end])
            done = end
    return bold + escape(text[done:])
