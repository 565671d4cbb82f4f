"""What a reader typed, as clauses: our own small language, bounded and without errors.

Words, "phrases", AND, OR, NOT, -not, ``field:value``, ``before:`` and ``after:``. Whatever cannot
be read as one of these is searched as words, so there is no field name, operator or wildcard that
a reader could reach by accident or on purpose.

pieces     from text to pieces, each with its place
grouping   what operators join
clauses    what an engine is asked for

This file makes clauses of groups.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from portal.search.analysis import exact_key, terms
from portal.search.parsing.clauses import EVERYTHING, Clause, Occur, Parsed, Phrase
from portal.search.parsing.grouping import Group, groups, runs, without
from portal.search.parsing.pieces import (
    LONGEST_QUERY,
    MAX_CHARACTERS,
    Kind,
    Piece,
    clean,
    cut,
    pieces,
    printable,
    typed,
)

__all__ = [
    "EVERYTHING",
    "LONGEST_QUERY",
    "MAX_CHARACTERS",
    "MAX_WORDS",
    "Clause",
    "Group",
    "Kind",
    "Occur",
    "Parsed",
    "Phrase",
    "Piece",
    "clean",
    "groups",
    "parse",
    "pieces",
    "printable",
    "runs",
    "title_key",
    "typed",
    "without",
]

FEW: Final = 8
"""Words of a query in which one with a hyphen is searched for as one word, too: among more words
it would count too much (measured with ``flask evaluate search``)."""
MAX_WORDS: Final = 256
"""Different terms that are searched for."""

_HYPHENATED: Final = re.compile(r"\W*[^\W\d_]+-[^\W\d_]+\W*")
_IDENTIFIER: Final = re.compile(r"[a-z]{2,5}-\d{4}-\d{1,8}", re.IGNORECASE)


@lru_cache(maxsize=64)
def parse(text: str) -> Parsed:
    """Read a query. Never raises; the work grows with ``MAX_CHARACTERS`` and no more."""
    whole = clean(text[: MAX_CHARACTERS * 2])
    kept = cut(whole)
    identifier = _IDENTIFIER.fullmatch(kept.strip("\"'., "))
    if identifier:
        found = Parsed((Clause((terms(kept),), Occur.MUST),), identifier=identifier[0].upper())
    else:
        found = _parsed(pieces(kept))
    return replace(
        found,
        exact=exact_key(kept),
        blank=not kept,
        shortened=found.shortened or len(kept) < len(whole) or len(text) > MAX_CHARACTERS * 2,
    )


def title_key(title: str) -> str:
    """What ``Parsed.exact`` is when this title is typed."""
    return exact_key(cut(clean(title)))


def _parsed(found: list[Piece]) -> Parsed:
    joined = list(groups(found))
    clauses, shortened = _capped(clause for group in joined for clause in _clauses(group))
    if len(joined) > FEW:
        clauses = [clause for clause in clauses if not clause.is_extra]
    after, before = _period(joined)
    return Parsed(tuple(clauses), shortened=shortened, after=after, before=before)


def _clauses(group: Group) -> Iterator[Clause]:
    first = group.pieces[0]
    if first.kind is Kind.DATE:
        return
    phrases = tuple(dict.fromkeys(p for piece in group.pieces for p in _phrases(piece) if p))
    if not phrases:
        return
    if group.negated:
        yield Clause(phrases, Occur.MUST_NOT, first.name)
    elif group.joined or first.kind is not Kind.WORD:
        yield Clause(phrases, Occur.MUST, first.name)
    else:
        for term in phrases[0]:
            yield Clause(((term,),), Occur.SHOULD)
        if len(phrases) > 1:
            yield Clause(phrases, Occur.SHOULD)


def _phrases(piece: Piece) -> Iterator[Phrase]:
    """The terms of a piece side by side; those of X-ray also as one word."""
    found = terms(piece.text)
    yield found
    if piece.kind is Kind.WORD and len(found) > 1 and _HYPHENATED.fullmatch(piece.text):
        yield terms(piece.text.replace("-", ""))


def _capped(clauses: Iterable[Clause]) -> tuple[list[Clause], bool]:
    """The clauses that hold the first ``MAX_WORDS`` terms, and whether any were left out.

    A word that is typed twice counts twice; what has to be there has to be there once.
    """
    kept: list[Clause] = []
    known: set[str] = set()
    asked: set[Clause] = set()
    for clause in clauses:
        if clause.occur is not Occur.SHOULD and clause in asked:
            continue
        wanted = known.union(*clause.phrases)
        if len(wanted) > MAX_WORDS:
            return kept, True
        known = wanted
        asked.add(clause)
        kept.append(clause)
    return kept, False


def _period(joined: list[Group]) -> tuple[date | None, date | None]:
    """``after`` and ``before``: the shortest time that all dates leave."""
    after: list[date] = []
    before: list[date] = []
    for group in joined:
        piece = group.pieces[0]
        if piece.day:
            is_after = (piece.name == "after") is not group.negated
            (after if is_after else before).append(piece.day)
    return max(after, default=None), min(before, default=None)
